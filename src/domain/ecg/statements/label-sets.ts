import { INFARCTIONS } from './rule-groups.ts'
import type { StatementCategory, StatementReport } from './statement.ts'

/** One class of a set: present where one of its statements is made. */
interface LabelClass {
  readonly label: string
  /** Rules, or whole categories, whose statements make it; what only notes (weight `note`) never makes a category. */
  readonly rules?: readonly string[]
  readonly categories?: readonly StatementCategory[]
}

export interface LabelSet {
  readonly set: 'labels-2' | 'labels-4' | 'labels-9' | 'labels-18'
  readonly classes: readonly LabelClass[]
}

/** What is said of one class. */
export interface LabelAnswer {
  readonly label: string
  /** Whether this tracing lets us say present or absent at all. */
  readonly claimed: boolean
  /** Null where it is not claimed. */
  readonly present: boolean | null
  /** The rules that make it present, or the reasons why it is not claimed; empty where it is absent. */
  readonly because: readonly string[]
}

/** Nested views over the same statements, as regional centres count them. */
export const LABEL_SETS: readonly LabelSet[] = [
  { set: 'labels-2', classes: [{ label: 'normal' }, { label: 'abnormal' }] },
  {
    set: 'labels-4',
    classes: [
      { label: 'rhythm', categories: ['C', 'D', 'E', 'F', 'G', 'N'] },
      { label: 'conduction', categories: ['H', 'I'] },
      { label: 'axis-voltage-chambers', categories: ['J', 'K'] },
      { label: 'repolarization-infarction', categories: ['L', 'M'] },
    ],
  },
  {
    set: 'labels-9',
    classes: [
      { label: 'sinus', categories: ['C'] },
      { label: 'supraventricular', categories: ['D', 'E'] },
      { label: 'ventricular', categories: ['F', 'G'] },
      { label: 'av-conduction', categories: ['H'] },
      { label: 'intraventricular-conduction', categories: ['I'] },
      { label: 'axis-voltage', categories: ['J'] },
      { label: 'chambers', categories: ['K'] },
      { label: 'st-t', categories: ['L'] },
      { label: 'infarction', categories: ['M'] },
    ],
  },
  {
    set: 'labels-18',
    classes: [
      { label: 'sinus-rhythm', rules: ['sinus-rhythm'] },
      { label: 'sinus-bradycardia', rules: ['sinus-bradycardia'] },
      { label: 'sinus-tachycardia', rules: ['sinus-tachycardia'] },
      { label: 'atrial-fibrillation', rules: ['atrial-fibrillation'] },
      { label: 'atrial-flutter', rules: ['atrial-flutter'] },
      {
        label: 'supraventricular-tachycardia',
        rules: ['supraventricular-tachycardia', 'narrow-qrs-tachycardia'],
      },
      { label: 'atrial-premature', rules: ['atrial-premature-complexes'] },
      { label: 'ventricular-premature', rules: ['ventricular-premature-complexes'] },
      {
        label: 'ventricular-tachycardia',
        rules: ['ventricular-tachycardia', 'ventricular-tachycardia-unsustained', 'wide-qrs-tachycardia'],
      },
      { label: 'first-degree-av-block', rules: ['prolonged-pr'] },
      {
        label: 'higher-degree-av-block',
        rules: [
          'second-degree-av-block-type-1',
          'second-degree-av-block-type-2',
          'two-to-one-av-block',
          'high-grade-av-block',
          'complete-av-block',
        ],
      },
      { label: 'right-bundle-branch-block', rules: ['right-bundle-branch-block'] },
      { label: 'left-bundle-branch-block', rules: ['left-bundle-branch-block'] },
      { label: 'left-anterior-fascicular-block', rules: ['left-anterior-fascicular-block'] },
      { label: 'left-ventricular-hypertrophy', rules: ['left-ventricular-hypertrophy'] },
      {
        label: 'infarction',
        rules: INFARCTIONS,
      },
      { label: 'st-t-change', rules: ['st-depression', 't-wave-inversion', 'st-t-change-of-hypertrophy'] },
      {
        label: 'paced',
        rules: ['atrial-paced', 'ventricular-paced', 'atrial-sensed-ventricular-paced', 'dual-paced'],
      },
    ],
  },
]

/** What a report says of every class of a set. */
export function inLabelSet(report: StatementReport, set: LabelSet): LabelAnswer[] {
  return set.classes.map((one) => answerOf(report, one))
}

function answerOf(report: StatementReport, one: LabelClass): LabelAnswer {
  const { label } = one
  if (report.conclusion === 'uninterpretable') return notClaimed(label, ['uninterpretable'])
  if (one.rules === undefined && one.categories === undefined) return overall(report, label)
  const belongs = (rule: string, category: StatementCategory) =>
    one.rules?.includes(rule) ?? one.categories!.includes(category)
  const made = report.statements.filter(
    ({ rule, category, weight }) => belongs(rule, category) && (one.rules !== undefined || weight !== 'note'),
  )
  if (made.length > 0) return { label, claimed: true, present: true, because: made.map(({ rule }) => rule) }
  const open = report.notAssessable.filter(({ rule, category }) => belongs(rule, category))
  // Of a whole category some rule is always open; it is claimed as absent where most of its rules said no.
  const decisive = one.rules === undefined ? open.length > OPEN_MAX : open.length > 0
  if (decisive) return notClaimed(label, [...new Set(open.flatMap(({ reasons }) => reasons))])
  return { label, claimed: true, present: false, because: [] }
}

/** A category with more open rules than this is not said to be free of findings. */
const OPEN_MAX = 1

function overall({ conclusion, statements, notAssessable }: StatementReport, label: string): LabelAnswer {
  const abnormal = statements.filter(({ weight }) => weight === 'abnormal').map(({ rule }) => rule)
  if (conclusion === 'abnormal') {
    return { label, claimed: true, present: label === 'abnormal', because: abnormal }
  }
  // Without a rhythm, or without most leads, "nothing found" is no "normal".
  const open = notAssessable.filter(
    ({ rule }) => rule === 'sinus-rhythm' || rule === 'intraventricular-conduction-delay',
  )
  const leadsMissing = statements.some(({ rule }) => rule === 'missing-leads')
  if (open.length > 0 || leadsMissing) {
    const reasons = open.flatMap((rule) => rule.reasons)
    return notClaimed(
      label,
      leadsMissing ? [...new Set([...reasons, 'lead-missing'])] : [...new Set(reasons)],
    )
  }
  return { label, claimed: true, present: label === 'normal', because: [] }
}

function notClaimed(label: string, because: readonly string[]): LabelAnswer {
  return { label, claimed: false, present: null, because }
}
