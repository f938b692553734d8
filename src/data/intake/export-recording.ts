import { writeCsv } from '#contract/ecg/csv/write.ts'
import { uidOf, writeDicom, type WriteDicomOptions } from '#contract/ecg/dicom/write.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceBytes } from '../readings/reading-store.ts'

/** What is asked for. The recording as it came: never what a filter of the display made of it. */
export type RecordingExport =
  | { readonly format: 'csv'; readonly tracing: Tracing; readonly options: { readonly recordName: string } }
  | { readonly format: 'dicom'; readonly tracing: Tracing; readonly options: Omit<WriteDicomOptions, 'uids'> }

/** Writes a recording as a file of another format; a part of its own, loaded when somebody exports. */
export function exportRecording(asked: RecordingExport): readonly SourceBytes[] {
  const files =
    asked.format === 'csv'
      ? writeCsv(asked.tracing, asked.options)
      : writeDicom(asked.tracing, {
          ...asked.options,
          // A file that is written twice is two objects: nobody can say that they are the same.
          uids: { study: newUid(), series: newUid(), instance: newUid() },
        })
  return files as readonly SourceBytes[]
}

function newUid(): string {
  return uidOf(crypto.getRandomValues(new Uint8Array(16)))
}
