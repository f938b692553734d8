import type { FilmSummary } from '#data/imaging/film-store.ts'
import { filmWorker } from '#data/workers/film.ts'
import type { ImageStudy } from '#domain/imaging/image.ts'

const THUMBNAIL_PX = 128
const THUMBNAIL_QUALITY = 0.75

/** What lists show of a study without opening it. */
export async function summaryOf(study: ImageStudy): Promise<FilmSummary> {
  const { id, startedAt, description, series } = study
  const [first] = series
  return {
    study: id,
    startedAt,
    modalities: [...new Set(series.map(({ modality }) => modality || 'photo'))],
    description: description || (first?.description ?? ''),
    bodyPart: first?.bodyPart ?? '',
    laterality: first?.laterality ?? null,
    images: series.reduce(
      (sum, { instances }) => sum + instances.reduce((frames, one) => frames + one.frames.length, 0),
      0,
    ),
    thumbnail: await firstPicture(study).catch(() => null),
  }
}

/** The middle picture of the first series as a small JPEG, base64. */
async function firstPicture(study: ImageStudy): Promise<string | null> {
  const instances = study.series[0]?.instances ?? []
  const instance = instances[instances.length >> 1]
  if (!instance) return null
  const small = await filmWorker().thumbnail(instance.id, instance.frames.length >> 1, THUMBNAIL_PX)
  if (!small.ok) return null
  const { width, height, rgba } = small.value
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0)
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: THUMBNAIL_QUALITY })
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return btoa(String.fromCharCode(...bytes))
}
