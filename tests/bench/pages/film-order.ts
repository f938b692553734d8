/** What the bench asks of the page, and the page of the bench. */
export interface FilmOrder {
  readonly painter: 'ours' | 'cornerstone'
  /**
   * `window`: a film of 2048 × 2500 fits the stage, the window is dragged. `scroll`: slices of 1024 × 1024, another one
   * each frame.
   */
  readonly move: 'window' | 'scroll'
  readonly frames: number
}

export interface FilmBench {
  /** Milliseconds of work in each frame, drawing included. */
  frames(order: FilmOrder): Promise<number[]>
}

/** CSS pixels of the stage. */
export const STAGE_PX = 1024
