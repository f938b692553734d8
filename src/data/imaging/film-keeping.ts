import { forKeeping } from '#contract/dicom/keep.ts'
import { looksLikeDicom } from '#contract/dicom/source.ts'
import { pictureForKeeping } from '#contract/pixels/picture-keeping.ts'

/** A file as it is kept: a DICOM preamble zeroed, a photograph without place, owner and camera. */
export function filmForKeeping(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return looksLikeDicom(bytes) ? forKeeping(bytes) : pictureForKeeping(bytes)
}
