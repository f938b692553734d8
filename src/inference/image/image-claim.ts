import type { ImageCalibration } from '#contract/pack-image.ts'
import type {
  ClaimedFinding,
  ClaimedOutline,
  ClaimedValue,
  ClaimMap,
  FilmClaim,
  ImageGateReason,
} from '#domain/imaging/claims.ts'
import type { PictureKind } from '#domain/imaging/kinds.ts'
import type { MarkPoint, MarkShape } from '#domain/imaging/marks.ts'
import { cobbOfLandmarks } from '#domain/imaging/spine-landmarks.ts'
import type { CoveredBox } from '../preprocess/picture.ts'
import { cardiothoracicOf } from './chest-outlines.ts'
import { outlineLevel, type ActivationMap, type ImageAnswer, type ImageReading } from './image-answer.ts'
import type { ImageModel } from './image-model.ts'
import { linesAround } from './outline-lines.ts'
import type { OutlineMaps } from './outlines.ts'
import type { PackPicture } from './picture.ts'

/** A picture that packs are asked about, and where it comes from. */
export interface ClaimPicture {
  readonly instance: string
  readonly frame: number
  readonly picture: PackPicture
}

/** What the label of a pack comes to in the words of a report. */
interface LabelMeaning {
  readonly finding: string
  /** Makes no sentence of its own: it is said beside the score of this label. */
  readonly beside?: string
  /** Says something only where that label is proposed; else a label beside another stands alone where it must. */
  readonly onlyBeside?: true
}

const LABEL_MEANINGS: Readonly<Record<string, LabelMeaning>> = {
  pneumonia: { finding: 'consolidation' },
  bacterial: { finding: 'consolidation', beside: 'pneumonia', onlyBeside: true },
  referable: { finding: 'diabetic-retinopathy' },
  lesion: { finding: 'breast-mass' },
  malignant: { finding: 'breast-mass', beside: 'lesion' },
  nodule: { finding: 'lung-nodule' },
}

const VALUE_UNITS: Readonly<Record<string, ClaimedValue['unit']>> = {
  cobb: 'deg',
  'cardiothoracic-ratio': '1',
  'bone-age': 'months',
}

/** From what value on it is a finding. Scoliosis: Cobb of 10° or more (SRS). Heart: half the chest in adults (Danzer 1919). */
const VALUE_FINDINGS: Readonly<
  Record<string, { readonly finding: string; readonly from: number; readonly adultsOnly?: true }>
> = {
  cobb: { finding: 'scoliosis', from: 10 },
  'cardiothoracic-ratio': { finding: 'cardiomegaly', from: 0.5, adultsOnly: true },
}
const ADULT_YEARS = 18

/**
 * What a pack says of a picture in the words of the domain; where its gate lets nothing through, nothing but the reason.
 * @param kind what the intake takes it for
 * @param refused by the kind of the picture; the pack's own reason counts where this is null
 */
export function claimOf(
  model: ImageModel,
  answer: ImageAnswer,
  asked: ClaimPicture,
  kind: PictureKind | null,
): FilmClaim {
  const claim = refusedClaim(answer, asked, answer.refused)
  const { read } = answer
  if (answer.refused !== null || read === null) return claim
  const values = valuesOf(model, read, asked.picture)
  const findings = [
    ...labelFindings(model, read, asked),
    ...values.flatMap((value) => valueFinding(value, model.calibration, asked.picture, kind)),
  ]
  return {
    ...claim,
    conclusion: findings.some(({ score, proposedFrom }) => score >= proposedFrom) ? 'abnormal' : null,
    findings,
    values,
    outlines: read.outlines === null ? [] : outlinesOf(read.outlines, read.box, outlineLevel(model)),
    landmarks: read.landmarks,
  }
}

/** A claim with nothing in it, and why. */
export function refusedClaim(
  { pack, version, read }: Pick<ImageAnswer, 'pack' | 'version' | 'read'>,
  { instance, frame }: ClaimPicture,
  refused: ImageGateReason | null,
): FilmClaim {
  return {
    pack,
    version,
    refused,
    instance,
    frame,
    conclusion: null,
    findings: [],
    values: [],
    outlines: [],
    landmarks: null,
    run: read?.run ?? null,
  }
}

function labelFindings(model: ImageModel, read: ImageReading, asked: ClaimPicture): ClaimedFinding[] {
  const isProposed = (label: string): boolean => {
    const scale = model.calibration.labels[label]
    return scale !== undefined && (read.probabilities[label] ?? 0) >= scale.threshold
  }
  return model.labels.flatMap((label) => {
    const meaning = LABEL_MEANINGS[label]
    const score = read.probabilities[label]
    if (meaning === undefined || score === undefined) return []
    const { finding, beside, onlyBeside } = meaning
    const isBeside = beside !== undefined && isProposed(beside)
    if (onlyBeside && !isBeside) return []
    const { threshold, uncertain } = model.calibration.labels[label]!
    if (beside !== undefined && uncertain && score > uncertain[0] && score < uncertain[1]) return []
    const map = isProposed(label) ? mapOf(read.maps[label], read.box, asked) : null
    const isAlone = beside === undefined || (!isBeside && isProposed(label))
    return [{ finding, label, slots: {}, score, proposedFrom: threshold, map, ...(!isAlone && { beside }) }]
  })
}

/** What adds to a score, the place that adds most being 1; null where no place does. */
function mapOf(
  map: ActivationMap | undefined,
  box: CoveredBox,
  { instance, frame }: ClaimPicture,
): ClaimMap | null {
  const most = map === undefined ? 0 : Math.max(...map.values)
  if (map === undefined || !(most > 0)) return null
  const { rows, columns } = map
  return { instance, frame, rows, columns, values: map.values.map((value) => Math.max(0, value) / most), box }
}

function valuesOf(model: ImageModel, read: ImageReading, picture: PackPicture): ClaimedValue[] {
  return Object.entries(read.values).map(([name, value]) => {
    const { within95, within95SexUnknown = within95 } = model.calibration.values?.[name] ?? {}
    const within = picture.sex === null ? within95SexUnknown : within95
    return {
      name,
      value,
      unit: VALUE_UNITS[name] ?? '1',
      interval: within === undefined ? null : { low: Math.max(0, value - within), high: value + within },
      shape: shapeOf(name, read, picture),
    }
  })
}

function shapeOf(
  name: string,
  { landmarks, outlines, box }: ImageReading,
  picture: PackPicture,
): MarkShape | null {
  if (name === 'cobb' && landmarks !== null)
    return cobbOfLandmarks(landmarks, picture.pixelAspect)?.shape ?? null
  if (name === 'cardiothoracic-ratio' && outlines !== null) {
    const shape = cardiothoracicOf(outlines)?.shape ?? null
    if (shape === null) return null
    const [a, b, c, d] = shape.points
    const at = onPicture(outlines, box)
    return { tool: 'cardiothoracic', points: [at(a), at(b), at(c), at(d)] }
  }
  return null
}

/**
 * A value as a finding: how likely it lies at or beyond the limit, its error being normal with 95 % within the interval
 * (the logistic curve stands for the normal one, off by at most 0.01).
 */
function valueFinding(
  { name, value }: ClaimedValue,
  calibration: ImageCalibration,
  { ageYears }: PackPicture,
  kind: PictureKind | null,
): ClaimedFinding[] {
  const rule = VALUE_FINDINGS[name]
  if (rule === undefined) return []
  const isAdult = kind !== 'chest-child' && (ageYears ?? ADULT_YEARS) >= ADULT_YEARS
  if (rule.adultsOnly && !isAdult) return []
  const sd = (calibration.values?.[name]?.within95 ?? 0) / 1.96
  const off = value - rule.from
  const score = sd > 0 ? 1 / (1 + Math.exp((-1.702 * off) / sd)) : Number(off >= 0)
  return [{ finding: rule.finding, label: name, slots: {}, score, proposedFrom: 0.5, map: null }]
}

function outlinesOf(outlines: OutlineMaps, box: CoveredBox, level: number): ClaimedOutline[] {
  const { names, probability, rows, columns } = outlines
  const at = onPicture(outlines, box)
  return names.map((name, i) => ({
    name,
    lines: linesAround(probability[i]!, rows, columns, level).map((line) => line.map(at)),
  }))
}

/** From the grid of outlines to the picture. */
function onPicture(
  { rows, columns }: Pick<OutlineMaps, 'rows' | 'columns'>,
  { left, top, right, bottom }: CoveredBox,
): (point: MarkPoint) => MarkPoint {
  return ({ x, y }) => ({
    x: left + (x / columns) * (right - left),
    y: top + (y / rows) * (bottom - top),
  })
}
