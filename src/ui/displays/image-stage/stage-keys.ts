import type { StageTool } from './stage.ts'

/** What a key means on the stage. */
export type StageKey =
  | { readonly do: 'tool'; readonly tool: StageTool }
  | { readonly do: 'scroll'; readonly by: number }
  | { readonly do: 'pan'; readonly byX: number; readonly byY: number }
  | { readonly do: 'zoom'; readonly direction: 1 | -1 }
  | { readonly do: 'turn'; readonly direction: 1 | -1 }
  | { readonly do: 'preset'; readonly step: 1 | -1 }
  | {
      readonly do:
        | 'fit'
        | 'one-to-one'
        | 'invert'
        | 'mirror'
        | 'cine'
        | 'draw'
        | 'next-mark'
        | 'remove'
        | 'put-away'
        | 'reset'
    }

interface Key {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** One letter a tool, as workstations have them where they agree. */
export const TOOL_KEYS: Readonly<Record<StageTool, string>> = {
  window: 'w',
  pan: 'p',
  zoom: 'z',
  scroll: 's',
  magnifier: 'g',
  length: 'l',
  angle: 'a',
  cobb: 'c',
  ellipse: 'e',
  rectangle: 'b',
  freehand: 'd',
  cardiothoracic: 't',
  marker: 'k',
  arrow: 'n',
  probe: 'v',
}

const TOOL_BY_KEY = new Map(Object.entries(TOOL_KEYS).map(([tool, key]) => [key, tool as StageTool]))

const PAN_PX = 40
const PAN_FAR_PX = 200
const PAGE = 10

/**
 * @param hasStack arrows go through the stack; without one, and with Shift, they move the picture
 * @returns null where the key means nothing here, so that the page may use it
 */
export function stageKey(event: Key, hasStack: boolean): StageKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const direction = DIRECTIONS[key]
  if (direction !== undefined) {
    const [x, y] = direction
    if (hasStack && !event.shiftKey) return { do: 'scroll', by: x + y }
    const step = event.shiftKey && !hasStack ? PAN_FAR_PX : PAN_PX
    return { do: 'pan', byX: -x * step, byY: -y * step }
  }
  if (key === 'r') return { do: 'turn', direction: event.shiftKey ? -1 : 1 }
  const tool = TOOL_BY_KEY.get(key)
  if (tool !== undefined && (tool !== 'scroll' || hasStack)) return { do: 'tool', tool }
  return (hasStack ? STACK_KEYS[key] : undefined) ?? OTHER_KEYS[key] ?? null
}

/** The way one looks: right and down are on. */
const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

const STACK_KEYS: Readonly<Record<string, StageKey>> = {
  PageUp: { do: 'scroll', by: -PAGE },
  PageDown: { do: 'scroll', by: PAGE },
  Home: { do: 'scroll', by: -Infinity },
  End: { do: 'scroll', by: Infinity },
  ' ': { do: 'cine' },
}

const OTHER_KEYS: Readonly<Record<string, StageKey>> = {
  PageUp: { do: 'pan', byX: 0, byY: PAN_FAR_PX },
  PageDown: { do: 'pan', byX: 0, byY: -PAN_FAR_PX },
  '+': { do: 'zoom', direction: 1 },
  '=': { do: 'zoom', direction: 1 },
  '-': { do: 'zoom', direction: -1 },
  '0': { do: 'fit' },
  '1': { do: 'one-to-one' },
  i: { do: 'invert' },
  f: { do: 'mirror' },
  x: { do: 'reset' },
  '[': { do: 'preset', step: -1 },
  ']': { do: 'preset', step: 1 },
  m: { do: 'next-mark' },
  Enter: { do: 'draw' },
  Delete: { do: 'remove' },
  Backspace: { do: 'remove' },
  Escape: { do: 'put-away' },
}
