/** What a pointer says, in CSS pixels from the top left corner of the stage. */
export interface PointerWord {
  readonly kind: 'down' | 'move' | 'up' | 'cancel'
  readonly id: number
  readonly device: 'mouse' | 'touch' | 'pen'
  /** As in PointerEvent: 0 left or touch, 1 middle, 2 right. */
  readonly button: number
  readonly x: number
  readonly y: number
  readonly atMs: number
}

/** What a drag does: the tool's work, or what a button of the mouse always does. */
type Held = 'tool' | 'window' | 'pan'

/** What hands do on the stage. */
export type HandAct =
  | { readonly do: 'press'; readonly x: number; readonly y: number; readonly device: PointerWord['device'] }
  | {
      readonly do: 'drag'
      readonly held: Held
      readonly byX: number
      readonly byY: number
      readonly x: number
      readonly y: number
    }
  | {
      readonly do: 'release'
      readonly held: Held
      readonly x: number
      readonly y: number
      readonly isTap: boolean
    }
  /** A second finger came down, or the system took the pointer: what the first began does not count. */
  | { readonly do: 'abandon' }
  | {
      readonly do: 'pinch'
      readonly factor: number
      readonly byX: number
      readonly byY: number
      readonly x: number
      readonly y: number
    }
  | { readonly do: 'tap-twice'; readonly x: number; readonly y: number }

interface Finger {
  readonly id: number
  readonly x: number
  readonly y: number
}

/** Hands as they lie on the stage. */
export interface Hands {
  readonly fingers: readonly Finger[]
  readonly held: Held | null
  readonly device: PointerWord['device']
  /** Where the one finger came down, and whether it has left that place. */
  readonly pressedAt: Finger | null
  readonly isFar: boolean
  readonly lastTap: { readonly x: number; readonly y: number; readonly atMs: number } | null
}

export const NO_HANDS: Hands = {
  fingers: [],
  held: null,
  device: 'mouse',
  pressedAt: null,
  isFar: false,
  lastTap: null,
}

/** A pointer that moves less than this means to tap: fingers tremble more than mice. */
const TAP_WITHIN_PX = { mouse: 3, pen: 4, touch: 8 } as const
const TWICE_MS = 350
const TWICE_WITHIN_PX = 24

const HELD_BY_BUTTON: Readonly<Record<number, Held>> = { 0: 'tool', 1: 'pan', 2: 'window' }

/** Follows pointers: one does the tool's work, two zoom and move the picture together. */
export function handsAfter(hands: Hands, word: PointerWord): { hands: Hands; acts: readonly HandAct[] } {
  if (word.kind === 'down') return down(hands, word)
  const was = hands.fingers.find((finger) => finger.id === word.id)
  if (was === undefined) return { hands, acts: [] }
  return word.kind === 'move' ? move(hands, was, word) : up(hands, word)
}

function down(hands: Hands, word: PointerWord): { hands: Hands; acts: readonly HandAct[] } {
  const finger = { id: word.id, x: word.x, y: word.y }
  if (hands.fingers.length === 0) {
    const held = HELD_BY_BUTTON[word.button]
    if (held === undefined) return { hands, acts: [] }
    const next = { ...hands, fingers: [finger], held, device: word.device, pressedAt: finger, isFar: false }
    const press = { do: 'press', x: word.x, y: word.y, device: word.device } as const
    return { hands: next, acts: held === 'tool' ? [press] : [] }
  }
  if (word.device !== 'touch' || hands.fingers.length > 1) return { hands, acts: [] }
  const acts: HandAct[] = hands.held === 'tool' ? [{ do: 'abandon' }] : []
  return { hands: { ...hands, fingers: [...hands.fingers, finger], held: null, pressedAt: null }, acts }
}

function move(hands: Hands, was: Finger, word: PointerWord): { hands: Hands; acts: readonly HandAct[] } {
  const now = { id: word.id, x: word.x, y: word.y }
  const fingers = hands.fingers.map((finger) => (finger.id === word.id ? now : finger))
  const other = hands.fingers.find((finger) => finger.id !== word.id)
  if (other !== undefined) {
    const spread = Math.hypot(was.x - other.x, was.y - other.y)
    const factor = spread > 0 ? Math.hypot(now.x - other.x, now.y - other.y) / spread : 1
    const by = { byX: (now.x - was.x) / 2, byY: (now.y - was.y) / 2 }
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }
    return { hands: { ...hands, fingers }, acts: [{ do: 'pinch', factor, ...by, ...middle }] }
  }
  const { held, pressedAt } = hands
  if (held === null || pressedAt === null) return { hands: { ...hands, fingers }, acts: [] }
  const isFar =
    hands.isFar || Math.hypot(now.x - pressedAt.x, now.y - pressedAt.y) >= TAP_WITHIN_PX[hands.device]
  // Until it is a drag the finger stays, for the drag, where it came down: nothing of the way is lost.
  if (!isFar) return { hands, acts: [] }
  const act = { do: 'drag', held, byX: now.x - was.x, byY: now.y - was.y, x: now.x, y: now.y } as const
  return { hands: { ...hands, fingers, isFar }, acts: [act] }
}

function up(hands: Hands, word: PointerWord): { hands: Hands; acts: readonly HandAct[] } {
  const fingers = hands.fingers.filter((finger) => finger.id !== word.id)
  const { held, isFar } = hands
  const rest: Hands = { ...hands, fingers, held: null, pressedAt: null, isFar: false }
  if (held === null || fingers.length > 0) return { hands: rest, acts: [] }
  if (word.kind === 'cancel') return { hands: rest, acts: held === 'tool' ? [{ do: 'abandon' }] : [] }
  const release = { do: 'release', held, x: word.x, y: word.y, isTap: !isFar } as const
  if (isFar || held !== 'tool') return { hands: { ...rest, lastTap: null }, acts: [release] }
  const { lastTap } = hands
  const isTwice =
    lastTap !== null &&
    word.atMs - lastTap.atMs < TWICE_MS &&
    Math.hypot(word.x - lastTap.x, word.y - lastTap.y) < TWICE_WITHIN_PX
  const tap = { x: word.x, y: word.y, atMs: word.atMs }
  return isTwice
    ? { hands: { ...rest, lastTap: null }, acts: [release, { do: 'tap-twice', x: word.x, y: word.y }] }
    : { hands: { ...rest, lastTap: tap }, acts: [release] }
}

/** One notch of a wheel in pixels is at least this; smaller ones come from a pad and are added up. */
const NOTCH_PX = 50
const PAD_STEP_PX = 30

/**
 * Steps through the stack that a wheel means: a notch is a slice, a pad goes by way.
 * @param restPx what was left over
 */
export function wheelSteps(
  restPx: number,
  byPx: number,
): { readonly steps: number; readonly restPx: number } {
  if (Math.abs(byPx) >= NOTCH_PX) return { steps: Math.sign(byPx), restPx: 0 }
  const way = (Math.sign(restPx) === -Math.sign(byPx) ? 0 : restPx) + byPx
  const steps = Math.trunc(way / PAD_STEP_PX)
  return { steps: steps || 0, restPx: way - steps * PAD_STEP_PX }
}

/** By how much a turn of the wheel zooms; towards oneself is smaller. */
export function wheelZoom(byPx: number): number {
  return Math.exp(-Math.max(-60, Math.min(60, byPx)) / 200)
}
