import type { Condition } from '../rule.ts'
import { PACED } from '../rule-groups.ts'
import {
  above,
  all,
  any,
  atLeast,
  atMost,
  below,
  between,
  inLeads,
  is,
  limit,
  made,
  not,
  some,
  type StatementRule,
} from '../rule.ts'

const WIDE = atLeast('qrsMs', limit('qrs.wide'))
const INCOMPLETE = all(atLeast('qrsMs', limit('qrs.incomplete')), below('qrsMs', limit('qrs.wide')))

/** rsr', rsR' or rSR' in V1 or V2: a second positive wave after an S. */
const SECOND_R = inLeads(1, ['V1', 'V2'], all(atLeast('*.r2Mv', 0.1), above('*.rMv', 0)))
/** A wide notched R or pure R in V1, its peak late, while V5 and V6 have theirs in time. */
const LATE_R = all(
  above('V1.rMv', 0.1),
  above('V1.rPeakTimeMs', 50),
  above('V1.netMv', 0),
  inLeads(1, ['V5', 'V6'], atMost('*.rPeakTimeMs', 60)),
)
const WIDE_S = (count: number): Condition =>
  inLeads(count, ['I', 'V6'], all(above('*.sMv', 0), any(is('*.sWider', true), above('*.sMs', 40))))
const RIGHT_PATTERN = all(any(SECOND_R, LATE_R), WIDE_S(1))

const LEFT_NO_Q = all(
  atMost('I.qMv', 0.05),
  atMost('V6.qMv', 0.05),
  above('I.netMv', 0),
  any(above('V6.netMv', 0), above('V5.netMv', 0)),
)
/** R peaks late, or is so broad that its first peak says little: a slurred plateau. */
const LEFT_LATE = any(
  inLeads(1, ['V5', 'V6'], above('*.rPeakTimeMs', 60)),
  inLeads(2, ['I', 'aVL', 'V5', 'V6'], atLeast('*.rMs', 120)),
)
const LEFT_V1 = below('V1.netMv', 0)
const LEFT_NOTCHED = inLeads(2, ['I', 'aVL', 'V5', 'V6'], is('*.notched', true))

/** Within the ventricles (category I). */
export const IV_RULES: readonly StatementRule[] = [
  {
    rule: 'right-bundle-branch-block',
    code: 106,
    category: 'I',
    weight: 'abnormal',
    source: 'ecg.rbbb',
    ownThresholds: true,
    when: all(WIDE, RIGHT_PATTERN),
    certainty: 'probable',
    raised: [{ to: 'definite', when: all(SECOND_R, WIDE_S(2)) }],
    unless: [...PACED, 'ventricular-tachycardia', 'wide-qrs-tachycardia', 'ventricular-preexcitation'],
    blockedBy: ['chest-electrodes-misplaced'],
  },
  {
    rule: 'left-bundle-branch-block',
    code: 104,
    category: 'I',
    weight: 'abnormal',
    source: 'ecg.lbbb',
    ownThresholds: true,
    when: all(WIDE, LEFT_NO_Q, LEFT_LATE, LEFT_V1),
    certainty: 'probable',
    raised: [{ to: 'definite', when: all(LEFT_NOTCHED, atLeast('qrsMs', 140)) }],
    lowered: [{ to: 'possible', when: all(below('qrsMs', 130), not(LEFT_NOTCHED)) }],
    caveats: [{ caveat: 'no-notch-seen', when: not(LEFT_NOTCHED) }],
    unless: [
      ...PACED,
      'right-bundle-branch-block',
      'ventricular-tachycardia',
      'wide-qrs-tachycardia',
      'ventricular-preexcitation',
      'complete-av-block',
    ],
  },
  {
    rule: 'incomplete-right-bundle-branch-block',
    code: 105,
    category: 'I',
    weight: 'borderline',
    source: 'ecg.rbbb',
    when: all(INCOMPLETE, SECOND_R, WIDE_S(1)),
    certainty: 'probable',
    unless: [...PACED, 'right-bundle-branch-block', 'ventricular-preexcitation'],
    blockedBy: ['chest-electrodes-misplaced'],
  },
  {
    rule: 'left-anterior-fascicular-block',
    code: 101,
    category: 'I',
    weight: 'abnormal',
    source: 'ecg.lafb',
    when: all(
      between('qrsAxisDeg', -90, -45),
      any(below('qrsMs', 120), made('right-bundle-branch-block')),
      is('aVL.qrPattern', true),
      atLeast('aVL.rPeakTimeMs', 45),
    ),
    certainty: 'definite',
    lowered: [
      { to: 'probable', when: made('right-bundle-branch-block') },
      {
        to: 'probable',
        when: not(some(2, is('II.rsPattern', true), is('III.rsPattern', true), is('aVF.rsPattern', true))),
      },
    ],
    caveats: [{ caveat: 'with-rbbb-bifascicular', when: made('right-bundle-branch-block') }],
    unless: [...PACED, 'left-bundle-branch-block', 'ventricular-preexcitation'],
    blockedBy: ['limb-electrode-reversal', 'inferior-infarction'],
  },
  {
    rule: 'left-posterior-fascicular-block',
    code: 102,
    category: 'I',
    weight: 'abnormal',
    source: 'ecg.lpfb',
    when: all(
      between('qrsAxisDeg', 90, 180),
      below('qrsMs', 120),
      is('I.rsPattern', true),
      is('aVL.rsPattern', true),
      is('III.qrPattern', true),
      is('aVF.qrPattern', true),
      not(below('ageYears', 16)),
    ),
    certainty: 'possible',
    caveats: [{ caveat: 'exclude-right-overload' }],
    unless: [...PACED, 'left-bundle-branch-block', 'right-ventricular-hypertrophy'],
    blockedBy: ['limb-electrode-reversal', 'lateral-infarction'],
  },
  {
    rule: 'ventricular-preexcitation',
    code: 108,
    category: 'I',
    weight: 'abnormal',
    source: 'ecg.wpw',
    ownThresholds: true,
    when: all(
      below('prMs', limit('pr.preexcited')),
      inLeads(
        3,
        ['I', 'II', 'III', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
        atLeast('*.deltaMs', 24),
      ),
      atLeast('qrsMs', limit('qrs.incomplete')),
    ),
    certainty: 'possible',
    raised: [{ to: 'probable', when: WIDE }],
    unless: PACED,
  },
  {
    rule: 'intraventricular-conduction-delay',
    code: 107,
    category: 'I',
    weight: 'abnormal',
    source: 'ecg.ivcd',
    when: all(above('qrsMs', limit('qrs.delayed')), above('qrsMs', limit('qrs.high'))),
    certainty: 'possible',
    raised: [{ to: 'definite', when: WIDE }],
    weightIfPossible: 'note',
    unless: [
      ...PACED,
      'right-bundle-branch-block',
      'left-bundle-branch-block',
      'incomplete-right-bundle-branch-block',
      'left-anterior-fascicular-block',
      'ventricular-preexcitation',
      'ventricular-tachycardia',
      'wide-qrs-tachycardia',
      'complete-av-block',
      'idioventricular-rhythm',
      'accelerated-idioventricular-rhythm',
    ],
  },
]
