import { spacingOnStage } from '#ui/displays/image-stage/scale-bar.ts'
import { m } from '#words/messages.js'
import { modalityWords } from '../../film-words.ts'
import { pngOf, type FilmPicture } from '../film-picture.ts'
import type { ReportFilm } from '../report-film.ts'

/** A key picture as it goes on paper. */
export interface PrintedPicture {
  /** Of the PNG; to be revoked. */
  readonly url: string
  readonly caption: string
  /** How large it is in the patient; null where nobody measured that. */
  readonly sizeMm: { readonly width: number; readonly height: number } | null
  /** Height divided by width, as shown. */
  readonly aspect: number
}

/** What a page of A4 has beside its words. */
const WIDTH_MAX_MM = 190
const HEIGHT_MAX_MM = 230

export async function printedOf(
  { canvas, info, instance, frame }: FilmPicture,
  { study }: Pick<ReportFilm, 'study'>,
): Promise<PrintedPicture | null> {
  const blob = await pngOf(canvas)
  if (!blob) return null
  const spacing = spacingOnStage(info, instance)
  const series = study.series.find(({ instances }) => instances.some(({ id }) => id === instance.id))
  const place =
    instance.frames.length > 1 ? m.film_report_print_frame({ n: frame + 1, of: instance.frames.length }) : ''
  const name = series?.description || modalityWords(instance.modality)
  const unknown = spacing?.trust === 'calibrated' ? '' : m.film_report_print_no_scale()
  return {
    url: URL.createObjectURL(blob),
    caption: [name, place, unknown].filter(Boolean).join(' · '),
    sizeMm:
      spacing?.trust === 'calibrated'
        ? { width: instance.columns * spacing.columnMm, height: instance.rows * spacing.rowMm }
        : null,
    aspect: canvas.height / canvas.width,
  }
}

/** Its size on paper one to one; null where it is not known or does not fit on a page. */
export function trueSizeMm({ sizeMm }: Pick<PrintedPicture, 'sizeMm'>): PrintedPicture['sizeMm'] {
  return sizeMm && sizeMm.width <= WIDTH_MAX_MM && sizeMm.height <= HEIGHT_MAX_MM ? sizeMm : null
}
