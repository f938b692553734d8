import {
  above,
  all,
  any,
  atLeast,
  below,
  between,
  ifTold,
  inLeads,
  is,
  limit,
  made,
  not,
  some,
  type StatementRule,
} from '../rule.ts'
import { PACED } from '../rule-groups.ts'

const NOT_OF_BEATS = [
  'ventricular-tachycardia',
  'wide-qrs-tachycardia',
  'idioventricular-rhythm',
  'ventricular-preexcitation',
]
const ADULT = not(ifTold(below('ageYears', 16)))
const OLD_ENOUGH = not(below('ageYears', 35))

const SOKOLOW = all(OLD_ENOUGH, atLeast('sokolowLyonMv', 3.5))
const CORNELL = above('cornellMv', limit('cornell'))
const CORNELL_PRODUCT = atLeast('cornellProductMmMs', 2440)
const R_AVL = all(atLeast('aVL.rMv', 1.1), not(between('qrsAxisDeg', -90, -45)))
const VOLTAGES = [SOKOLOW, CORNELL, CORNELL_PRODUCT, R_AVL] as const
const LEFT_ATRIAL = any(atLeast('V1.pTerminalMvMs', 4))
/** ST and T against an upright QRS on the left (`ecg.lvh.romhilt`). */
const STRAIN = inLeads(
  2,
  ['I', 'aVL', 'V5', 'V6'],
  all(above('*.rMv', 0.7), below('*.stJMv', 0), below('*.tMv', -0.1)),
)

/** Atria and ventricles (category K), and what their size does to ST and T. */
export const CHAMBER_RULES: readonly StatementRule[] = [
  {
    rule: 'left-atrial-enlargement',
    code: 140,
    category: 'K',
    weight: 'borderline',
    source: 'ecg.atrial',
    when: any(atLeast('II.pMs', 120), LEFT_ATRIAL),
    certainty: 'possible',
    raised: [{ to: 'probable', when: all(atLeast('II.pMs', 120), LEFT_ATRIAL) }],
    weightIfPossible: 'note',
    unless: ['atrial-fibrillation', 'atrial-flutter', 'atrial-paced', 'dual-paced', 'ectopic-atrial-rhythm'],
    blockedBy: ['chest-electrodes-misplaced'],
  },
  {
    rule: 'right-atrial-enlargement',
    code: 141,
    category: 'K',
    weight: 'borderline',
    source: 'ecg.atrial',
    when: any(
      inLeads(1, ['II', 'III', 'aVF'], atLeast('*.pMv', 0.25)),
      inLeads(1, ['V1', 'V2'], atLeast('*.pMv', 0.15)),
    ),
    certainty: 'possible',
    raised: [{ to: 'probable', when: inLeads(2, ['II', 'III', 'aVF'], atLeast('*.pMv', 0.25)) }],
    unless: ['atrial-fibrillation', 'atrial-flutter', 'atrial-paced', 'dual-paced'],
  },
  {
    rule: 'left-ventricular-hypertrophy',
    code: 142,
    category: 'K',
    weight: 'abnormal',
    source: 'ecg.lvh.sokolow',
    when: all(ADULT, any(...VOLTAGES)),
    certainty: 'possible',
    raised: [
      { to: 'definite', when: all(some(2, ...VOLTAGES), STRAIN, ifTold(LEFT_ATRIAL)) },
      { to: 'probable', when: some(2, ...VOLTAGES) },
      { to: 'probable', when: STRAIN },
      { to: 'probable', when: all(LEFT_ATRIAL, atLeast('qrsMs', 90), below('qrsAxisDeg', -30)) },
    ],
    weightIfPossible: 'borderline',
    caveats: [
      { caveat: 'voltage-alone', when: not(any(some(2, ...VOLTAGES), STRAIN)) },
      { caveat: 'china-voltage', when: all(SOKOLOW, below('sokolowLyonMv', 4), is('sex', 'male')) },
    ],
    blockedBy: [...PACED, ...NOT_OF_BEATS, 'left-bundle-branch-block', 'limb-electrode-reversal'],
  },
  {
    rule: 'right-ventricular-hypertrophy',
    code: 143,
    category: 'K',
    weight: 'abnormal',
    source: 'ecg.rvh',
    when: all(
      ADULT,
      some(
        2,
        all(above('V1.rMv', 0.6), above('V1.rsRatio', 1)),
        above('rV1SV5Mv', 1.05),
        any(below('V6.rsRatio', 1), above('V6.sMv', 0.7)),
        is('V1.qrPattern', true),
        above('qrsAxisDeg', 110),
      ),
    ),
    certainty: 'possible',
    raised: [
      {
        to: 'probable',
        when: all(
          above('qrsAxisDeg', 110),
          any(all(above('V1.rMv', 0.6), above('V1.rsRatio', 1)), above('rV1SV5Mv', 1.05)),
          any(
            inLeads(2, ['V1', 'V2', 'V3'], below('*.tMv', -0.1)),
            inLeads(1, ['II', 'III', 'aVF'], atLeast('*.pMv', 0.25)),
          ),
        ),
      },
    ],
    unless: ['dextrocardia'],
    blockedBy: [
      ...PACED,
      ...NOT_OF_BEATS,
      'right-bundle-branch-block',
      'left-bundle-branch-block',
      'limb-electrode-reversal',
      'chest-electrodes-misplaced',
    ],
  },
  {
    rule: 'upright-t-v1-in-child',
    code: null,
    category: 'K',
    weight: 'borderline',
    source: 'ecg.twave.child',
    ownThresholds: true,
    when: all(atLeast('ageDays', 7), below('ageYears', 6), above('V1.tMv', 0.05), above('V1.rsRatio', 1)),
    certainty: 'possible',
    blockedBy: ['chest-electrodes-misplaced', 'right-bundle-branch-block'],
  },
  {
    rule: 'st-t-change-of-hypertrophy',
    code: 153,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.lvh.romhilt',
    ownThresholds: true,
    when: all(made('left-ventricular-hypertrophy'), STRAIN),
    certainty: 'probable',
    caveats: [{ caveat: 'ischaemia-not-excluded' }],
  },
]
