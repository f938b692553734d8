import type { FrameInfo, Plane, Vector3 } from './image.ts'

type Orientation = NonNullable<FrameInfo['orientation']>

/** Letters at the four sides of a picture as it stands on the screen. */
export interface Sides {
  readonly left: string
  readonly right: string
  readonly top: string
  readonly bottom: string
}

const OPPOSITE: Readonly<Record<string, string>> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' }

/** A second letter is said where the direction leans more than this much (22.5°) towards it. */
const SECOND_LETTER_FROM = Math.sin(Math.PI / 8)

/** The letters towards which the left and the top of a plane's picture lie. */
export function orientationOfPlane(plane: Pick<Plane, 'alongRow' | 'alongColumn'>): Orientation {
  return { left: lettersOf(opposite(plane.alongRow)), top: lettersOf(opposite(plane.alongColumn)) }
}

/**
 * From Patient Orientation (0020,0020): the directions towards which rows and columns count.
 * @returns null where it is missing or holds anything but the six letters (animals have others)
 */
export function orientationOfTag(patientOrientation: readonly string[]): Orientation | null {
  const [alongRow, alongColumn] = patientOrientation.map((value) => value.trim().toUpperCase())
  if (!isDirection(alongRow) || !isDirection(alongColumn)) return null
  return { left: oppositeLetters(alongRow), top: oppositeLetters(alongColumn) }
}

function isDirection(letters: string | undefined): letters is string {
  return letters !== undefined && /^[LRAPHF]{1,3}$/u.test(letters)
}

/**
 * The four letters as the picture stands on the screen: first mirrored left to right where it is flipped, then turned
 * clockwise by quarters.
 */
export function sidesOf(orientation: Orientation, quarterTurns: number, isFlipped: boolean): Sides {
  const { left, top } = orientation
  const right = oppositeLetters(left)
  const bottom = oppositeLetters(top)
  const around = isFlipped ? [top, left, bottom, right] : [top, right, bottom, left]
  const side = (i: number): string => around[(((i - quarterTurns) % 4) + 4) % 4]!
  return { top: side(0), right: side(1), bottom: side(2), left: side(3) }
}

/** One letter, or two for an oblique direction, the stronger first: LPS, so +x is L, +y is P, +z is H. */
function lettersOf(direction: Vector3): string {
  const parts = [
    { letter: direction[0] > 0 ? 'L' : 'R', size: Math.abs(direction[0]) },
    { letter: direction[1] > 0 ? 'P' : 'A', size: Math.abs(direction[1]) },
    { letter: direction[2] > 0 ? 'H' : 'F', size: Math.abs(direction[2]) },
  ].sort((a, b) => b.size - a.size)
  const second = parts[1]!
  return parts[0]!.letter + (second.size >= SECOND_LETTER_FROM ? second.letter : '')
}

function opposite(direction: Vector3): Vector3 {
  return [-direction[0], -direction[1], -direction[2]]
}

function oppositeLetters(letters: string): string {
  return [...letters].map((letter) => OPPOSITE[letter] ?? '').join('')
}
