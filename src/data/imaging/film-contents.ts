import type { ImageStudy } from '#domain/imaging/image.ts'
import type { FilmSeries } from './film-store.ts'

/** What of an opened study goes into its summary (`FilmSummary.series`). */
export function seriesOf(study: ImageStudy): readonly FilmSeries[] {
  return study.series.map(({ id, modality, number, description, bodyPart, instances }) => ({
    id,
    modality,
    number,
    description,
    bodyPart,
    sopClass: instances[0]?.sopClass ?? null,
    instances: instances.map((instance) => instance.id),
  }))
}
