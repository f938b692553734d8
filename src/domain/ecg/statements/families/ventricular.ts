import {
  above,
  all,
  any,
  atLeast,
  atMost,
  below,
  between,
  ifTold,
  is,
  limit,
  made,
  not,
  type StatementRule,
} from '../rule.ts'
import { PACED } from '../rule-groups.ts'

const P_BEFORE_BEATS = any(atLeast('pShare', 70), ifTold(atLeast('waves.pShare', 80)))
const NO_P = all(atMost('pShare', 30), not(ifTold(atLeast('waves.pShare', 60))))
const REGULAR = is('rrIrregular', false)
const WIDE = atLeast('qrsMs', limit('qrs.wide'))
const FAST = all(above('rateBpm', 100), above('rateBpm', limit('rate.high')))
const UNPACED = any(is('pacingSeen', false), below('pacing.ventricularShare', 50))

const VENTRICULAR_RHYTHMS = ['ventricular-tachycardia', 'wide-qrs-tachycardia']

/** Rhythms of the ventricles (categories F and G). */
export const VENTRICULAR_RULES: readonly StatementRule[] = [
  {
    rule: 'ventricular-tachycardia',
    code: 70,
    category: 'G',
    weight: 'abnormal',
    source: 'ecg.rhythm',
    when: all(
      above('rateBpm', 100),
      above('rateBpm', limit('rate.high')),
      WIDE,
      NO_P,
      UNPACED,
      any(is('av.dissociated', true), ifTold(atLeast('v.packShare', 80))),
    ),
    certainty: 'probable',
    caveats: [{ caveat: 'vt-shorter-than-30-s' }],
  },
  {
    rule: 'wide-qrs-tachycardia',
    code: 76,
    category: 'G',
    weight: 'abnormal',
    source: 'ecg.rhythm',
    when: all(FAST, WIDE, not(P_BEFORE_BEATS), UNPACED),
    certainty: 'definite',
    caveats: [{ caveat: 'wide-tachycardia-as-vt' }],
    unless: ['ventricular-tachycardia', ...PACED],
  },
  {
    rule: 'accelerated-idioventricular-rhythm',
    code: 64,
    category: 'F',
    weight: 'abnormal',
    source: 'ecg.rhythm',
    when: all(between('rateBpm', 41, 100), WIDE, NO_P, REGULAR, ifTold(atLeast('v.packShare', 80)), UNPACED),
    certainty: 'possible',
    unless: [...PACED, ...VENTRICULAR_RHYTHMS],
  },
  {
    rule: 'idioventricular-rhythm',
    code: 63,
    category: 'F',
    weight: 'abnormal',
    source: 'ecg.rhythm',
    when: all(atMost('rateBpm', 40), WIDE, NO_P, REGULAR, UNPACED),
    certainty: 'possible',
    raised: [{ to: 'probable', when: any(made('complete-av-block'), ifTold(atLeast('v.packShare', 80))) }],
    unless: [...PACED, ...VENTRICULAR_RHYTHMS, 'atrial-fibrillation'],
  },
]
