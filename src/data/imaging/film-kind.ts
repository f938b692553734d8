/** What a file is by its first bytes; a name alone says nothing (a CD names its pictures `I000001`). */
export type FilmKind =
  | 'dicom'
  | 'png'
  | 'jpeg'
  | 'webp'
  | 'nifti'
  /** May be a volume packed by gzip. */
  | 'gzip'
  /** Known and no picture. */
  | 'pdf'
  | 'archive'
  | 'program'
  | 'page'
  /** A DICOM object without its preamble looks like nothing: its reader decides. */
  | 'unknown'

const SIGNATURES: readonly (readonly [FilmKind, number, readonly number[]])[] = [
  ['dicom', 128, [0x44, 0x49, 0x43, 0x4d]],
  ['png', 0, [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', 0, [0xff, 0xd8, 0xff]],
  ['webp', 8, [0x57, 0x45, 0x42, 0x50]],
  ['nifti', 344, [0x6e, 0x2b, 0x31, 0x00]],
  ['nifti', 4, [0x6e, 0x2b, 0x32, 0x00]],
  ['gzip', 0, [0x1f, 0x8b]],
  ['pdf', 0, [0x25, 0x50, 0x44, 0x46]],
  ['archive', 0, [0x50, 0x4b, 0x03, 0x04]],
  ['archive', 0, [0x37, 0x7a, 0xbc, 0xaf]],
  ['archive', 0, [0x52, 0x61, 0x72, 0x21]],
  ['program', 0, [0x4d, 0x5a]],
  ['program', 0, [0x7f, 0x45, 0x4c, 0x46]],
]

/** Bytes that `kindOf` looks at. */
export const KIND_BYTES = 512

export function kindOf(head: Uint8Array): FilmKind {
  const found = SIGNATURES.find(([, at, bytes]) => bytes.every((byte, index) => head[at + index] === byte))
  if (found) return found[0]
  const text = new TextDecoder('latin1').decode(head.subarray(0, 64)).trimStart().toLowerCase()
  if (/^(<!doctype|<html|<\?xml|\[autorun|\{\\rtf)/.test(text)) return 'page'
  return 'unknown'
}
