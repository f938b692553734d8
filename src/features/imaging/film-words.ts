import '#ui/film-words.ts'
import type { ImageSeries, ImageStudy, ImageWarning } from '#domain/imaging/image.ts'
import { formatLocalTime } from '#ui/format.ts'
import { getLocale } from '#words/runtime.js'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'

/** Kinds of pictures in the clinic's own words; DICOM's two letters where we have none. */
const MODALITIES: Readonly<Record<string, () => string>> = {
  CR: m.film_modality_xray,
  DX: m.film_modality_xray,
  RG: m.film_modality_xray,
  RF: m.film_modality_fluoroscopy,
  XA: m.film_modality_angiography,
  MG: m.film_modality_mammogram,
  CT: m.film_modality_ct,
  MR: m.film_modality_mr,
  US: m.film_modality_ultrasound,
  OP: m.film_modality_fundus,
  OT: m.film_modality_other,
  XC: m.film_modality_photo,
  GM: m.film_modality_photo,
  ES: m.film_modality_endoscopy,
  NM: m.film_modality_nm,
  PT: m.film_modality_pt,
  SM: m.film_modality_slide,
  SC: m.film_modality_other,
}

export function modalityWords(modality: string): string {
  return MODALITIES[modality]?.() ?? (modality || m.film_modality_photo())
}

/** Day, and time where the file says it. */
export function studyTime(startedAt: string): string {
  if (startedAt.length > 10) return formatLocalTime(startedAt)
  const day = new Date(`${startedAt.slice(0, 10)}T00:00:00Z`)
  if (startedAt.length < 10 || Number.isNaN(day.getTime())) return startedAt
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(day)
}

/** What a study is called where there is one line for it. */
export function studyName({ description, series, documents }: ImageStudy): string {
  const [first] = series
  if (description) return description
  if (!first) return documents[0]?.title || m.film_documents()
  return first.description || [modalityWords(first.modality), first.bodyPart].filter(Boolean).join(' ')
}

/** Kind where its name does not say it, number of pictures, day. */
export function studyLine(study: ImageStudy): string {
  const { series, startedAt } = study
  const all = [...new Set(series.map(({ modality }) => modalityWords(modality)))].join(m.list_comma())
  const kinds = all === studyName(study) ? '' : all
  const pictures = series.reduce((sum, one) => sum + framesIn(one), 0)
  return [kinds, pictures > 0 ? picturesWords(pictures) : '', startedAt ? studyTime(startedAt) : '']
    .filter(Boolean)
    .join(' · ')
}

export function picturesWords(count: number): string {
  return count === 1 ? m.film_picture_one() : m.film_pictures({ count })
}

export function seriesName({ description, number, view, laterality, modality }: ImageSeries): string {
  const side = laterality === 'left' ? m.film_left() : laterality === 'right' ? m.film_right() : ''
  const said = description || [modalityWords(modality), side, view].filter(Boolean).join(' ')
  return said || m.film_series({ number: number ?? 0 })
}

/** Which of the pictures of a study this is, from 1 on. */
export function pictureNumber({ series }: ImageStudy, instance: string, frame: number): number {
  const all = series.flatMap(({ instances }) => instances)
  const before = all.slice(
    0,
    Math.max(
      0,
      all.findIndex(({ id }) => id === instance),
    ),
  )
  return before.reduce((sum, { frames }) => sum + frames.length, 0) + frame + 1
}

export function framesIn({ instances }: ImageSeries): number {
  return instances.reduce((sum, { frames }) => sum + frames.length, 0)
}

/** What a reader must know first, in words. */
export function warningWords({ code, details }: ImageWarning): string {
  return sayCode('image_warning', code, { ...details })
}
