import { mostCertain } from '#domain/evaluation/abstention.ts'
import { bad, good } from '#domain/problem.ts'
import type { ImageModel } from '#inference/image/image-model.ts'
import { areaOf, calibrationError, suffixed, yesNoMatrix, yesNoMeasures, type YesNo } from './image-binary.ts'
import type { Measures } from './image-graded.ts'
import type { ImageTaskRules, PictureRow } from './image-task.ts'

/** Whether each label is there; null where the row does not say. */
type FindingsTruth = Readonly<Record<string, boolean | null>>
type FindingsGraded = Readonly<Record<string, YesNo | null>>

/** Names of DESIGN section 6 where they are not the label's own. */
const NAMES: Readonly<Record<string, string>> = { bacterial: 'bacteria-virus' }
/** Called the chief figure of its pack though it is not its first label. */
const CHIEF = 'malignant'
/** 30 % are left to people. */
const KEPT_SHARE = 0.7
/** Not graded by anybody, and called normal: what is called there is a false alarm. */
const FALSE_REFERRAL = 'falseReferral'

/** Findings, each for itself, at the threshold of the pack. */
export function findingsRules({
  labels,
  calibration,
}: ImageModel): ImageTaskRules<FindingsTruth, FindingsGraded> {
  const chief = labels.includes(CHIEF) ? CHIEF : labels[0]!
  const threshold = (label: string) => calibration.labels[label]!.threshold
  const of = (label: string) => (graded: FindingsGraded) => graded[label] ?? null
  const perLabel = Object.fromEntries(labels.map((label) => [label, yesNoMeasures(of(label))]))
  const told = (label: string, sample: readonly FindingsGraded[]) => sample.flatMap((one) => one[label] ?? [])
  const measures: Record<string, Measures<FindingsGraded>[string]> = {
    ...perLabel[chief]!,
    aucKept70: (sample) => {
      const answers = told(chief, sample)
      const kept = mostCertain(
        answers.map(({ score }) => score),
        threshold(chief),
        KEPT_SHARE,
      )
      return areaOf(kept.map((i) => answers[i]!))
    },
  }
  for (const label of labels) {
    Object.assign(measures, suffixed(perLabel[label]!, `:${NAMES[label] ?? label}`))
    measures[`calibrationError:${NAMES[label] ?? label}`] = (sample) => calibrationError(told(label, sample))
  }
  if (labels.includes('referable')) {
    measures[FALSE_REFERRAL] = (sample) => {
      const normal = told(FALSE_REFERRAL, sample)
      return normal.length === 0 ? null : normal.filter(({ called }) => called).length / normal.length
    }
  }
  return {
    async truth(row) {
      return row['label'] || labels.some((label) => row[label])
        ? good(truthOf(row, labels))
        : bad(
            'labels-invalid',
            `${row['file']}: the list does not say whether ${labels.join(' or ')} is there.`,
            'Give `label`, or one 0/1 column a label.',
            { file: row['file'] ?? '' },
          )
    },
    grade: (truth, { probabilities }) => {
      const graded = labels.map((label) => [label, yesNo(truth[label] ?? null, label)] as const)
      return {
        ...Object.fromEntries(graded),
        [FALSE_REFERRAL]: yesNo(truth[FALSE_REFERRAL] ?? null, 'referable'),
      }
      function yesNo(present: boolean | null, label: string): YesNo | null {
        const score = probabilities[label]
        return present === null || score === undefined
          ? null
          : { present, score, called: score >= threshold(label) }
      }
    },
    measures,
    perLabel,
    chief: 'auc',
    isRight: (graded) => (graded[chief] ? graded[chief].called === graded[chief].present : null),
    moved: (truth) => truth,
    confusion: (sample) => ({ names: [`no ${chief}`, chief], counts: yesNoMatrix(told(chief, sample)) }),
    rule:
      `the network alone, before the gate, at the thresholds of the pack; auc, sensitivity, specificity, ppv, npv and aucKept70 ` +
      `are those of ${chief}; aucKept70: the 30 % whose probability lies nearest to the threshold (log odds) are left out; ` +
      'calibrationError: ten bins of equal width; of pictures whose label says nothing of a finding only the gate is counted',
    rightMeans: `${chief} called where it is, and not where it is not`,
  }
}

/** What a row says: a 0/1 column a label, else what its `label` means. */
export function truthOf(row: PictureRow, labels: readonly string[]): FindingsTruth {
  const truth: Record<string, boolean | null> = Object.fromEntries(
    labels.map((label) => [label, saidOf(row, label)]),
  )
  if (labels.includes('referable') && truth['referable'] === null && row['label']?.toLowerCase() === 'normal')
    truth[FALSE_REFERRAL] = false
  return truth
}

function saidOf(row: PictureRow, label: string): boolean | null {
  const cell = row[label]
  if (cell === '0' || cell === '1') return cell === '1'
  const said = (row['label'] ?? '').toLowerCase().trim()
  if (cell !== undefined || said === '') return null
  return (MEANT[label] ?? ((own: string) => byName(own, label)))(said)
}

/** What the sets' own labels mean. */
const MEANT: Readonly<Record<string, (said: string) => boolean | null>> = {
  pneumonia(said) {
    if (['normal', 'no finding', 'no_finding'].includes(said)) return false
    return said.split('|').some((one) => ['pneumonia', 'bacteria', 'virus'].includes(one)) ? true : null
  },
  bacterial: (said) => (said === 'bacteria' ? true : said === 'virus' ? false : null),
  // An eye that is called normal without a grade counts for false referrals alone.
  referable: (said) =>
    /^[0-4]$/.test(said) ? Number(said) >= 2 : said === 'normal' ? null : byName(said, 'referable'),
  lesion: (said) => (['benign', 'malignant'].includes(said) ? true : said === 'normal' ? false : null),
  malignant: (said) => (said === 'malignant' ? true : ['benign', 'normal'].includes(said) ? false : null),
}

function byName(said: string, label: string): boolean | null {
  if (said === '1' || said === label) return true
  return said === '0' || said === `no ${label}` || said === `no_${label}` || said === 'normal' ? false : null
}
