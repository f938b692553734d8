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
  not,
  type StatementRule,
} from '../rule.ts'
import { PACED } from '../rule-groups.ts'

const SECONDARY = [
  ...PACED,
  'left-bundle-branch-block',
  'ventricular-preexcitation',
  'ventricular-tachycardia',
  'wide-qrs-tachycardia',
  'idioventricular-rhythm',
]
const ADULT = not(ifTold(below('ageYears', 16)))
const CHEST_MOVED = 'chest-electrodes-misplaced'

/** Patterns of repolarisation that ask for a second look or for the laboratory: never more than possible (category L). */
export const PATTERN_RULES: readonly StatementRule[] = [
  {
    rule: 'wellens',
    code: 226,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.wellens',
    ownThresholds: true,
    when: all(
      ADULT,
      any(inLeads(2, ['V2', 'V3'], is('*.tEndsDown', true)), inLeads(2, ['V2', 'V3'], atMost('*.tMv', -0.3))),
      inLeads(2, ['V2', 'V3'], all(below('*.stJMv', 0.1), above('*.rMv', 0.1), below('*.qMs', 20))),
      below('qrsMs', 120),
    ),
    certainty: 'possible',
    modifiers: [{ code: 367 }],
    caveats: [{ caveat: 'wellens-needs-history' }],
    unless: ['left-ventricular-hypertrophy', 'right-ventricular-hypertrophy'],
    blockedBy: [...SECONDARY, 'right-bundle-branch-block', CHEST_MOVED],
  },
  {
    rule: 'de-winter',
    code: 220,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.dewinter',
    ownThresholds: true,
    when: all(
      ADULT,
      inNeighbours(
        3,
        ['V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
        all(atMost('*.stJMv', -0.1), above('*.stRiseMv', 0.05), above('*.tMv', 0.5)),
      ),
    ),
    certainty: 'possible',
    caveats: [{ caveat: 'urgent-if-symptoms' }],
    blockedBy: [...SECONDARY, CHEST_MOVED],
  },
  {
    rule: 'brugada-type-1',
    code: 202,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.brugada1',
    ownThresholds: true,
    when: inLeads(
      1,
      ['V1', 'V2'],
      all(
        atLeast('*.stJMv', 0.2),
        atMost('*.stRiseMv', -0.08),
        below('*.tLeastMv', -0.05),
        below('*.tMv', 0),
      ),
    ),
    certainty: 'possible',
    caveats: [{ caveat: 'brugada-mimics' }, { caveat: 'repeat-high-v1-v2' }],
    blockedBy: [...SECONDARY, CHEST_MOVED],
  },
  {
    rule: 'hyperkalaemia',
    code: 208,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.electrolytes',
    ownThresholds: true,
    when: all(
      inLeads(
        3,
        ['II', 'III', 'aVF', 'V2', 'V3', 'V4', 'V5'],
        all(above('*.tMv', 0.5), below('*.tWidthMs', 85), above('*.tShare', 0.7)),
      ),
      any(above('qrsMs', limit('qrs.delayed')), below('II.pMv', 0.05), above('prMs', limit('pr.high'))),
    ),
    certainty: 'possible',
    caveats: [{ caveat: 'measure-potassium-now' }],
    blockedBy: SECONDARY,
  },
  {
    rule: 'st-t-hypokalaemia',
    code: 211,
    category: 'L',
    weight: 'abnormal',
    source: 'ecg.electrolytes',
    ownThresholds: true,
    when: all(
      ADULT,
      inLeads(
        3,
        ['I', 'II', 'V4', 'V5', 'V6'],
        all(above('*.rMv', 0.5), below('*.tShare', 0.1), atMost('*.stJ80Mv', -0.03)),
      ),
      above('qtcForLimitMs', limit('qtc.high')),
    ),
    certainty: 'possible',
    caveats: [{ caveat: 'u-waves-not-measured' }, { caveat: 'measure-potassium-now' }],
    blockedBy: SECONDARY,
  },
]
