import { defineCalculator, words, type Words } from '../calculator.ts'
import { adult, bmiIs } from '../clinic-inputs.ts'
import { DVT_OR_PE, INFLAMMATORY_BOWEL_DISEASE, VARICOSE_VEINS } from '../icd10.ts'
import { flag, onProblemList } from '../inputs.ts'
import { pointsOf, scored, stepAt } from '../points.ts'

/**
 * Risk of venous thromboembolism of surgical patients. The age itself is asked for instead of three age boxes.
 * Source: Caprini 2005; ACCP 2012. Knowledge `score.caprini`.
 */
const one = (label: Words) => flag(label, { points: 1 })
const two = (label: Words) => flag(label, { points: 2 })
const three = (label: Words) => flag(label, { points: 3 })
const five = (label: Words) => flag(label, { points: 5 })

const inputs = {
  age: adult('Caprini'),
  minor_surgery: one(words('Minor surgery', '小手术')),
  bmi_over_25: flag(words('Body mass index above 25', '体质指数>25'), {
    points: 1,
    chart: bmiIs('above', 25),
  }),
  swollen_legs: one(words('Swollen legs', '下肢肿胀')),
  varicose_veins: flag(words('Varicose veins', '静脉曲张'), {
    points: 1,
    chart: onProblemList(...VARICOSE_VEINS),
  }),
  pregnancy_or_postpartum: one(words('Pregnant, or within a month of birth', '妊娠或产后1个月内')),
  history_of_miscarriage: one(words('Unexplained or repeated miscarriage', '不明原因或习惯性流产史')),
  oral_contraceptives_or_hrt: one(words('Contraceptive pill or hormone replacement', '口服避孕药或激素替代')),
  sepsis_within_1_month: one(words('Sepsis within a month', '1个月内脓毒症')),
  serious_lung_disease: one(words('Serious lung disease within a month', '1个月内严重肺病')),
  abnormal_pulmonary_function: one(words('Abnormal pulmonary function', '肺功能异常')),
  acute_mi: one(words('Acute myocardial infarction', '急性心肌梗死')),
  congestive_heart_failure: one(words('Heart failure within a month', '1个月内心力衰竭')),
  inflammatory_bowel_disease: flag(words('Inflammatory bowel disease', '炎症性肠病史'), {
    points: 1,
    chart: onProblemList(...INFLAMMATORY_BOWEL_DISEASE),
  }),
  medical_patient_at_bed_rest: one(words('Medical patient at bed rest', '卧床的内科患者')),
  arthroscopic_surgery: two(words('Arthroscopic surgery', '关节镜手术')),
  major_surgery_over_45_min: two(words('Open surgery over 45 minutes', '大手术>45分钟')),
  laparoscopic_surgery_over_45_min: two(words('Laparoscopic surgery over 45 minutes', '腹腔镜手术>45分钟')),
  malignancy: two(words('Malignancy', '恶性肿瘤')),
  confined_to_bed_over_72h: two(words('In bed over 72 hours', '卧床>72小时')),
  immobilising_cast: two(words('Immobilising cast', '石膏固定')),
  central_venous_access: two(words('Central venous access', '中心静脉置管')),
  history_dvt_pe: flag(words('Earlier thrombosis or embolism', 'DVT或PE病史'), {
    points: 3,
    chart: onProblemList(...DVT_OR_PE),
  }),
  family_history_vte: three(words('Thromboembolism in the family', '静脉血栓栓塞家族史')),
  factor_v_leiden: three(words('Factor V Leiden', '凝血因子V Leiden突变')),
  prothrombin_20210a: three(words('Prothrombin 20210A', '凝血酶原20210A突变')),
  lupus_anticoagulant: three(words('Lupus anticoagulant', '狼疮抗凝物阳性')),
  anticardiolipin_antibodies: three(words('Anticardiolipin antibodies', '抗心磷脂抗体阳性')),
  elevated_homocysteine: three(words('Raised homocysteine', '同型半胱氨酸升高')),
  heparin_induced_thrombocytopenia: three(words('Heparin-induced thrombocytopenia', '肝素诱导的血小板减少')),
  other_thrombophilia: three(words('Other thrombophilia', '其他易栓症')),
  stroke_within_1_month: five(words('Stroke within a month', '1个月内卒中')),
  elective_arthroplasty: five(words('Elective joint replacement', '择期关节置换')),
  hip_pelvis_leg_fracture: five(words('Fracture of hip, pelvis or leg', '髋、骨盆或下肢骨折')),
  acute_spinal_cord_injury: five(words('Acute spinal cord injury within a month', '1个月内急性脊髓损伤')),
} as const

export const caprini = defineCalculator({
  id: 'caprini',
  entry: 'score.caprini',
  names: words('Caprini VTE risk (surgical)', 'Caprini静脉血栓风险'),
  source: 'Caprini 2005; ACCP 2012',
  verified: true,
  version: '1.0.0',
  fires: 'on-request',
  moment: null,
  output: { unit: '{score}', decimals: 0 },
  bands: {
    'very-low': { label: words('Very low', '极低危') },
    low: { label: words('Low', '低危') },
    moderate: { label: words('Moderate', '中危') },
    high: { label: words('High', '高危') },
  },
  inputs,
  together: null,
  limits: [],
  compute(given) {
    const parts = pointsOf(inputs, given, {
      age: stepAt(given.age, [
        [0, 0],
        [41, 1],
        [61, 2],
        [75, 3],
      ]),
    })
    return scored(parts, [
      [0, 'very-low'],
      [1, 'low'],
      [3, 'moderate'],
      [5, 'high'],
    ])
  },
})
