/** What keys do on the stage. */
export interface StageKeys {
  pan(byXMm: number, byYMm: number): void
  zoom(direction: 1 | -1): void
  trueSize(): void
  wholeSheet(): void
  measure(): void
  march(): void
  snap(): void
  beat(step: 1 | -1): void
  putAway(): void
}

interface Key {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const STEP_MM = 5
const STRIDE_MM = 25
const PAGE_MM = 100

/**
 * Carries out what a key means on the paper.
 * @returns whether the key meant something, so that the page must not use it too
 */
export function keyMove(event: Key, keys: StageKeys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const step = event.shiftKey ? STRIDE_MM : STEP_MM
  const table: Record<string, () => void> = {
    ArrowLeft: () => keys.pan(-step, 0),
    ArrowRight: () => keys.pan(step, 0),
    ArrowUp: () => keys.pan(0, -step),
    ArrowDown: () => keys.pan(0, step),
    PageUp: () => keys.pan(0, -PAGE_MM),
    PageDown: () => keys.pan(0, PAGE_MM),
    Home: () => keys.pan(-Infinity, -Infinity),
    End: () => keys.pan(Infinity, Infinity),
    '+': () => keys.zoom(1),
    '=': () => keys.zoom(1),
    '-': () => keys.zoom(-1),
    '1': () => keys.trueSize(),
    '0': () => keys.wholeSheet(),
    m: () => keys.measure(),
    r: () => keys.march(),
    s: () => keys.snap(),
    '.': () => keys.beat(1),
    ',': () => keys.beat(-1),
    Escape: () => keys.putAway(),
  }
  const act = table[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  act?.()
  return act !== undefined
}
