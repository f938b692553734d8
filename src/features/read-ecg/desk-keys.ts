import type { PaperChoice } from './paper-choice.svelte.ts'

/** What keys do anywhere on the desk, besides those that the paper itself knows. */
export interface DeskKeys {
  step(what: Parameters<PaperChoice['step']>[0]): void
  /** A key of the paper, pressed elsewhere. */
  paper(): void
  numbers(): void
  statements(): void
  amplitudes(): void
  tab(step: 1 | -1): void
  help(): void
}

interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/**
 * Carries out what a key means on the desk.
 * @returns whether the key meant something, so that the page must not use it too
 */
export function deskKey(event: Key, keys: DeskKeys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const table: Record<string, () => void> = {
    l: () => keys.step('layout'),
    v: () => keys.step('speed'),
    g: () => keys.step('gain'),
    h: () => keys.step('high-pass'),
    f: () => keys.step('low-pass'),
    n: () => keys.step('mains'),
    t: () => keys.step('rhythm-lead'),
    w: () => keys.numbers(),
    e: () => keys.statements(),
    a: () => keys.amplitudes(),
    '[': () => keys.tab(-1),
    ']': () => keys.tab(1),
    '?': () => keys.help(),
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const act = table[key] ?? (PAPER_KEYS.includes(key) ? keys.paper : undefined)
  act?.()
  return act !== undefined
}

/** Keys of the paper that work without going there first; arrows and page keys stay with the page. */
const PAPER_KEYS: readonly string[] = ['m', 'r', 's', '.', ',', '+', '=', '-', '0', '1']

/** Whether what has the focus takes letters itself, or a sheet lies over the desk. */
export function takesLetters(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="combobox"]') !== null
  )
}
