import { encode } from 'fast-png'
import { drawChestFilm } from '#domain/imaging/phantoms/chest-film.ts'
import { drawCtChest } from '#domain/imaging/phantoms/ct-chest.ts'
import type {
  DrawnImage,
  DrawnPhantom,
  DrawnSeries,
  DrawnTruth,
  PhantomOptions,
} from '#domain/imaging/phantoms/drawn.ts'
import { drawFundus } from '#domain/imaging/phantoms/fundus.ts'
import { drawHandFilm } from '#domain/imaging/phantoms/hand-film.ts'
import { drawMrHead } from '#domain/imaging/phantoms/mr-head.ts'
import type { PhantomName } from '#domain/imaging/phantoms/names.ts'
import { drawSkinPhoto } from '#domain/imaging/phantoms/skin-photo.ts'
import { drawSpineFilm } from '#domain/imaging/phantoms/spine-film.ts'
import { drawUltrasound } from '#domain/imaging/phantoms/ultrasound.ts'
import { createRandom } from '#domain/random.ts'
import { personTags, planeTags, spacingTags, ultrasoundRegionTags, windowTags } from './image-tags.ts'
import { writeImageObject, type DicomTag } from './write-image.ts'

/** A made study as its machine would have written it, and what is true of it. */
export interface Phantom {
  readonly name: PhantomName
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[]
  readonly truth: DrawnTruth
}

const DRAWERS: Readonly<Record<PhantomName, (seed: number, options?: PhantomOptions) => DrawnPhantom>> = {
  'spine-film': drawSpineFilm,
  fundus: drawFundus,
  'mr-head': drawMrHead,
  'hand-film': drawHandFilm,
  'skin-photo': drawSkinPhoto,
  'chest-film': drawChestFilm,
  'ct-chest': drawCtChest,
  ultrasound: drawUltrasound,
}

/** By modality; of ultrasound the multi-frame one where there are several frames. */
const SOP_CLASSES: Readonly<Record<Exclude<DrawnSeries['modality'], 'photo'>, readonly [string, string?]>> = {
  DX: ['1.2.840.10008.5.1.4.1.1.1.1'],
  CT: ['1.2.840.10008.5.1.4.1.1.2'],
  MR: ['1.2.840.10008.5.1.4.1.1.4'],
  US: ['1.2.840.10008.5.1.4.1.1.6.1', '1.2.840.10008.5.1.4.1.1.3.1'],
  OP: ['1.2.840.10008.5.1.4.1.1.77.1.5.1'],
}

/** Draws a practice study and writes its files: DICOM objects, or a PNG for a photograph. The same for the same seed. */
export function makePhantom(name: PhantomName, seed: number, options: PhantomOptions = {}): Phantom {
  const drawn = DRAWERS[name](seed, options)
  const files = drawn.series.flatMap((series, s) =>
    series.images.map((image, i) => {
      const stem = `${name}-${seed}${drawn.series.length > 1 ? `-${s + 1}` : ''}`
      const number = series.images.length > 1 ? `-${String(i + 1).padStart(3, '0')}` : ''
      return series.modality === 'photo'
        ? { name: `${stem}${number}.png`, bytes: pngOf(image) }
        : { name: `${stem}${number}.dcm`, bytes: objectOf(drawn, seed, series, s, image, i) }
    }),
  )
  return { name, files, truth: drawn.truth }
}

function pngOf({ rows, columns, samplesPerPixel, pixels }: DrawnImage): Uint8Array<ArrayBuffer> {
  const data = pixels as Uint8Array
  return encode({
    width: columns,
    height: rows,
    data,
    channels: samplesPerPixel,
    depth: 8,
  }) as Uint8Array<ArrayBuffer>
}

function objectOf(
  drawn: DrawnPhantom,
  seed: number,
  series: DrawnSeries,
  s: number,
  image: DrawnImage,
  i: number,
): Uint8Array<ArrayBuffer> {
  const [single, several = single] = SOP_CLASSES[series.modality as keyof typeof SOP_CLASSES]
  const uid = (purpose: string): string => uidOf(seed, `${drawn.name} ${purpose}`)
  const { rows, columns, samplesPerPixel, bitsStored, isSigned, photometric, frames, pixels } = image
  return writeImageObject({
    sopClass: frames > 1 ? several : single,
    uids: { study: uid('study'), series: uid(`series ${s}`), instance: uid(`series ${s} image ${i}`) },
    pixels: {
      rows,
      columns,
      samplesPerPixel,
      bitsAllocated: 8 * pixels.BYTES_PER_ELEMENT,
      bitsStored,
      isSigned,
      photometric,
      frames,
      data: { kind: 'native', samples: pixels },
    },
    tags: [...studyTags(drawn), ...seriesTags(series, s, i), ...imageTags(image)],
  })
}

function studyTags({ description, person, startedAt }: DrawnPhantom): DicomTag[] {
  return [
    { tag: 0x00080020, vr: 'DA', value: startedAt.slice(0, 10).replaceAll('-', '') },
    { tag: 0x00080030, vr: 'TM', value: startedAt.slice(11).replaceAll(':', '') },
    { tag: 0x00080070, vr: 'LO', value: 'Hinterland' },
    { tag: 0x00080080, vr: 'LO', value: 'Practice, made by Hinterland' },
    { tag: 0x00081030, vr: 'LO', value: description },
    ...personTags(person),
  ]
}

function seriesTags(series: DrawnSeries, s: number, i: number): DicomTag[] {
  const { modality, description, bodyPart, laterality, view } = series
  const tags: DicomTag[] = [
    { tag: 0x00080060, vr: 'CS', value: modality },
    { tag: 0x0008103e, vr: 'LO', value: description },
    { tag: 0x00180015, vr: 'CS', value: bodyPart },
    { tag: 0x00200011, vr: 'IS', value: String(s + 1) },
    { tag: 0x00200013, vr: 'IS', value: String(i + 1) },
  ]
  if (view) tags.push({ tag: 0x00185101, vr: 'CS', value: view })
  if (laterality) tags.push({ tag: 0x00200062, vr: 'CS', value: laterality })
  return tags
}

function imageTags({ windows, imagerMm, plane, regions, rescale, frameTimeMs }: DrawnImage): DicomTag[] {
  const tags: DicomTag[] = [{ tag: 0x00280301, vr: 'CS', value: 'NO' }]
  if (windows.length > 0) tags.push(...windowTags(windows))
  if (imagerMm !== undefined) tags.push(...spacingTags({ imagerMm: [imagerMm, imagerMm] }))
  if (plane) tags.push(...planeTags(plane))
  if (regions) tags.push(...ultrasoundRegionTags(regions))
  if (frameTimeMs !== undefined) tags.push({ tag: 0x00181063, vr: 'DS', value: String(frameTimeMs) })
  if (rescale)
    tags.push(
      { tag: 0x00281052, vr: 'DS', value: String(rescale.intercept) },
      { tag: 0x00281053, vr: 'DS', value: String(rescale.slope) },
      { tag: 0x00281054, vr: 'LO', value: rescale.unit },
    )
  return tags
}

/** A UID under 2.25 that is the same for the same seed and purpose (PS3.5 B.2). */
function uidOf(seed: number, purpose: string): string {
  const random = createRandom(seed, `uid ${purpose}`)
  const digits = Array.from({ length: 4 }, () => String(Math.floor(random.uniform() * 1e8)).padStart(8, '0'))
  return `2.25.1${digits.join('')}`
}
