import { KIND_BYTES, kindOf } from './film-kind.ts'

/** A folder says within its first files what it holds. */
const LOOKED_AT_MAX = 12
/** The file meta of a DICOM object names its class within this. */
const META_BYTES = 1024
const WAVEFORM_CLASSES = '1.2.840.10008.5.1.4.1.1.9.'

/**
 * Whether files that somebody gave are pictures (for the film desk) or curves (for the ECG desk), by their first bytes.
 * Looks only; what cannot be told is left to the ECG desk, which says why it cannot read it.
 */
export async function holdPictures(files: readonly Blob[]): Promise<boolean> {
  for (const file of files.slice(0, LOOKED_AT_MAX)) {
    const head = await file
      .slice(0, META_BYTES)
      .arrayBuffer()
      .catch(() => null)
    if (head && isPicture(new Uint8Array(head))) return true
  }
  return false
}

function isPicture(head: Uint8Array): boolean {
  const kind = kindOf(head.subarray(0, KIND_BYTES))
  if (kind !== 'dicom') return ['png', 'jpeg', 'webp', 'nifti'].includes(kind)
  return !new TextDecoder('latin1').decode(head).includes(WAVEFORM_CLASSES)
}
