import type { Frame, FrameInfo, ImageInstance, Voi } from '#domain/imaging/image.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { paintingOf, renderFrame } from '#domain/imaging/render.ts'
import { startingVoi } from '#domain/imaging/voi.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { drawMarks } from './draw-marks.ts'
import type { ReportFilm } from './report-film.ts'

/** A frame with its marks, at full resolution, as it goes on paper and into files. */
export interface FilmPicture {
  readonly canvas: HTMLCanvasElement
  readonly info: FrameInfo
  readonly instance: ImageInstance
  readonly frame: number
}

type Painted = Pick<ReportFilm, 'marks' | 'measuresOf' | 'pictureOf' | 'study'>

/** Smaller pictures are drawn larger, or no word beside a mark could be read. */
const LONGER_SIDE_LEAST_PX = 1000

/** Null where the study has no such picture any more. */
export async function filmPicture(
  film: Painted,
  id: string,
  frame: number,
): Promise<Outcome<FilmPicture> | null> {
  const all = film.study.series.flatMap(({ instances }) => instances)
  const instance = all.find((each) => each.id === id)
  if (!instance) return null
  const found = await film.pictureOf(id, frame)
  if (!found.ok) return found
  const { info, voi, isInverted } = found.value
  const canvas = enlarged(painted(found.value.frame, info, voi, isInverted, instance), info.pixelAspect)
  drawMarks(canvas, instance, info, marksOn(film, id, frame), (mark) => film.measuresOf(mark))
  return good({ canvas, info, instance, frame })
}

function marksOn({ marks }: Pick<ReportFilm, 'marks'>, instance: string, frame: number): readonly Mark[] {
  return marks.filter(
    ({ place }) => place.on === 'frame' && place.instance === instance && place.frame === frame,
  )
}

/** Stored values through the same look-up table as on the stage. */
function painted(
  frame: Frame,
  { rendering }: FrameInfo,
  voi: Voi | null,
  invert: boolean,
  { bitsStored }: ImageInstance,
): HTMLCanvasElement {
  const { rows, columns } = frame
  const shown = voi ?? (rendering.kind === 'grey' ? startingVoi(frame, rendering) : null)
  const rgba = new ImageData(columns, rows)
  const painting = paintingOf(frame, rendering, shown, { invert, bitsStored })
  renderFrame(frame, painting, new Uint32Array(rgba.data.buffer))
  const canvas = canvasOf(columns, rows)
  canvas.getContext('2d')?.putImageData(rgba, 0, 0)
  return canvas
}

/** Pixels that are not square become so. */
function enlarged(plain: HTMLCanvasElement, pixelAspect: number): HTMLCanvasElement {
  const height = plain.height * pixelAspect
  const times = Math.max(1, Math.ceil(LONGER_SIDE_LEAST_PX / Math.max(plain.width, height)))
  if (times === 1 && Math.abs(pixelAspect - 1) < 0.001) return plain
  const canvas = canvasOf(plain.width * times, Math.round(height * times))
  canvas.getContext('2d')?.drawImage(plain, 0, 0, canvas.width, canvas.height)
  return canvas
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height })
}

export function pngOf(canvas: HTMLCanvasElement): Promise<Blob | null> {
  return new Promise((done) => canvas.toBlob(done, 'image/png'))
}
