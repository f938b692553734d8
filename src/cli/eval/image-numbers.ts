import {
  meanAbsoluteError,
  meanDifference,
  shareWithin,
  symmetricPercentageError,
  type MeasuredPair,
} from '#domain/evaluation/agreement.ts'
import { cobbOfLandmarks } from '#domain/imaging/spine-landmarks.ts'
import { bad, good } from '#domain/problem.ts'
import type { ImageModel } from '#inference/image/image-model.ts'
import { rowLandmarks } from '../picture-rows.ts'
import { suffixed, yesNoMeasures } from './image-binary.ts'
import type { Measures } from './image-graded.ts'
import type { ImageTaskRules } from './image-task.ts'

interface NumberGraded {
  readonly pair: MeasuredPair
  /** Mean distance of the points, as a share of the picture's height; null without points. */
  readonly pointError: number | null
}

const pairsOf = (sample: readonly NumberGraded[]) => sample.map(({ pair }) => pair)

/** Degrees: straight, to be watched, to be braced, to be operated on. */
const CURVES = [10, 25, 40] as const
/** Two people differ by as much. */
const COBB_RIGHT_DEG = 10

interface SpineTruth {
  readonly degrees: number
  /** Shares of the picture's height, x before y; null where the list gives none. */
  readonly points: readonly number[] | null
}

/** The Cobb angle of the largest curve, from landmarks; the list gives landmarks, an angle as `value`, or both. */
export function cobbRules({ labels }: ImageModel): ImageTaskRules<SpineTruth, NumberGraded> {
  const curves = Object.assign(
    {},
    ...CURVES.map((from) =>
      suffixed(
        yesNoMeasures(({ pair }: NumberGraded) => ({
          present: pair.reference >= from,
          called: pair.answer >= from,
          score: pair.answer,
        })),
        `:from${from}Deg`,
      ),
    ),
  ) as Measures<NumberGraded>
  const measures: Measures<NumberGraded> = {
    smape: (sample) => symmetricPercentageError(pairsOf(sample)),
    meanErrorDeg: (sample) => meanAbsoluteError(pairsOf(sample)),
    meanDifferenceDeg: (sample) => meanDifference(pairsOf(sample)),
    within5Deg: (sample) => shareWithin(pairsOf(sample), 5),
    within10Deg: (sample) => shareWithin(pairsOf(sample), 10),
    pointErrorShare: (sample) => mean(sample.flatMap(({ pointError }) => pointError ?? [])),
  }
  return {
    async truth(row, folder, { picture, scale }) {
      const points = row['landmarks'] ? Array.from(await rowLandmarks(folder, row)) : null
      const corners =
        points &&
        Array.from({ length: points.length / 2 }, (_, i) => ({ x: points[2 * i]!, y: points[2 * i + 1]! }))
      const stated = Number.parseFloat(row['value'] ?? '')
      const drawn = corners && cobbOfLandmarks(corners, picture.pixelAspect)?.degrees
      const degrees = Number.isFinite(stated) ? stated : drawn
      if (degrees === null || degrees === undefined)
        return bad('labels-invalid', `${row['file']}: no angle is known.`, 'Give `landmarks` or `value`.', {
          file: row['file'] ?? '',
        })
      return good({ degrees, points: points?.map((v) => v / scale / picture.height) ?? null })
    },
    grade({ degrees, points }, { values, landmarks }, { height }) {
      const pair = { reference: degrees, answer: values[labels[0]!] ?? NaN }
      if (points === null || landmarks === null) return { pair, pointError: null }
      const far = landmarks.map(({ x, y }, i) =>
        Math.hypot(x / height - points[2 * i]!, y / height - points[2 * i + 1]!),
      )
      return { pair, pointError: mean(far) }
    },
    measures: { ...measures, ...curves },
    perLabel: { cobb: { smape: measures['smape']!, meanErrorDeg: measures['meanErrorDeg']! } },
    chief: 'meanErrorDeg',
    isRight: ({ pair }) => Math.abs(pair.answer - pair.reference) <= COBB_RIGHT_DEG,
    moved: ({ degrees }) => ({ degrees, points: null }),
    rule:
      'the network alone, before the gate; smape = mean of 100 · |answer - reference| / (answer + reference) over films, of the largest ' +
      'angle alone; reference: `value` where the list has it, else the angle of its landmarks; pointErrorShare: mean distance of the 68 points over the height of the picture',
    rightMeans: `within ${COBB_RIGHT_DEG}°`,
  }
}

/** Years of a child's age in months from which a new band begins. */
const AGE_BANDS = [0, 72, 120, 156] as const
const MONTHS_RIGHT = 24

/** Months of bone age. */
export function valueRules({ labels, calibration }: ImageModel): ImageTaskRules<number, NumberGraded> {
  const name = labels[0]!
  const within95 = calibration.values?.[name]?.within95 ?? null
  const bands = Object.fromEntries(
    AGE_BANDS.map((from, i) => {
      const to = AGE_BANDS[i + 1] ?? Infinity
      const title = `meanErrorMonths:${from / 12}${to === Infinity ? ' years and more' : ` to ${to / 12 - 1} years`}`
      return [
        title,
        (sample: readonly NumberGraded[]) =>
          meanAbsoluteError(pairsOf(sample).filter(({ reference }) => reference >= from && reference < to)),
      ]
    }),
  )
  const measures: Measures<NumberGraded> = {
    meanErrorMonths: (sample) => meanAbsoluteError(pairsOf(sample)),
    meanDifferenceMonths: (sample) => meanDifference(pairsOf(sample)),
    within12Months: (sample) => shareWithin(pairsOf(sample), 12),
    ...(within95 === null ? {} : { withinInterval: (sample) => shareWithin(pairsOf(sample), within95) }),
  }
  return {
    async truth(row) {
      const months = Number.parseFloat(row['value'] || row['label'] || '')
      return Number.isFinite(months)
        ? good(months)
        : bad('labels-invalid', `${row['file']}: no age in months.`, 'Give it as `value`.', {
            file: row['file'] ?? '',
          })
    },
    grade: (reference, { values }) => ({ pair: { reference, answer: values[name]! }, pointError: null }),
    measures: { ...measures, ...bands },
    perLabel: { [name]: { meanErrorMonths: measures['meanErrorMonths']! } },
    chief: 'meanErrorMonths',
    isRight: ({ pair }) => Math.abs(pair.answer - pair.reference) <= MONTHS_RIGHT,
    moved: (truth) => truth,
    rule: 'the network alone, before the gate; error in months against the reference reading; withinInterval: share of films inside the 95 % interval that the pack gives',
    rightMeans: `within ${MONTHS_RIGHT} months`,
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
