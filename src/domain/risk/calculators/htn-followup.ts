import { defineCalculator, words, type Finding } from '../calculator.ts'
import { age, diastolic, systolic } from '../clinic-inputs.ts'
import { ONE_ROUND_MS } from '../freshness.ts'
import { flag } from '../inputs.ts'
import { factors } from '../points.ts'
import { pressuresContradict } from '../pressures.ts'

/**
 * Follow-up of a person with hypertension: class of this visit and days until the next.
 * Source: National Basic Public Health Services specification, 3rd edition, 2017. Knowledge `nbphs.htn.followup`; its
 * list of warning signs and the target from 65 years stand there from memory, and results that hang on them say so.
 */
const inputs = {
  age_years: age({
    low: 18,
    high: 120,
    why: words('The programme follows adults.', '该规范适用于成人。'),
  }),
  systolic_bp: systolic(),
  diastolic_bp: diastolic(),
  warning_sign: flag(words('A warning sign today', '今日有危急情况之一'), {
    hint: words(
      'Change of consciousness, severe headache or dizziness, nausea or vomiting, blurred vision or eye pain, palpitation or chest tightness, cannot lie flat, pregnant or breastfeeding with high pressure, other acute illness.',
      '意识改变、剧烈头痛或头晕、恶心呕吐、视力模糊或眼痛、心悸胸闷、不能平卧、妊娠或哺乳期血压升高、其他急症。',
    ),
  }),
  adverse: flag(words('Adverse reaction to a drug', '药物不良反应')),
  complication: flag(words('New complication, or one that got worse', '新发或加重的并发症')),
  previous_uncontrolled: flag(
    words('Not controlled, or a reaction, at the last visit', '上次随访控制不满意或有不良反应'),
  ),
} as const

const MEMORY_SIGNS = words('The list of warning signs is unverified.', '危急情况清单未经核实。')
const MEMORY_TARGET = words(
  'The target below 150/90 from 65 years is unverified.',
  '65岁及以上<150/90的目标未经核实。',
)

export const htnFollowup = defineCalculator({
  id: 'htn-followup',
  entry: 'nbphs.htn.followup',
  names: words('Hypertension follow-up', '高血压患者随访'),
  source: 'National Basic Public Health Services specification, 3rd edition, 2017, hypertension',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: 'd', decimals: 0, range: [14, 90] },
  bands: {
    controlled: {
      label: words('Controlled', '控制满意'),
      means: words('Next visit in 3 months.', '3个月后随访。'),
    },
    'not-controlled': {
      label: words('Not controlled', '控制不满意'),
      means: words('Adjust dose or add a drug; see again in 2 weeks.', '调整药物剂量或加用药物，2周内随访。'),
    },
    'adverse-reaction': {
      label: words('Adverse reaction', '有不良反应'),
      means: words('Change the drug; see again in 2 weeks.', '更换药物，2周内随访。'),
    },
    refer: {
      label: words('Refer', '建议转诊'),
      means: words('Refer up; follow the referral within 2 weeks.', '转上级医院，2周内主动随访转诊情况。'),
    },
    'emergency-refer': {
      label: words('Refer as an emergency', '紧急转诊'),
      means: words(
        'Treat and refer now; follow the referral within 2 weeks.',
        '紧急处理后转诊，2周内主动随访转诊情况。',
      ),
    },
  },
  inputs,
  together: { inputs: ['systolic_bp', 'diastolic_bp'], withinMs: ONE_ROUND_MS },
  limits: [],
  compute(given) {
    const contradiction = pressuresContradict(given)
    if (contradiction) return contradiction
    const old = given.age_years >= 65
    const low = given.systolic_bp < (old ? 150 : 140) && given.diastolic_bp < 90
    const crisis = given.systolic_bp >= 180 || given.diastolic_bp >= 110
    const unsettled = !low || given.adverse
    const found = (band: Band, days: number): Finding<Band> => ({
      value: days,
      band,
      parts: factors(...Object.keys(inputs)),
      limits: [
        ...(given.warning_sign && !crisis ? [MEMORY_SIGNS] : []),
        ...(old && given.systolic_bp >= 140 && given.systolic_bp < 150 ? [MEMORY_TARGET] : []),
      ],
    })
    if (crisis || given.warning_sign) return found('emergency-refer', 14)
    if (given.complication || (unsettled && given.previous_uncontrolled)) return found('refer', 14)
    if (given.adverse) return found('adverse-reaction', 14)
    return low ? found('controlled', 90) : found('not-controlled', 14)
  },
})

type Band = 'controlled' | 'not-controlled' | 'adverse-reaction' | 'refer' | 'emergency-refer'
