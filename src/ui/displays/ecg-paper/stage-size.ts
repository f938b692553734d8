/** Size of the stage in CSS pixels, and device pixels to one of them. */
export interface StageSize {
  readonly widthPx: number
  readonly heightPx: number
  readonly pixelRatio: number
}

/** Tells the size of the stage at once and whenever it, the page zoom or the screen changes. @returns how to stop */
export function watchStageSize(stage: HTMLElement, then: (size: StageSize) => void): () => void {
  const stop = new AbortController()
  const tell = (): void => {
    const { clientWidth, clientHeight } = stage
    then({ widthPx: clientWidth, heightPx: clientHeight, pixelRatio: devicePixelRatio })
  }
  const watchRatio = (): void => {
    const same = matchMedia(`(resolution: ${devicePixelRatio}dppx)`)
    const changed = (): void => {
      tell()
      watchRatio()
    }
    same.addEventListener('change', changed, { once: true, signal: stop.signal })
  }
  const observer = new ResizeObserver(tell)
  observer.observe(stage)
  watchRatio()
  return () => {
    observer.disconnect()
    stop.abort()
  }
}
