import { bad } from '#domain/problem.ts'
import { baseName } from '../ecg/source-file.ts'

const AGAIN = 'Copy it again from the CD or the machine; it may not have been written to the end.'
const EXPORT = 'Export the study again from the machine or the archive.'

export const fileEmpty = (file: string) =>
  bad('file-empty', `${baseName(file)} is empty.`, AGAIN, { file: baseName(file) })

export const notDicom = (file: string) =>
  bad(
    'dicom-unrecognised',
    `${baseName(file)} is not a DICOM file.`,
    'Choose the files of the examination, or the whole folder of the CD.',
    { file: baseName(file) },
  )

/** @param part in which it ends, by the standard's own name */
export const cutShort = (file: string, part: string) =>
  bad('dicom-cut-short', `${baseName(file)} ends early, within ${part}.`, AGAIN, {
    file: baseName(file),
    part,
  })

export const broken = (file: string, part: string) =>
  bad('dicom-broken', `${baseName(file)} is DICOM, but this part of it cannot be read: ${part}.`, EXPORT, {
    file: baseName(file),
    part,
  })

export const inflateBroken = (file: string) =>
  bad('dicom-deflate-broken', `${baseName(file)} is compressed as a whole, and damaged.`, AGAIN, {
    file: baseName(file),
  })

/** It nests, counts or unpacks to more than any real file does. */
export const asksTooMuch = (file: string) =>
  bad(
    'dicom-asks-too-much',
    `${baseName(file)} asks for more memory than any picture needs; it is damaged or made to do harm.`,
    EXPORT,
    { file: baseName(file) },
  )

/** @param kind what it says it is: a modality (`RTPLAN`, `PR`), else its UID */
export const noPicture = (file: string, kind: string) =>
  bad(
    'dicom-no-picture',
    `${baseName(file)} is DICOM, but neither a picture nor a document that is shown here (${kind || '?'}).`,
    'Ask for the pictures of the study; plans, contours and settings of other programs are left out.',
    { file: baseName(file), kind: kind || '?' },
  )

export const pixelsMissing = (file: string) =>
  bad(
    'dicom-pixels-missing',
    `${baseName(file)} describes a picture, but the picture itself is not in it.`,
    'Ask the archive for a full export (with pixel data), not for the list or the headers alone.',
    { file: baseName(file) },
  )

export const isEcg = (file: string) =>
  bad('dicom-is-ecg', `${baseName(file)} is an ECG or another curve, not a picture.`, 'Open it as an ECG.', {
    file: baseName(file),
  })

export const isDirectory = (file: string) =>
  bad(
    'dicom-is-directory',
    `${baseName(file)} is only the table of contents of a CD.`,
    'Open the whole folder of the CD.',
    { file: baseName(file) },
  )
