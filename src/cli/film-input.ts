import { createHash } from 'node:crypto'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type Described } from '#contract/dicom/describe.ts'
import { readDicomDir } from '#contract/dicom/dicomdir.ts'
import { pixelSource } from '#contract/dicom/pixel-source.ts'
import { readDicom } from '#contract/dicom/read.ts'
import { looksLikeDicom } from '#contract/dicom/source.ts'
import { describedPicture, groupIntoStudies } from '#contract/dicom/studies.ts'
import type { Codecs } from '#contract/pixels/codecs.ts'
import { decodeFrame, storedFrame } from '#contract/pixels/decode.ts'
import { readNifti } from '#contract/pixels/nifti.ts'
import { readPicture } from '#contract/pixels/picture.ts'
import { kindOf, KIND_BYTES } from '#data/imaging/film-kind.ts'
import { FILE_SIZE_BYTES_MAX, noPicture, tooLarge } from '#data/imaging/film-problems.ts'
import { inflateRaw } from '#data/imaging/inflate.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import type { FilePatient, Frame, ImageDocument, ImageInstance, PixelArray } from '#domain/imaging/image.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'

/** One file with pictures: what it says, how its samples are named, and its samples one frame at a time. */
interface FilmPart {
  readonly described: Described
  /** Of the container: `dicom 1.2.840.10008.1.2.1`, `png` … */
  readonly format: string
  /** As stored in the file: before rescale, window and palette. */
  stored(index: number): Promise<Outcome<PixelArray>>
  /** As it is shown and measured. */
  frame(index: number): Promise<Outcome<Frame>>
}

/** A picture of a film, decoded when it is asked for. */
export interface FilmPicture {
  readonly instance: ImageInstance
  /** Whom its file names. */
  readonly person: FilePatient
  frame(index: number): Promise<Outcome<Frame>>
}

/** What one path came to. */
type FilmRead =
  | {
      readonly kind: 'image' | 'series'
      readonly format: string
      readonly instances: readonly ImageInstance[]
      readonly pictures: readonly FilmPicture[]
      /** SHA-256 of the stored samples, all frames in order, little endian. */
      readonly pixelSha256: string
    }
  | { readonly kind: 'document'; readonly format: string; readonly document: ImageDocument | DataSet }

/** A DICOM object that was read and is neither picture nor document: a disk's table of contents, a plan, a palette. */
export interface DataSet {
  readonly kind: 'directory' | 'data-set'
  readonly title: string
  readonly lines: readonly string[]
}

export interface FilmInput {
  readonly file: string
  readonly outcome: Outcome<FilmRead>
}

/** What is no picture and no document, but belongs to a study on a disk: passed over in a folder. */
const BESIDE = new Set(['dicom-is-directory', 'dicom-is-ecg', 'dicom-no-picture'])

/** Whether a path is for the readers of pictures: by its first bytes, or a folder. */
export async function isFilmPath(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (!found) return false
  if (found.isDirectory()) return true
  const head = await headOf(path).catch(() => null)
  if (!head) return false
  const kind = kindOf(head)
  return ['dicom', 'png', 'jpeg', 'webp', 'nifti', 'gzip'].includes(kind) || looksLikeDicom(head)
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const head = new Uint8Array(KIND_BYTES)
    const { bytesRead } = await file.read(head, 0, KIND_BYTES, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/**
 * Reads a DICOM object, picture or volume; of a folder, each series that lies in it.
 * @returns null for a DICOM electrocardiogram, which other readers take
 */
export async function readFilmPath(path: string): Promise<FilmInput[] | null> {
  const codecs = treeCodecs()
  if ((await stat(path)).isDirectory()) return readFolder(path, codecs)
  const part = await readPart(path, codecs)
  if (!part.ok) {
    if (part.problem.code === 'dicom-is-ecg') return null
    const dataSet = BESIDE.has(part.problem.code) ? await dataSetOf(path) : null
    return [{ file: path, outcome: dataSet ?? part }]
  }
  return [{ file: path, outcome: await filmOf([part.value], 'image') }]
}

/**
 * One file as a picture: a film, a photograph, the first of a volume. For lists that name files.
 * @returns also `dicom-no-picture` where it is a document
 */
export async function readFilmPicture(path: string, codecs: Codecs): Promise<Outcome<FilmPicture>> {
  const part = await readPart(path, codecs)
  if (!part.ok) return part
  const { described, frame } = part.value
  if ('document' in described) {
    return bad('dicom-no-picture', `${path} is a document.`, 'Take it out of the list.', { file: path })
  }
  return good({ instance: described.instance, person: described.study.person, frame })
}

async function readFolder(folder: string, codecs: Codecs): Promise<FilmInput[]> {
  const inputs: FilmInput[] = []
  const parts = new Map<string, FilmPart>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const part = await readPart(file, codecs)
    if (part.ok) parts.set(idOf(part.value.described), part.value)
    else if (!BESIDE.has(part.problem.code)) inputs.push({ file, outcome: part })
  }
  const studies = groupIntoStudies([...parts.values()].map(({ described }) => described))
  for (const { series, documents } of studies) {
    for (const { instances } of series) {
      const those = instances.map(({ id }) => parts.get(id)!)
      inputs.push({ file: folder, outcome: await filmOf(those, 'series') })
    }
    for (const { id } of documents)
      inputs.push({ file: parts.get(id)!.described.file, outcome: await filmOf([parts.get(id)!], 'series') })
  }
  if (inputs.length === 0) inputs.push({ file: folder, outcome: folderEmpty(folder) })
  return inputs
}

function idOf(described: Described): string {
  return 'instance' in described ? described.instance.id : described.document.id
}

async function filmOf(parts: readonly FilmPart[], kind: 'image' | 'series'): Promise<Outcome<FilmRead>> {
  const [{ described, format }] = parts as [FilmPart]
  if ('document' in described) return good({ kind: 'document', format, document: described.document })
  const hash = createHash('sha256')
  const instances: ImageInstance[] = []
  const pictures: FilmPicture[] = []
  for (const part of parts) {
    if (!('instance' in part.described)) continue
    const { instance, study } = part.described
    for (let index = 0; index < instance.frames.length; index++) {
      const pixels = await part.stored(index)
      if (!pixels.ok) return pixels
      hash.update(new Uint8Array(pixels.value.buffer, pixels.value.byteOffset, pixels.value.byteLength))
    }
    instances.push(instance)
    pictures.push({ instance, person: study.person, frame: part.frame })
  }
  return good({ kind, format, instances, pictures, pixelSha256: hash.digest('hex') })
}

async function readPart(path: string, codecs: Codecs): Promise<Outcome<FilmPart>> {
  const { size } = await stat(path)
  if (size > FILE_SIZE_BYTES_MAX) return refused(tooLarge(path, size))
  const file = { name: path, bytes: new Uint8Array(await readFile(path)) }
  const kind = kindOf(file.bytes)
  if (kind === 'png' || kind === 'jpeg' || kind === 'webp') {
    const picture = await readPicture(file, codecs)
    if (!picture.ok) return picture
    const { instance, frame } = picture.value
    return good({
      described: describedPicture(path, instance),
      format: kind,
      stored: async () => good(frame.pixels),
      frame: async () => good(frame),
    })
  }
  if (kind === 'nifti' || kind === 'gzip') {
    const volume = await readNifti(file, codecs)
    if (!volume.ok) return volume
    const { instance, frame } = volume.value
    return good({
      described: describedPicture(path, instance),
      format: 'nifti',
      stored: async (index) => good(frame(index).pixels),
      frame: async (index) => good(frame(index)),
    })
  }
  return looksLikeDicom(file.bytes) ? dicomPart(file, codecs) : refused(noPicture(path, kind))
}

async function dataSetOf(path: string): Promise<Outcome<FilmRead> | null> {
  const object = await readDicom({ name: path, bytes: new Uint8Array(await readFile(path)) }, inflateRaw)
  if (!object.ok) return null
  const { transferSyntax, sopClass } = object.value
  const records = readDicomDir(object.value)?.records
  const document: DataSet = records
    ? { kind: 'directory', title: '', lines: countsOf(records.map(({ type }) => type)) }
    : { kind: 'data-set', title: sopClass, lines: [] }
  return good({ kind: 'document', format: `dicom ${transferSyntax || 'without a head'}`, document })
}

function countsOf(types: readonly string[]): readonly string[] {
  return [...new Set(types)].map((type) => `${types.filter((other) => other === type).length} ${type}`)
}

async function dicomPart(
  file: { readonly name: string; readonly bytes: Uint8Array },
  codecs: Codecs,
): Promise<Outcome<FilmPart>> {
  const object = await readDicom(file, inflateRaw)
  if (!object.ok) return object
  const described = readDicomDir(object.value) ? refused(directory(file.name)) : describe(object.value)
  if (!described.ok) return described
  return good({
    described: described.value,
    format: `dicom ${object.value.transferSyntax || 'without a head'}`,
    async stored(index) {
      const frame = await storedFrame(pixelSource(object.value)!, index, codecs)
      return frame.ok ? good(frame.value.pixels) : frame
    },
    frame: (index) => decodeFrame(pixelSource(object.value)!, index, codecs),
  })
}

const refused = (problem: Problem): Outcome<never> => ({ ok: false, problem })

function directory(file: string): Problem {
  return {
    code: 'dicom-is-directory',
    message: `${file} is the table of contents of a disk.`,
    cure: 'Give the folder that it lies in.',
    details: { file },
  }
}

function folderEmpty(folder: string) {
  return bad('folder-without-pictures', `Nothing in ${folder} is a picture.`, 'Look at the folder.', {
    folder,
  })
}
