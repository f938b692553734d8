import { all, below, ifTold, is, not, type StatementRule } from '../rule.ts'
import { INFARCTIONS } from '../rule-groups.ts'

/** The twelve-lead model has learned from grown people. */
const ADULT = not(ifTold(below('ageYears', 16)))

/** A class that the model sees and no rule can name: said as the model's, and never more than possible. */
const byModel = (
  rule: string,
  category: StatementRule['category'],
  label: string,
  unless: readonly string[],
): StatementRule => ({
  rule,
  code: null,
  category,
  weight: 'borderline',
  source: 'ecg.statements',
  when: all(ADULT, ifTold(is(`findings.${label}`, true))),
  certainty: 'possible',
  caveats: [{ caveat: 'model-alone' }],
  unless: ['ventricular-paced', 'dual-paced', 'atrial-sensed-ventricular-paced', ...unless],
})

/** What the twelve-lead model alone says (`ecg-12lead`). */
export const FINDING_RULES: readonly StatementRule[] = [
  byModel('conduction-by-model', 'I', 'CD', [
    'right-bundle-branch-block',
    'left-bundle-branch-block',
    'incomplete-right-bundle-branch-block',
    'left-anterior-fascicular-block',
    'left-posterior-fascicular-block',
    'intraventricular-conduction-delay',
    'ventricular-preexcitation',
    'prolonged-pr',
  ]),
  byModel('st-t-change-by-model', 'L', 'STTC', [
    'st-depression',
    't-wave-inversion',
    't-wave-low',
    'st-t-change-of-hypertrophy',
    'wellens',
    'prolonged-qt',
    'left-bundle-branch-block',
  ]),
  byModel('infarction-by-model', 'M', 'MI', [
    ...INFARCTIONS,
    'st-depression-posterior',
    'left-bundle-branch-block',
  ]),
]
