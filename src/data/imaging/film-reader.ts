import { describe } from '#contract/dicom/describe.ts'
import { readDicomDir } from '#contract/dicom/dicomdir.ts'
import { embeddedPdf } from '#contract/dicom/documents.ts'
import { pixelSource } from '#contract/dicom/pixel-source.ts'
import { readDicom, type DicomObject } from '#contract/dicom/read.ts'
import { looksLikeDicom } from '#contract/dicom/source.ts'
import { describedPicture } from '#contract/dicom/studies.ts'
import type { Codecs } from '#contract/pixels/codecs.ts'
import { decodeFrame } from '#contract/pixels/decode.ts'
import { readNifti } from '#contract/pixels/nifti.ts'
import { readPicture } from '#contract/pixels/picture.ts'
import type { Frame, ImageInstance } from '#domain/imaging/image.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { FilmFile } from './film-intake.ts'
import { kindOf } from './film-kind.ts'
import type { FilmPart, ReadPart } from './film-parts.ts'
import { noPicture, readerFailed } from './film-problems.ts'
import { inflateRaw } from './inflate.ts'

/** Reads one file with all readers that there are; a mistake of ours costs this file alone. */
export function filmReader(codecs: Codecs): ReadPart {
  return async ({ path, file }) => {
    const source = { name: path, bytes: new Uint8Array(await file.arrayBuffer()) }
    try {
      return await readFilm(source, codecs)
    } catch (cause) {
      return { ok: false, problem: readerFailed(path, cause) }
    }
  }
}

async function readFilm(file: FilmFile, codecs: Codecs): Promise<Outcome<FilmPart>> {
  const kind = kindOf(file.bytes)
  switch (kind) {
    case 'png':
    case 'jpeg':
    case 'webp': {
      const picture = await readPicture(file, codecs)
      if (!picture.ok) return picture
      const { instance } = picture.value
      // Decoded when it is looked at, like everything else; what was decoded to look at it goes.
      return good(
        picturePart(file, instance, async () => {
          const again = await readPicture(file, codecs)
          return again.ok ? good(again.value.frame) : again
        }),
      )
    }
    case 'nifti':
    case 'gzip': {
      const volume = await readNifti(file, codecs)
      if (!volume.ok) return volume
      const { instance, frame } = volume.value
      return good(picturePart(file, instance, async (index) => good(frame(index))))
    }
    case 'pdf':
    case 'archive':
    case 'program':
    case 'page':
      return { ok: false, problem: noPicture(file.name, kind) }
    default:
      if (!looksLikeDicom(file.bytes)) return { ok: false, problem: noPicture(file.name, kind) }
      return readDicomFile(file, codecs)
  }
}

function picturePart(
  file: FilmFile,
  instance: ImageInstance,
  frame: (index: number) => Promise<Outcome<Frame>>,
): FilmPart {
  return {
    described: [describedPicture(file.name, instance)],
    directory: null,
    sizeBytes: file.bytes.byteLength,
    frame,
    pdf: () => null,
    segments: async () => good([]),
  }
}

async function readDicomFile(file: FilmFile, codecs: Codecs): Promise<Outcome<FilmPart>> {
  const object = await readDicom(file, inflateRaw)
  if (!object.ok) return object
  const directory = readDicomDir(object.value)
  if (directory) return good({ ...dicomPart(file, object.value, codecs), described: [], directory })
  const described = describe(object.value)
  if (!described.ok) return described
  return good({ ...dicomPart(file, object.value, codecs), described: [described.value] })
}

function dicomPart(file: FilmFile, object: DicomObject, codecs: Codecs): FilmPart {
  return {
    described: [],
    directory: null,
    sizeBytes: file.bytes.byteLength,
    async frame(index) {
      const source = pixelSource(object)
      if (!source)
        return bad(
          'pixels-missing',
          `${file.name} holds no picture.`,
          'Export the study again with its pictures.',
          { file: file.name },
        )
      return decodeFrame(source, index, codecs)
    },
    pdf: () => embeddedPdf(object),
    async segments(instance, index) {
      // The outlines come when somebody wants to see them.
      const { segmentsOver } = await import('./film-segments.ts')
      return segmentsOver(object, instance, index, codecs)
    },
  }
}
