import type { ImageInstance } from '#domain/imaging/image.ts'
import { describe } from './describe.ts'
import { inflateWith, type Decompression } from './inflate.ts'
import { readDicom, type DicomObject } from './read.ts'
import { tagFor, tagOf, type Keyword } from './tags.ts'
import { writeImageObject, type DicomTag, type PixelsToWrite } from './write-image.ts'

/** Node has it as browsers do; these floors declare no machine. */
declare const DecompressionStream: new (format: 'deflate-raw') => Decompression

export const inflateRaw = inflateWith(() => new DecompressionStream('deflate-raw'))

export type Written = Partial<Record<Keyword, DicomTag['value']>>

export const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7'
export const CT = '1.2.840.10008.5.1.4.1.1.2'
const UIDS = { study: '2.25.1', series: '2.25.2', instance: '2.25.3' }

const WRITTEN_AS: Readonly<Record<string, string>> = { xs: 'US', xw: 'OW' }

/** Elements by keyword, in the representation of the standard. @param plane of overlays */
export function tags(values: Written, plane = 0): DicomTag[] {
  return Object.entries(values).map(([keyword, value]) => {
    const name = tagFor(keyword as Keyword, plane)
    const { vr } = tagOf(name)!
    return { tag: Number.parseInt(name.slice(1), 16), vr: WRITTEN_AS[vr] ?? vr, value }
  })
}

/** A picture of two by three pixels of 16 bits, with these elements beside what every picture has. */
export function imageOf(
  values: Written | readonly DicomTag[] = {},
  pixels: Partial<PixelsToWrite> = {},
  sopClass = SECONDARY_CAPTURE,
): Uint8Array<ArrayBuffer> {
  return writeImageObject({
    sopClass,
    uids: UIDS,
    pixels: {
      rows: 2,
      columns: 3,
      bitsAllocated: 16,
      bitsStored: 12,
      photometric: 'MONOCHROME2',
      data: { kind: 'native', samples: Uint16Array.of(0, 1, 2, 3, 4, 4095) },
      ...pixels,
    },
    tags: Array.isArray(values) ? (values as DicomTag[]) : tags(values as Written),
  })
}

export async function opened(bytes: Uint8Array): Promise<DicomObject> {
  const read = await readDicom({ name: 'picture.dcm', bytes }, inflateRaw)
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

/** The picture in these bytes. */
export async function instanceOf(bytes: Uint8Array): Promise<ImageInstance> {
  const described = describe(await opened(bytes))
  if (!described.ok) throw new Error(described.problem.message)
  if (!('instance' in described.value)) throw new Error('a document')
  return described.value.instance
}

/** Why these bytes are refused, by code. */
export async function refusalOf(bytes: Uint8Array): Promise<string> {
  const read = await readDicom({ name: 'picture.dcm', bytes }, inflateRaw)
  const outcome = read.ok ? describe(read.value) : read
  if (outcome.ok) throw new Error('not refused')
  return outcome.problem.code
}
