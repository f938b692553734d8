import { bad, type Problem } from '#domain/problem.ts'
import type { FilmKind } from './film-kind.ts'

/** A whole-slide or a long cine may be this large; more is no file that a tablet opens. */
export const FILE_SIZE_BYTES_MAX = 512 * 1024 * 1024
/** A CD, with the viewer that lies on it. */
export const DROP_SIZE_BYTES_MAX = 4 * 1024 * 1024 * 1024
/** A long CT study and what else lies on its disc. */
export const DROP_FILES_MAX = 6000

const mb = (bytes: number) => Math.max(1, Math.round(bytes / 1e6))

export function tooLarge(file: string, sizeBytes: number): Problem {
  return bad(
    'film-file-too-large',
    `${file} is larger than this tablet can open.`,
    'Export the part of the study that you need, then open that.',
    { file, sizeMb: mb(sizeBytes), limitMb: mb(FILE_SIZE_BYTES_MAX) },
  ).problem
}

export function tooMany(file: string): Problem {
  return bad(
    'film-too-many-files',
    `${file} was not read: more was given than is read at once.`,
    'Open one study at a time.',
    { file, limit: DROP_FILES_MAX, limitMb: mb(DROP_SIZE_BYTES_MAX) },
  ).problem
}

export function unreadable(file: string): Problem {
  return bad(
    'file-unreadable',
    `${file} could not be read from this device.`,
    'Check that it is still there (card or USB stick not pulled out) and open it again.',
    { file },
  ).problem
}

/** Not a picture: what lies on every CD beside the study. */
export function noPicture(file: string, kind: FilmKind): Problem {
  switch (kind) {
    case 'pdf':
      return bad(
        'film-is-pdf',
        `${file} is a PDF by itself.`,
        'Open it with the reader of this device; a PDF inside a DICOM study opens here.',
        { file },
      ).problem
    case 'archive':
      return bad('film-is-archive', `${file} is packed.`, 'Unpack it first, then open the folder.', { file })
        .problem
    default:
      return bad(
        'film-no-picture',
        `${file} is no picture that is known here.`,
        'DICOM, PNG, JPEG, WebP and NIfTI open here; what else lies on a CD is not needed.',
        { file },
      ).problem
  }
}

export function readerFailed(file: string, cause: unknown): Problem {
  return bad(
    'film-reader-failed',
    `Our reader failed on ${file}: ${String(cause)}.`,
    'Please send us the file if it names nobody; the other files are not affected.',
    { file },
  ).problem
}

/** It was let go, or the worker that had it was ended. */
export function notOpen() {
  return bad('film-not-open', 'This picture is no longer open.', 'Open its files again.')
}
