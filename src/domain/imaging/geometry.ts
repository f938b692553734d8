import type { Plane, Vector3 } from './image.ts'
import type { MarkPoint } from './marks.ts'

/** A plane with its size in pixels: the sheet of one picture in the patient. */
export interface Sheet {
  readonly plane: Plane
  readonly rows: number
  readonly columns: number
}

export interface PlaneTags {
  /** (0020,0032), centre of the first pixel, mm. */
  readonly position: readonly number[] | null
  /** (0020,0037): along a row, then along a column. */
  readonly orientation: readonly number[] | null
  readonly spacing: { readonly rowMm: number; readonly columnMm: number } | null
  readonly thicknessMm: number | null
  readonly frameOfReference: string | null
}

/** Writers round cosines; more than this is no rounding any more. */
const COSINE_SLACK = 0.01

/** The plane of a frame; null where a tag is missing or the two directions are not at right angles and of length one. */
export function planeFrom(tags: PlaneTags): Plane | null {
  const { position, orientation, spacing } = tags
  if (position?.length !== 3 || orientation?.length !== 6 || spacing === null) return null
  if (![...position, ...orientation].every(Number.isFinite)) return null
  const alongRow = vectorOf(orientation, 0)
  const alongColumn = vectorOf(orientation, 3)
  const isUnit = [alongRow, alongColumn].every((axis) => Math.abs(lengthOfVector(axis) - 1) <= COSINE_SLACK)
  if (!isUnit || Math.abs(dot(alongRow, alongColumn)) > COSINE_SLACK) return null
  return {
    origin: vectorOf(position, 0),
    alongRow: unitOf(alongRow),
    alongColumn: unitOf(alongColumn),
    rowMm: spacing.rowMm,
    columnMm: spacing.columnMm,
    thicknessMm: tags.thicknessMm,
    frameOfReference: tags.frameOfReference,
  }
}

/** Where a point of the picture lies in the patient, LPS mm (PS3.3 C.7.6.2.1.1; image coordinates have (½, ½) there). */
export function toPatient(plane: Plane, point: MarkPoint): Vector3 {
  const across = times(plane.alongRow, (point.x - 0.5) * plane.columnMm)
  const down = times(plane.alongColumn, (point.y - 0.5) * plane.rowMm)
  return plus(plane.origin, plus(across, down))
}

/** The point of the picture nearest to a place in the patient, and how far that lies from the plane (along its normal). */
export function toImage(
  plane: Plane,
  place: Vector3,
): { readonly x: number; readonly y: number; readonly distanceMm: number } {
  const offset = minus(place, plane.origin)
  return {
    x: dot(offset, plane.alongRow) / plane.columnMm + 0.5,
    y: dot(offset, plane.alongColumn) / plane.rowMm + 0.5,
    distanceMm: dot(offset, normalOf(plane)),
  }
}

/**
 * The line that one picture's sheet draws on another: from where to where, in image coordinates of `target`; null where
 * they are parallel, do not meet, or do not share a frame of reference.
 */
export function crossReference(target: Sheet, source: Sheet): readonly [MarkPoint, MarkPoint] | null {
  if (target.plane.frameOfReference !== source.plane.frameOfReference) return null
  const corners = cornersOf(source).map((corner) => toImage(target.plane, corner))
  const crossings: MarkPoint[] = []
  corners.forEach((from, i) => {
    const to = corners[(i + 1) % corners.length]!
    if (from.distanceMm > 0 === to.distanceMm > 0) return
    const share = from.distanceMm / (from.distanceMm - to.distanceMm)
    crossings.push({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) })
  })
  const [a, b] = crossings
  return a === undefined || b === undefined ? null : clipped(a, b, target.columns, target.rows)
}

/** The four outer corners of a sheet in the patient, in order around it. */
function cornersOf({ plane, rows, columns }: Sheet): readonly Vector3[] {
  return [
    toPatient(plane, { x: 0, y: 0 }),
    toPatient(plane, { x: columns, y: 0 }),
    toPatient(plane, { x: columns, y: rows }),
    toPatient(plane, { x: 0, y: rows }),
  ]
}

/** The part of a segment inside the picture (Liang and Barsky 1984). */
function clipped(
  a: MarkPoint,
  b: MarkPoint,
  width: number,
  height: number,
): readonly [MarkPoint, MarkPoint] | null {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  let [from, to] = [0, 1]
  for (const [step, room] of [
    [-dx, a.x],
    [dx, width - a.x],
    [-dy, a.y],
    [dy, height - a.y],
  ] as const) {
    if (step === 0 && room < 0) return null
    if (step < 0) from = Math.max(from, room / step)
    if (step > 0) to = Math.min(to, room / step)
  }
  if (from >= to) return null
  return [
    { x: a.x + from * dx, y: a.y + from * dy },
    { x: a.x + to * dx, y: a.y + to * dy },
  ]
}

/** Unit normal: along a row × along a column. */
export function normalOf(plane: Pick<Plane, 'alongRow' | 'alongColumn'>): Vector3 {
  return unitOf(cross(plane.alongRow, plane.alongColumn))
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function minus(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

export function plus(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

export function times(a: Vector3, factor: number): Vector3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor]
}

export function lengthOfVector(vector: Vector3): number {
  return Math.hypot(...vector)
}

export function unitOf(vector: Vector3): Vector3 {
  const length = lengthOfVector(vector)
  return [vector[0] / length, vector[1] / length, vector[2] / length]
}

function vectorOf(values: readonly number[], from: number): Vector3 {
  return [values[from]!, values[from + 1]!, values[from + 2]!]
}
