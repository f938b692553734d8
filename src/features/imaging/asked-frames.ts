import type { AskedFrame } from '#data/imaging/film-asking.ts'
import type { ImageInstance, ImageStudy } from '#domain/imaging/image.ts'
import type { Mark, MarkPoint } from '#domain/imaging/marks.ts'

/** Whose picture it is, as far as packs ask for it; null where nobody said. */
export interface AskedPerson {
  readonly ageYears: number | null
  readonly sex: 'male' | 'female' | null
}

/** A study has one to four films; a folder of photographs is not read through unasked. */
const FRAMES_MOST = 12

/**
 * Which frames packs are asked about when a study is opened: each film and photograph, the middle of each loop. Slices of
 * a volume are asked about where somebody has marked a point on them; no pack reads a whole one.
 */
export function framesToAsk(
  { series }: ImageStudy,
  marks: readonly Mark[],
  person: AskedPerson,
): readonly AskedFrame[] {
  const instances = series.flatMap((each) => each.instances)
  const pictures = instances
    .filter(({ frames }) => frames[0]?.plane === null)
    .slice(0, FRAMES_MOST)
    .map((instance) => asked(instance, middleOf(instance), marks, person))
  const slices = instances
    .filter(({ frames }) => frames[0] && frames[0].plane !== null)
    .flatMap((instance) =>
      markedFrames(instance, marks).map((frame) => asked(instance, frame, marks, person)),
    )
  return [...pictures, ...slices.slice(0, FRAMES_MOST)]
}

/** The frame that somebody looks at, whatever it is of. */
export function frameAsked(
  instance: ImageInstance,
  frame: number,
  marks: readonly Mark[],
  person: AskedPerson,
): AskedFrame {
  return asked(instance, frame, marks, person)
}

function asked(
  { id }: ImageInstance,
  frame: number,
  marks: readonly Mark[],
  { ageYears, sex }: AskedPerson,
): AskedFrame {
  return { instance: id, frame, asked: { ageYears, sex, point: pointOn(id, frame, marks) } }
}

function middleOf({ frames }: ImageInstance): number {
  return frames.length >> 1
}

function markedFrames({ id, frames }: ImageInstance, marks: readonly Mark[]): readonly number[] {
  return [...frames.keys()].filter((frame) => pointOn(id, frame, marks) !== null)
}

/** Where somebody points at: the tip of the last arrow, the last probe, or the middle of the last area or length. */
function pointOn(instance: string, frame: number, marks: readonly Mark[]): MarkPoint | null {
  const mark = marks.findLast(
    ({ place, shape }) =>
      place.on === 'frame' &&
      place.instance === instance &&
      place.frame === frame &&
      ['arrow', 'probe', 'ellipse', 'rectangle', 'length'].includes(shape.tool),
  )
  if (!mark) return null
  const { tool, points } = mark.shape
  const [a, b = a] = points
  if (tool === 'arrow' || tool === 'probe') return { x: a.x, y: a.y }
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}
