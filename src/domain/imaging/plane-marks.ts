import type { Plane } from './image.ts'
import type { MarkPoint, MarkShape } from './marks.ts'
import { toImage, toPatient } from './geometry.ts'

/** A shape drawn on the picture of a plane, with its points in the patient (LPS mm), as marks on planes are kept. */
export function shapeInPatient(shape: MarkShape, plane: Plane): MarkShape {
  return mapped(shape, (point) => {
    const [x, y, z] = toPatient(plane, point)
    return { x, y, z }
  })
}

/**
 * The other way: a kept shape in the image coordinates of a plane's picture.
 * @param withinMm how far from the plane its points may lie (half the step to the next plane)
 * @returns null where it lies on another plane
 */
export function shapeOnPlane(shape: MarkShape, plane: Plane, withinMm: number): MarkShape | null {
  let furthestMm = 0
  const drawn = mapped(shape, (point) => {
    const { x, y, distanceMm } = toImage(plane, [point.x, point.y, point.z ?? Number.NaN])
    furthestMm = Math.max(furthestMm, Math.abs(distanceMm))
    return { x, y }
  })
  return furthestMm <= withinMm ? drawn : null
}

/** The same shape with each point replaced; how many there are stays. */
function mapped(shape: MarkShape, change: (point: MarkPoint) => MarkPoint): MarkShape {
  return { ...shape, points: shape.points.map(change) } as unknown as MarkShape
}
