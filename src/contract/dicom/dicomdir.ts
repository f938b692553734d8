import type { DicomItem } from './item.ts'
import type { DicomObject } from './read.ts'

/** One record of a DICOMDIR. */
interface DirectoryRecord {
  /** `PATIENT`, `STUDY`, `SERIES`, `IMAGE` …, upper case. */
  readonly type: string
  /** Path of the file inside the folder of the DICOMDIR, with `/`; null where the record names none. */
  readonly path: string | null
}

/** The table of contents of a medium. */
export interface DicomDir {
  /** Path of the DICOMDIR itself as it was given. */
  readonly file: string
  /** In the order of the file; records taken out of use left out. */
  readonly records: readonly DirectoryRecord[]
}

/**
 * The records of a DICOMDIR, null for what is none. Records are read in the order in which they stand: their offsets are
 * wrong or zero in many copies, and what belongs together the named files say themselves.
 * Source: PS3.3 F.3; PS3.10 8.2.
 */
export function readDicomDir({ root, file, sopClass }: DicomObject): DicomDir | null {
  if (sopClass !== '1.2.840.10008.1.3.10' && !root.has('DirectoryRecordSequence')) return null
  const records = root
    .items('DirectoryRecordSequence')
    // Zero says that the record was deleted; the number is retired and mostly 0xFFFF.
    .filter((record) => record.number('RecordInUseFlag') !== 0)
    .map((record) => ({ type: record.text('DirectoryRecordType').toUpperCase(), path: pathOf(record) }))
  return { file, records }
}

/** Parts of the path one after the other; none may lead out of the folder. */
function pathOf(record: DicomItem): string | null {
  const parts = record.values('ReferencedFileID').flatMap((part) => part.split(/[\\/]/))
  const usable = parts.filter((part) => part !== '' && part !== '.' && part !== '..')
  return usable.length > 0 ? usable.join('/') : null
}
