import type { ImageWarning, Plane, Vector3 } from './image.ts'
import { dot, minus, normalOf } from './geometry.ts'

/** One frame that lies in the patient, as the order of slices needs it. */
export interface Slice {
  /** Instance. */
  readonly id: string
  /** Index of the frame in it. */
  readonly frame: number
  readonly plane: Plane
  readonly number: number | null
}

/** Frames that lie behind each other: one orientation, one frame of reference. */
export interface SliceStack<S extends Slice = Slice> {
  /** By place along the normal; in the direction in which most instance numbers rise, else along the normal. */
  readonly slices: readonly S[]
  /** The same by place: more than one where slices lie at one place, in the order of their numbers. */
  readonly places: readonly (readonly S[])[]
  /** From slice to slice along the normal: the commonest step; null for fewer than two places. */
  readonly spacingMm: number | null
  /** No step differs from the common one. */
  readonly isEven: boolean
  /** Slices that a step of twice or more the common one leaves out. */
  readonly missing: number
  /** Slices that lie where another lies already. */
  readonly duplicates: number
  /** Angle between the normal and the line on which the slices are stacked (gantry tilt); 0 when upright. */
  readonly tiltDegrees: number
}

/** Directions that differ less (0.5°) are one orientation: writers round cosines. */
const SAME_DIRECTION = Math.cos((0.5 * Math.PI) / 180)
const SAME_PLACE_MM = 0.01
/** A step may differ from the common one by this share of it, and by what positions of one decimal round off. */
const STEP_SLACK = 0.1
const ROUNDING_MM = 0.11
/** Less is the rounding of positions. */
const SMALLEST_TILT_DEGREES = 0.5

/**
 * Sorts slices by their place along the normal, never by number alone; orientations are kept apart, the largest stack
 * first. The order of what comes in does not matter.
 * Source: PS3.3 C.7.6.2.1.1 (positions and cosines); a number says when an image was made, not where it lies.
 */
export function orderSlices<S extends Slice>(slices: readonly S[]): readonly SliceStack<S>[] {
  const groups: S[][] = []
  for (const slice of [...slices].sort(byName)) {
    const group = groups.find(([first]) => first !== undefined && isParallel(first.plane, slice.plane))
    if (group) group.push(slice)
    else groups.push([slice])
  }
  return groups.map(stackOf).sort((a, b) => b.slices.length - a.slices.length)
}

function byName(a: Slice, b: Slice): number {
  const byNumber = (a.number ?? Infinity) - (b.number ?? Infinity)
  if (byNumber < 0 || byNumber > 0) return byNumber
  return a.id < b.id ? -1 : a.id > b.id ? 1 : a.frame - b.frame
}

function isParallel(a: Plane, b: Plane): boolean {
  return (
    a.frameOfReference === b.frameOfReference &&
    dot(a.alongRow, b.alongRow) >= SAME_DIRECTION &&
    dot(a.alongColumn, b.alongColumn) >= SAME_DIRECTION
  )
}

function stackOf<S extends Slice>(group: readonly S[]): SliceStack<S> {
  const normal = normalOf(group[0]!.plane)
  const places = placesOf(group, normal)
  if (numbersFall(places)) places.reverse()
  const steps = places.slice(1).map(({ mm }, i) => Math.abs(mm - places[i]!.mm))
  const spacingMm = commonStep(steps)
  const slices = places.flatMap((place) => place.slices)
  return {
    slices,
    places: places.map((place) => place.slices),
    spacingMm,
    isEven: spacingMm !== null && steps.every((step) => isNear(step, spacingMm)),
    missing: spacingMm === null ? 0 : steps.reduce((sum, step) => sum + missingIn(step, spacingMm), 0),
    duplicates: slices.length - places.length,
    tiltDegrees: tiltOf(slices, normal),
  }
}

/** Where one slice lies, or several that were made at one place. */
interface Place<S> {
  readonly mm: number
  /** In the order of their numbers. */
  readonly slices: S[]
}

function placesOf<S extends Slice>(group: readonly S[], normal: Vector3): Place<S>[] {
  const places: Place<S>[] = []
  const placed = group.map((slice) => ({ slice, mm: dot(slice.plane.origin, normal) }))
  for (const { slice, mm } of placed.sort((a, b) => a.mm - b.mm)) {
    const last = places.at(-1)
    if (last !== undefined && mm - last.mm < SAME_PLACE_MM) last.slices.push(slice)
    else places.push({ mm, slices: [slice] })
  }
  for (const place of places) place.slices.sort(byName)
  return places
}

/** Numbers fall where places rise: the stack is read from the other end. */
function numbersFall(places: readonly Place<Slice>[]): boolean {
  let balance = 0
  places.slice(1).forEach((place, i) => {
    const [before, now] = [places[i]!.slices[0]!, place.slices[0]!]
    if (before.id === now.id) balance += Math.sign(now.frame - before.frame)
    else if (before.number !== null && now.number !== null) balance += Math.sign(now.number - before.number)
  })
  return balance < 0
}

/** The median step, robust against single gaps. */
function commonStep(steps: readonly number[]): number | null {
  const sorted = [...steps].sort((a, b) => a - b)
  return sorted[(sorted.length - 1) >> 1] ?? null
}

function isNear(step: number, common: number): boolean {
  return Math.abs(step - common) <= Math.max(STEP_SLACK * common, ROUNDING_MM)
}

function missingIn(step: number, common: number): number {
  const times = Math.round(step / common)
  return times >= 2 && isNear(step / times, common) ? times - 1 : 0
}

function tiltOf(slices: readonly Slice[], normal: Vector3): number {
  const [first, last] = [slices[0]!, slices[slices.length - 1]!]
  const way = minus(last.plane.origin, first.plane.origin)
  const along = Math.abs(dot(way, normal))
  if (along < SAME_PLACE_MM) return 0
  const aside = Math.sqrt(Math.max(0, dot(way, way) - along * along))
  const degrees = (Math.atan2(aside, along) * 180) / Math.PI
  return degrees < SMALLEST_TILT_DEGREES ? 0 : degrees
}

/** What a reader must know of the stacks of one series, said by `image_warning_<code>`. */
export function sliceWarnings(stacks: readonly SliceStack[]): readonly ImageWarning[] {
  const warnings: ImageWarning[] = []
  if (stacks.length > 1) warnings.push({ code: 'slices-mixed', details: { orientations: stacks.length } })
  const [stack] = stacks
  if (stack === undefined || stack.spacingMm === null) return warnings
  const { missing, duplicates, isEven, tiltDegrees } = stack
  if (missing > 0) warnings.push({ code: 'slices-missing', details: { count: missing } })
  else if (!isEven) warnings.push({ code: 'slices-uneven' })
  if (duplicates > 0) warnings.push({ code: 'slices-duplicate', details: { count: duplicates } })
  if (tiltDegrees > 0) warnings.push({ code: 'slices-tilted', details: { degrees: Math.round(tiltDegrees) } })
  return warnings
}
