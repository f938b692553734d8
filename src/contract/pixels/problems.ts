import { bad } from '#domain/problem.ts'

/**
 * Why a frame cannot be shown. `pixels-…` are about DICOM pixel data; each says what a person can do.
 */
const AGAIN = 'Export the study again from the machine, or copy the file again from where it came.'
const ELSEWHERE = 'Ask for an export with ordinary compression (uncompressed, JPEG, JPEG 2000).'

export const layoutProblem = (attribute: string, value: number | string) =>
  bad('pixels-layout', `The picture's description contradicts itself: ${attribute} is ${value}.`, AGAIN, {
    attribute,
    value,
  })

export const tooLargeProblem = (columns: number, rows: number) =>
  bad(
    'pixels-too-large',
    `A picture of ${columns} × ${rows} is larger than this program takes.`,
    'Ask for a smaller export.',
    { columns, rows },
  )

export const cutShortProblem = (frame: number) =>
  bad('pixels-cut-short', `Picture ${frame + 1} ends early.`, AGAIN, { frame: frame + 1 })

export const framesLostProblem = (frames: number, pieces: number) =>
  bad(
    'pixels-frames-lost',
    `The file says ${frames} pictures but holds ${pieces} pieces, and does not tell which belongs to which.`,
    AGAIN,
    { frames, pieces },
  )

export const frameAbsentProblem = (frame: number, frames: number) =>
  bad('pixels-frame-absent', `There is no picture ${frame + 1}: the file has ${frames}.`, AGAIN, {
    frame: frame + 1,
    frames,
  })

export const syntaxProblem = (
  code:
    | 'pixels-syntax-unknown'
    | 'pixels-syntax-retired'
    | 'pixels-syntax-unsupported'
    | 'pixels-syntax-elsewhere',
  syntax: string,
) => bad(code, `The picture is stored as ${syntax}, which cannot be read here.`, ELSEWHERE, { syntax })

export const damagedProblem = (codec: string) =>
  bad('pixels-damaged', `The compressed picture (${codec}) is damaged.`, AGAIN, { codec })

export const unsupportedProblem = (codec: string, what: string) =>
  bad('pixels-unsupported', `This kind of ${codec} cannot be read here: ${what}.`, ELSEWHERE, {
    codec,
    what,
  })

export const sizeDiffersProblem = (said: string, found: string) =>
  bad('pixels-size-differs', `The file says ${said}, the picture inside is ${found}.`, AGAIN, { said, found })

export const codecMissingProblem = (codec: string) =>
  bad(
    'pixels-codec-missing',
    `The part that reads ${codec} pictures is not on this tablet.`,
    'Install the film desk while there is a connection, then open the file again.',
    { codec },
  )

export const paletteProblem = () =>
  bad('pixels-palette', 'The colour table of the picture cannot be read.', AGAIN)
