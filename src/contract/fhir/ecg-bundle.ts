import type { At } from '#domain/record/at.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { readingBundle, type ReadingBundleOptions } from './reading-bundle.ts'
import { writeEcgReading } from './resources/ecg-reading.ts'
import type { Bundle } from './types.ts'

export type EcgBundleOptions = ReadingBundleOptions

/** One reading of an ECG as a FHIR R4 Bundle: whose it is, the report, its numbers. The recording stays where it is. */
export function ecgBundle(value: EcgReading, at: At | null, options: EcgBundleOptions): Bundle {
  const author = { display: value.report?.signedBy ?? options.clinic }
  return readingBundle(value.reading, at, options, (item) => writeEcgReading({ ...item, value, author }))
}
