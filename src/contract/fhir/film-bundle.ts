import type { At } from '#domain/record/at.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import { readingBundle, type ReadingBundleOptions } from './reading-bundle.ts'
import { writeImageReading } from './resources/image-reading.ts'
import { writeImageStudy } from './resources/imaging-study.ts'
import type { Bundle } from './types.ts'

export type FilmBundleOptions = ReadingBundleOptions

/**
 * One film as a FHIR R4 Bundle: whose it is, the study with its series, the report, its numbers. The pictures stay where
 * they are; they are named by their UIDs and hashes.
 */
export function filmBundle(
  film: { readonly study: ImageStudy; readonly reading: ImageReading; readonly at: At | null },
  options: FilmBundleOptions,
): Bundle {
  const { study, reading, at } = film
  const author = { display: reading.signed?.signedBy || options.clinic || 'unknown' }
  return readingBundle(reading.film, at, options, (item) => {
    const id = `${item.id.slice(0, 58)}-files`
    const reference = { reference: `ImagingStudy/${id}` }
    return [
      ...writeImageStudy({ ...item, id, value: study, author }),
      ...writeImageReading({ ...item, value: reading, author, studyOf: () => reference }),
    ]
  })
}
