import type { Fact, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import type { BlobPriority } from '#contract/sync/blob.ts'

/** A blob that a fact names. */
export interface NamedBlob {
  readonly scope: ScopeId
  readonly subject: SubjectId
  readonly sha256: string
  readonly sizeBytes: number
  readonly priority: BlobPriority
}

/** Small enough to go before everything that is looked at in full: a thumbnail (records-sync-hub.md, 5). */
const THUMBNAIL_BYTES = 30 * 1024
/** A photograph or a preview of a film; what is larger is an original. */
const PREVIEW_BYTES = 512 * 1024

/** The large bytes that a fact speaks of, in its order; none where its body is gone. */
export function blobsNamedIn({ header, body }: Fact): NamedBlob[] {
  const { kind, scope, subject } = header
  if (subject === undefined || !body?.value) return []
  if (kind === 'ecg-reading')
    return (body.value as EcgReading).recording.map(({ sha256, sizeBytes }) => {
      return { scope, subject, sha256, sizeBytes, priority: 1 }
    })
  if (kind === 'image-study')
    return (body.value as ImageStudy).files.map(({ sha256, sizeBytes }) => {
      return { scope, subject, sha256, sizeBytes, priority: priorityOf(sizeBytes) }
    })
  return []
}

function priorityOf(sizeBytes: number): BlobPriority {
  if (sizeBytes <= THUMBNAIL_BYTES) return 0
  return sizeBytes <= PREVIEW_BYTES ? 1 : 2
}
