import { isConvex, sidesOfQuad } from './homography.ts'
import { hasSheet, share, type Disc, type GreyPhoto, type PhotoSubject, type Quad } from './photo.ts'

export type PhotoFaultCode =
  'blur' | 'glare' | 'dark' | 'bright' | 'cropped' | 'small' | 'tilted' | 'no-border'

/** What is wrong with a photograph, and where; said with its cure by `film_photo_fault_<code>`, `film_photo_cure_<code>`. */
export interface PhotoFault {
  readonly code: PhotoFaultCode
  /** `stop`: take it again. `warn`: it can be read, with care. */
  readonly weight: 'stop' | 'warn'
  /** Shares of the photograph's width and height; null where it is all of it. */
  readonly where: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  } | null
}

/** What lies in a photograph, in pixels of the grey copy that is judged. */
export interface PhotoField {
  readonly subject: PhotoSubject
  readonly quad: Quad | null
  readonly disc: Disc | null
  /** Pixels of the photograph to one of the grey copy. */
  readonly scale: number
}

/**
 * Limits, set on drawn photographs (films of our own, warped, blurred, lit): to be set anew when real ones are at hand.
 * Sharpness: Crete et al. 2007, 0 sharp to 1 blurred.
 */
const BLUR_STOP = 0.66
const BLUR_WARN = 0.55
/** Of the field's longer side, in pixels of the photograph. */
const SMALL_STOP_PX = 700
const SMALL_WARN_PX = 1200
/** The bright end of the field must reach so far, the dark end must lie below. */
const DARK_HIGH = 70
const BRIGHT_LOW = 190
/** So bright is no more than white. */
const WHITE = 250
/** A place of the field that is white over so much of it is a reflection, where so many such places hang together. */
const GLARE_FILLED = 0.6
const GLARE_LEAST = 0.004
/** Of opposite sides the longer may be so many times the shorter. */
const TILT_MOST = 1.3
/** Nearer to the edge of the photograph than this share of it: cut off. */
const EDGE_SHARE = 0.004

/** All that is wrong, what stops first. */
export function judgePhoto(photo: GreyPhoto, field: PhotoField): readonly PhotoFault[] {
  const inside = insideOf(photo, field)
  const faults = [
    ...sizeFault(photo, field),
    ...borderFaults(photo, field),
    ...lightFaults(photo, inside),
    ...glareFault(photo, field, inside),
    ...blurFault(photo, field, inside),
  ]
  return faults.sort((a, b) => Number(a.weight === 'warn') - Number(b.weight === 'warn'))
}

function fault(
  code: PhotoFaultCode,
  weight: PhotoFault['weight'],
  where: PhotoFault['where'] = null,
): PhotoFault {
  return { code, weight, where }
}

function sizeFault(photo: GreyPhoto, { quad, disc, scale }: PhotoField): readonly PhotoFault[] {
  const across = quad
    ? Math.max(...sidesOfQuad(quad))
    : disc
      ? 2 * disc.radius
      : Math.max(photo.width, photo.height)
  const pixels = across * scale
  if (pixels < SMALL_STOP_PX) return [fault('small', 'stop')]
  return pixels < SMALL_WARN_PX ? [fault('small', 'warn')] : []
}

function borderFaults(photo: GreyPhoto, { subject, quad, disc }: PhotoField): readonly PhotoFault[] {
  const { width, height } = photo
  if (subject === 'skin') return []
  if (subject === 'fundus') {
    if (disc === null) return [fault('no-border', 'stop')]
    const beyond = Math.max(
      disc.radius - disc.x,
      disc.radius - disc.y,
      disc.x + disc.radius - width,
      disc.y + disc.radius - height,
    )
    return beyond > 0.1 * disc.radius ? [fault('cropped', 'warn')] : []
  }
  if (quad === null || !isConvex(quad)) return [fault('no-border', 'warn')]
  const [top, right, bottom, left] = sidesOfQuad(quad)
  const lean = Math.max(top / bottom, bottom / top, left / right, right / left)
  const margin = EDGE_SHARE * Math.max(width, height)
  const isCut = quad.some(({ x, y }) => x < margin || y < margin || x > width - margin || y > height - margin)
  return [
    ...(isCut ? [fault('cropped', 'warn')] : []),
    ...(lean > TILT_MOST ? [fault('tilted', 'warn')] : []),
  ]
}

function lightFaults(photo: GreyPhoto, inside: Uint8Array): readonly PhotoFault[] {
  // Every seventh pixel tells as well how bright they are.
  const values = photo.values.filter((_, at) => at % 7 === 0 && inside[at] === 1)
  if (values.length === 0) return []
  if (share(values, 0.98) < DARK_HIGH) return [fault('dark', 'stop')]
  return share(values, 0.05) > BRIGHT_LOW ? [fault('bright', 'stop')] : []
}

/** Places of the grid that reflections are looked for in. */
const GRID = 48

/** White places that hang together; the clear border of a film on its box is white too, so the rim is left out. */
function glareFault(photo: GreyPhoto, { subject }: PhotoField, inside: Uint8Array): readonly PhotoFault[] {
  const side = Math.max(4, Math.round(Math.max(photo.width, photo.height) / GRID))
  const [columns, rows] = [Math.ceil(photo.width / side), Math.ceil(photo.height / side)]
  const white = new Float64Array(columns * rows)
  const whole = new Float64Array(columns * rows)
  let field = 0
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] !== 1) continue
    field++
    const place =
      Math.floor(Math.floor(at / photo.width) / side) * columns + Math.floor((at % photo.width) / side)
    whole[place]!++
    if (photo.values[at]! >= WHITE) white[place]!++
  }
  const isGlare = (place: number): boolean =>
    whole[place]! > 0.9 * side * side && white[place]! >= GLARE_FILLED * whole[place]!
  const places = Array.from({ length: columns * rows }, (_, place) => place).filter(isGlare)
  if (places.length * side * side < GLARE_LEAST * field || places.length === 0) return []
  const xs = places.map((place) => place % columns)
  const ys = places.map((place) => Math.floor(place / columns))
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  const where = {
    x: (x * side) / photo.width,
    y: (y * side) / photo.height,
    width: ((Math.max(...xs) - x + 1) * side) / photo.width,
    height: ((Math.max(...ys) - y + 1) * side) / photo.height,
  }
  // Clear film before its box is white as well: there it is worth a look, no more.
  return [fault('glare', subject === 'film' ? 'warn' : 'stop', where)]
}

/** Skin and a fundus may hold little that could be sharp. */
function blurFault(photo: GreyPhoto, { subject }: PhotoField, inside: Uint8Array): readonly PhotoFault[] {
  const blur = blurOf(photo, inside)
  if (blur > BLUR_STOP && hasSheet(subject)) return [fault('blur', 'stop')]
  return blur > BLUR_WARN ? [fault('blur', 'warn')] : []
}

/** A mean over so many neighbours is what sharpness is compared with. */
const MEAN_OVER = 9

/**
 * How little a picture changes when it is blurred further: a sharp one loses its differences between neighbours, a
 * blurred one has few to lose. The worse of both directions. Source: Crete, Dolmiere, Ladret, Nicolas 2007.
 */
function blurOf(photo: GreyPhoto, inside: Uint8Array): number {
  return Math.max(blurAlong(photo, inside, 1), blurAlong(photo, inside, photo.width))
}

function blurAlong({ width, height, values }: GreyPhoto, inside: Uint8Array, step: number): number {
  const reach = (MEAN_OVER - 1) / 2
  let [sharp, lost] = [0, 0]
  const margin = reach + 1
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const at = y * width + x
      if (inside[at] !== 1) continue
      const here = Math.abs(values[at]! - values[at - step]!)
      // The difference of two means over neighbours that overlap: only their ends differ.
      const blurred = Math.abs(values[at + reach * step]! - values[at - (reach + 1) * step]!) / MEAN_OVER
      sharp += here
      lost += Math.max(0, here - blurred)
    }
  }
  return sharp === 0 ? 1 : (sharp - lost) / sharp
}

/** 1 for each pixel of the field, its rim left out. */
function insideOf({ width, height }: GreyPhoto, { quad, disc }: PhotoField): Uint8Array {
  const inside = new Uint8Array(width * height)
  const rim = 0.02 * Math.max(width, height)
  for (let at = 0; at < inside.length; at++) {
    const [x, y] = [(at % width) + 0.5, Math.floor(at / width) + 0.5]
    inside[at] = isWithin(x, y, quad, disc, rim) ? 1 : 0
  }
  return inside
}

function isWithin(x: number, y: number, quad: Quad | null, disc: Disc | null, rim: number): boolean {
  if (disc !== null) return Math.hypot(x - disc.x, y - disc.y) <= disc.radius - rim
  if (quad === null) return true
  return quad.every((corner, i) => {
    const next = quad[(i + 1) % 4]!
    const length = Math.hypot(next.x - corner.x, next.y - corner.y)
    return ((next.x - corner.x) * (y - corner.y) - (next.y - corner.y) * (x - corner.x)) / length >= rim
  })
}
