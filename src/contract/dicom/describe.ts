import type { FrameInfo, ImageDocument, ImageInstance, ImageWarning } from '#domain/imaging/image.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { checkLayout } from '../pixels/layout.ts'
import { pixelCoding } from '../pixels/syntaxes.ts'
import type { PixelSource } from '../pixels/source.ts'
import { documentOf } from './documents.ts'
import { frameGroups } from './frame-groups.ts'
import { framePlace, frameShift } from './frame-place.ts'
import { seriesHead, studyHead, type SeriesHead, type StudyHead } from './heads.ts'
import type { DicomItem } from './item.ts'
import { identityOf } from './identity.ts'
import { FRAMES_MAX } from './limits.ts'
import { overlaysOf } from './overlays.ts'
import { pixelSource } from './pixel-source.ts'
import type { DicomObject } from './read.ts'
import { asksTooMuch, cutShort, isDirectory, isEcg, noPicture, pixelsMissing } from './refusals.ts'
import { renderingOf } from './rendering.ts'
import { ultrasoundRegionsOf } from './ultrasound-regions.ts'
import { wholeFrames } from './whole-frames.ts'

/** One object with the examination and series that it says it belongs to. */
export type Described = {
  /** Name of the file. */
  readonly file: string
  readonly study: StudyHead
  readonly series: SeriesHead
} & ({ readonly instance: ImageInstance } | { readonly document: ImageDocument })

const BURNED_IN: Readonly<Record<string, 'yes' | 'no'>> = { YES: 'yes', NO: 'no' }
const WAVEFORMS = '1.2.840.10008.5.1.4.1.1.9.'
const DIRECTORY = '1.2.840.10008.1.3.10'

/**
 * What an object is, in our words: a picture with everything that a viewer has to know of it, or a document beside
 * pictures. Never throws.
 * @returns problems `dicom-is-ecg`, `dicom-is-directory`, `dicom-pixels-missing`, `dicom-no-picture`, `dicom-cut-short`,
 * `dicom-asks-too-much`, and `pixels-…` where the pixels cannot be what the file says
 */
export function describe(object: DicomObject): Outcome<Described> {
  const { root, file, sopClass } = object
  if (root.has('WaveformSequence') || sopClass.startsWith(WAVEFORMS)) return isEcg(file)
  if (sopClass === DIRECTORY || root.has('DirectoryRecordSequence')) return isDirectory(file)
  const document = documentOf(object)
  const heads = { file, study: studyHead(root) }
  if (document !== null) return good({ ...heads, series: seriesHead(root, null), document })
  const source = pixelSource(object)
  if (source === null) return withoutPixels(object)
  const instance = instanceOf(object, source)
  if (!instance.ok) return instance
  const [groups = null] = frameGroups(root, 1)
  return good({ ...heads, series: seriesHead(root, groups), instance: instance.value })
}

/** Why an object that describes pixels has none; what describes none is no picture. */
function withoutPixels({ root, file, transferSyntax, cutIn, sopClass }: DicomObject): Outcome<never> {
  if (!root.has('Rows') && !root.has('PhotometricInterpretation')) {
    return cutIn === null ? noPicture(file, root.text('Modality') || sopClass) : cutShort(file, cutIn)
  }
  const coding = pixelCoding(transferSyntax)
  if (!coding.ok && transferSyntax !== '') return coding
  return cutIn === null ? pixelsMissing(file) : cutShort(file, cutIn)
}

function instanceOf(object: DicomObject, source: PixelSource): Outcome<ImageInstance> {
  const { root, file } = object
  const { layout } = source
  const checked = checkLayout(layout)
  if (!checked.ok) return checked
  const coding = layout.transferSyntax === '' ? good(null) : pixelCoding(layout.transferSyntax)
  if (!coding.ok) return coding
  if (layout.frames > FRAMES_MAX) return asksTooMuch(file)
  const isCut = object.cutIn === 'Pixel Data'
  const frames = wholeFrames(source, isCut)
  // A length beyond the end of the file though all pixels seem to be there: what these bytes are nobody knows.
  if (frames === 0 || (isCut && frames === layout.frames)) return cutShort(file, 'Pixel Data')
  const warnings = new Warnings()
  if (frames < layout.frames) {
    warnings.add({ code: 'frames-missing', details: { said: layout.frames, found: frames } })
  } else if (object.cutIn !== null || object.unreadable.length > 0) {
    const part = object.cutIn ?? object.unreadable.slice(0, 3).join(', ')
    warnings.add({ code: 'file-damaged', details: { part } })
  }
  const warn = (warning: ImageWarning): void => warnings.add(warning)
  const isColour = layout.samplesPerPixel > 1 || layout.photometric === 'PALETTE COLOR'
  const native = source.bytes.kind === 'native' ? source.bytes.data : null
  return good({
    id: identityOf(object),
    format: 'dicom',
    sopClass: object.sopClass || null,
    modality: root.text('Modality').toUpperCase(),
    instanceNumber: root.number('InstanceNumber'),
    rows: layout.rows,
    columns: layout.columns,
    samplesPerPixel: isColour ? 3 : 1,
    bitsStored: layout.bitsStored,
    isSigned: layout.isSigned,
    frames: framesOf(root, source, frames, warn),
    frameTimeMs: frames > 1 ? frameTimeOf(root) : null,
    lossy: lossOf(root, layout.transferSyntax),
    ultrasoundRegions: ultrasoundRegionsOf(root, layout, warn),
    overlays: overlaysOf(root, layout, native, warn),
    burnedInAnnotation: BURNED_IN[root.text('BurnedInAnnotation').toUpperCase()] ?? null,
    warnings: warnings.all(),
  })
}

/** Frames that differ in nothing are one and the same object: a loop of 300 frames says it once. */
function framesOf(
  root: DicomItem,
  { layout }: PixelSource,
  frames: number,
  warn: (warning: ImageWarning) => void,
): FrameInfo[] {
  const groups = frameGroups(root, frames)
  const infoOf = (i: number): FrameInfo => ({
    rendering: renderingOf(root, groups[i]!, layout, warn),
    ...framePlace(root, groups[i]!, warn),
  })
  const first = infoOf(0)
  const shift = frameShift(root)
  return groups.map((group, i) => {
    if (i === 0) return first
    if (group !== groups[0]) return infoOf(i)
    return shift && first.plane ? { ...first, plane: shift(first.plane, i) } : first
  })
}

/** Milliseconds from frame to frame: Frame Time, else the mean of its vector, else a rate (PS3.3 C.7.6.5). */
function frameTimeOf(root: DicomItem): number | null {
  const steps = root.numbers('FrameTimeVector').slice(1)
  const mean = steps.length > 0 ? steps.reduce((sum, step) => sum + step, 0) / steps.length : 0
  const rate = root.number('RecommendedDisplayFrameRate') ?? root.number('CineRate') ?? 0
  const candidates = [root.number('FrameTime') ?? 0, mean, rate > 0 ? 1000 / rate : 0]
  return candidates.find((ms) => ms > 0 && ms < 60_000) ?? null
}

const LOSSY_SYNTAXES = /^1\.2\.840\.10008\.1\.2\.4\.(?:5[01]|81|91|203)$/
const LOSSLESS_ANYWAY = /^1\.2\.840\.10008\.1\.2\.4\.(?:91|203)$/

/** Said by the file, or by a syntax that can be nothing else (.91 and .203 may be lossless: there the file's word counts). */
function lossOf(root: DicomItem, transferSyntax: string): ImageInstance['lossy'] {
  const said = root.text('LossyImageCompression')
  const isLossy =
    said === '01' ||
    (LOSSY_SYNTAXES.test(transferSyntax) && !(said === '00' && LOSSLESS_ANYWAY.test(transferSyntax)))
  if (!isLossy) return null
  // Each compression adds its own; what was lost is all of them.
  const ratios = root.numbers('LossyImageCompressionRatio').filter((ratio) => ratio > 0)
  return { ratio: ratios.length > 0 ? ratios.reduce((product, ratio) => product * ratio, 1) : null }
}

/** Each kind is said once, however many frames have it. */
class Warnings {
  readonly #byCode = new Map<string, ImageWarning>()

  add(warning: ImageWarning): void {
    const key = `${warning.code} ${JSON.stringify(warning.details ?? {})}`
    if (!this.#byCode.has(key)) this.#byCode.set(key, warning)
  }

  all(): ImageWarning[] {
    return [...this.#byCode.values()]
  }
}
