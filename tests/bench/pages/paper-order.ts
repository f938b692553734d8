/** What the bench asks of the page, and the page of the bench. */
export interface FrameOrder {
  readonly painter: 'ours' | 'uplot'
  readonly move: 'pan' | 'zoom'
  /** True: with the drawing itself; false: our script alone, as the browser draws later. */
  readonly raster: boolean
  readonly frames: number
}

export interface PaperBench {
  /** Milliseconds of work in each frame. */
  frames(order: FrameOrder): Promise<number[]>
}
