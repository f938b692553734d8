import * as v from 'valibot'
import { decimal, defineKind, text } from './kind.ts'

/**
 * A set of vital signs taken together: pairs such as systolic and diastolic are never split.
 * Units are fixed by the field: mmHg, /min, Cel, %, kg, cm, mm, mmol/L, g/L, L/min.
 */
export const vitals = defineKind({
  kind: 'vitals',
  merges: 'append',
  value: v.partial(
    v.object({
      systolicMmHg: decimal,
      diastolicMmHg: decimal,
      heartRatePerMin: decimal,
      respiratoryRatePerMin: decimal,
      temperatureCel: decimal,
      spo2Percent: decimal,
      onOxygen: v.boolean(),
      consciousness: v.picklist(['alert', 'confused', 'voice', 'pain', 'unresponsive']),
      painScore: decimal,
      weightKg: decimal,
      heightCm: decimal,
      headCircumferenceCm: decimal,
      waistCm: decimal,
      glucoseMmolL: decimal,
      haemoglobinGPerL: decimal,
      muacMm: decimal,
      fetalHeartRatePerMin: decimal,
      peakFlowLPerMin: decimal,
      /** Decimal acuity, as the chart of the wall gives it. */
      visualAcuityRight: decimal,
      visualAcuityLeft: decimal,
      /** `fasting`, `random`, `two-hours` */
      glucoseWhen: v.picklist(['fasting', 'random', 'two-hours']),
      temperatureSite: v.picklist(['axillary', 'oral', 'rectal', 'tympanic']),
      heightPosition: v.picklist(['lying', 'standing']),
      position: v.picklist(['sitting', 'lying', 'standing']),
      remark: text(500),
    }),
  ),
})
export type Vitals = v.InferOutput<typeof vitals.value>
