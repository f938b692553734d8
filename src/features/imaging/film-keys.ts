/** The tabs of the desk's panel, in their order. */
export const FILM_TABS = ['report', 'marks', 'compare', 'file'] as const
export type FilmTab = (typeof FILM_TABS)[number]

/** What keys do anywhere on the desk, besides those that the stage itself knows. */
interface FilmKeys {
  layout(): void
  link(): void
  nextPane(): void
  planes(): void
  series(step: 1 | -1): void
  nextTab(): void
  panel(): void
  help(): void
  /** A key of the stage, pressed elsewhere. */
  stage(): void
}

interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/**
 * Carries out what a key means on the desk; the stage is asked where the desk does not know it, and says itself whether
 * it took the key.
 * @returns whether the key meant something here, so that the page must not use it too
 */
export function filmKey(event: Key, keys: FilmKeys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const table: Record<string, () => void> = {
    y: () => keys.layout(),
    u: () => keys.link(),
    j: () => keys.nextPane(),
    q: () => keys.planes(),
    o: () => keys.nextTab(),
    '\\': () => keys.panel(),
    ',': () => keys.series(-1),
    '.': () => keys.series(1),
    '?': () => keys.help(),
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const act = table[key] ?? keys.stage
  act()
  return act !== keys.stage
}

const TAKES_ALL = 'input, textarea, select, [contenteditable], [role="dialog"], [role="combobox"]'
/** Moved through and pressed by keys, but letters mean nothing to them. */
const TAKES_MOVES = 'button, summary, a, [role="tab"], [role="radio"]'
const MOVES = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Enter', ' ']

/** Whether what has the focus takes this key itself, or a sheet lies over the desk. */
export function takesKey({ target, key }: Pick<KeyboardEvent, 'target' | 'key'>): boolean {
  if (!(target instanceof Element)) return false
  return target.closest(TAKES_ALL) !== null || (MOVES.includes(key) && target.closest(TAKES_MOVES) !== null)
}
