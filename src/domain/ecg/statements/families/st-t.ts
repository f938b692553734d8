import {
  above,
  all,
  any,
  atLeast,
  atMost,
  below,
  ifTold,
  inLeads,
  inNeighbours,
  is,
  limit,
  made,
  not,
  some,
  type Condition,
  type StatementRule,
} from '../rule.ts'
import { CHEST_LEADS, PACED } from '../rule-groups.ts'

const FRONTAL = ['aVL', 'I', '-aVR', 'II', 'aVF', 'III']
const SECONDARY = [
  ...PACED,
  'left-bundle-branch-block',
  'ventricular-preexcitation',
  'ventricular-tachycardia',
  'wide-qrs-tachycardia',
  'idioventricular-rhythm',
]
const ADULT = not(ifTold(below('ageYears', 16)))
const either = (
  count: number,
  limb: readonly string[],
  chest: readonly string[],
  where: Condition,
): Condition => any(inNeighbours(count, limb, where), inNeighbours(count, chest, where))

/** ST at least 0.05 mV down at J and not rising again by 80 ms (`ecg.stemi`: horizontal or downsloping). */
const ST_DOWN = all(atMost('*.stJMv', -0.05), atMost('*.stJ80Mv', -0.05), atMost('*.stRiseMv', 0.02))
const T_DOWN = all(below('*.tMv', -0.1), above('*.rMv', 0.3), any(above('*.rsRatio', 1)))

/** ST, T and QT (category L). */
export const ST_T_RULES: readonly StatementRule[] = [
  {
    rule: 'st-depression',
    code: 145,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.stemi',
    ownThresholds: true,
    when: either(2, FRONTAL, CHEST_LEADS, ST_DOWN),
    certainty: 'probable',
    modifiers: [{ code: 362 }, { code: 360, when: either(2, FRONTAL, CHEST_LEADS, atMost('*.stJMv', -0.1)) }],
    unless: ['st-t-change-of-hypertrophy', 'diffuse-st-depression-with-avr'],
    blockedBy: [...SECONDARY, 'limb-electrode-reversal'],
    caveats: [
      { caveat: 'st-with-rbbb', when: made('right-bundle-branch-block') },
      { caveat: 'st-fast-rate', when: above('rateBpm', 120) },
    ],
  },
  {
    rule: 'diffuse-st-depression-with-avr',
    code: 220,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.stemi',
    when: all(
      atLeast('aVR.stJMv', 0.1),
      inLeads(6, ['I', 'II', 'III', 'aVL', 'aVF', 'V2', 'V3', 'V4', 'V5', 'V6'], atMost('*.stJMv', -0.1)),
    ),
    certainty: 'possible',
    blockedBy: [...SECONDARY, 'limb-electrode-reversal'],
    caveats: [{ caveat: 'urgent-if-symptoms' }],
  },
  {
    rule: 't-wave-inversion',
    code: 147,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.stemi',
    when: all(ADULT, either(2, ['aVL', 'I', 'II', 'aVF'], ['V3', 'V4', 'V5', 'V6'], T_DOWN)),
    certainty: 'probable',
    modifiers: [{ code: 367 }],
    unless: ['st-t-change-of-hypertrophy', 'wellens'],
    blockedBy: [...SECONDARY, 'limb-electrode-reversal'],
    caveats: [{ caveat: 'st-with-rbbb', when: made('right-bundle-branch-block') }],
  },
  {
    rule: 't-wave-low',
    code: 147,
    category: 'L',
    weight: 'borderline',
    source: 'ecg.normal.adult',
    ownThresholds: true,
    when: all(
      ADULT,
      inLeads(
        3,
        ['I', 'II', 'V4', 'V5', 'V6'],
        all(above('*.rMv', 0.5), below('*.tShare', 0.1), above('*.tMv', -0.1)),
      ),
    ),
    certainty: 'possible',
    modifiers: [{ code: 321 }, { code: 366 }],
    unless: [
      't-wave-inversion',
      'st-depression',
      'st-t-change-of-hypertrophy',
      'st-t-hypokalaemia',
      'wellens',
    ],
    blockedBy: SECONDARY,
  },
  {
    rule: 'prolonged-qt',
    code: 148,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.qtc.limits',
    when: above('qtcForLimitMs', limit('qtc.high')),
    certainty: 'probable',
    raised: [{ to: 'definite', when: all(atLeast('qtcForLimitMs', 500), below('qrsMs', 120)) }],
    lowered: [{ to: 'possible', when: atLeast('qrsMs', limit('qrs.wide')) }],
    modifiers: [{ code: 305, when: atLeast('qtcForLimitMs', 500) }],
    weighs: [{ weight: 'borderline', when: below('qtcForLimitMs', 480) }],
    caveats: [
      { caveat: 'wide-qrs-lengthens-qt', when: atLeast('qrsMs', limit('qrs.wide')) },
      { caveat: 'check-drugs-and-electrolytes' },
    ],
    blockedBy: PACED,
  },
  {
    rule: 'short-qt',
    code: 149,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.qtc.limits',
    when: all(ADULT, atMost('qtcForLimitMs', 360)),
    certainty: 'possible',
    raised: [{ to: 'probable', when: atMost('qtcForLimitMs', 320) }],
    weightIfPossible: 'note',
    caveats: [{ caveat: 'short-qt-family-history' }],
    blockedBy: PACED,
  },
  {
    rule: 'hyperacute-t',
    code: 147,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.stemi',
    ownThresholds: true,
    when: all(
      ADULT,
      any(
        inNeighbours(2, ['V2', 'V3', 'V4', 'V5'], all(above('*.tMv', 1), above('*.tShare', 1))),
        inNeighbours(2, ['II', 'aVF', 'III'], all(above('*.tMv', 0.5), above('*.tShare', 1))),
      ),
    ),
    certainty: 'possible',
    modifiers: [{ code: 303 }],
    caveats: [{ caveat: 'tall-t-ischaemia-or-potassium' }],
    unless: ['hyperkalaemia', 'st-elevation-anterior', 'st-elevation-inferior', 'de-winter'],
    blockedBy: [...SECONDARY, 'left-ventricular-hypertrophy'],
  },
  {
    rule: 'early-repolarization',
    code: 155,
    category: 'L',
    weight: 'note',
    source: 'ecg.early_repol',
    ownThresholds: true,
    when: all(
      below('qrsMs', 120),
      any(
        inNeighbours(2, ['II', 'aVF', 'III'], all(atLeast('*.jPeakMv', 0.1), above('*.rMv', 0.5))),
        inNeighbours(2, ['aVL', 'I'], all(atLeast('*.jPeakMv', 0.1), above('*.rMv', 0.5))),
        inNeighbours(2, ['V4', 'V5', 'V6'], all(atLeast('*.jPeakMv', 0.1), above('*.rMv', 0.5))),
      ),
    ),
    certainty: 'possible',
    raised: [
      {
        to: 'probable',
        when: inLeads(
          2,
          ['II', 'aVF', 'V4', 'V5', 'V6'],
          all(atLeast('*.jPeakMv', 0.1), above('*.stRiseMv', 0.02), above('*.tMv', 0.2)),
        ),
      },
    ],
    unless: ['st-elevation-inferior', 'st-elevation-lateral', 'st-elevation-anterior', 'pericarditis'],
    blockedBy: SECONDARY,
  },
  {
    rule: 'pericarditis',
    code: 200,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.stemi',
    ownThresholds: true,
    when: all(
      inLeads(6, ['I', 'II', 'aVF', 'V2', 'V3', 'V4', 'V5', 'V6'], atLeast('*.stJMv', 0.05)),
      atMost('aVR.stJMv', -0.05),
      not(inLeads(1, ['III', 'aVL', 'V1'], atMost('*.stJMv', -0.05))),
      some(2, atMost('II.prLevelMv', -0.04), atLeast('aVR.prLevelMv', 0.03), atMost('V5.prLevelMv', -0.04)),
    ),
    certainty: 'possible',
    blockedBy: SECONDARY,
    caveats: [{ caveat: 'pericarditis-or-early-repolarization' }],
  },
]
void is
