import { expect, test } from 'vitest'
import { calculatorOf, run, type Answers } from './answers.fixture.ts'

/** Both sides of every step of every table: calculator, input, `value:points …`, other answers. */
const POINTS: readonly (readonly [id: string, input: string, steps: string, others?: Answers])[] = [
  ['news2', 'respiratory_rate', '1:3 8:3 9:1 11:1 12:0 20:0 21:2 24:2 25:3'],
  ['news2', 'spo2', '30:3 91:3 92:2 93:2 94:1 95:1 96:0 100:0'],
  ['news2', 'spo2', '83:3 84:2 85:2 86:1 87:1 88:0 92:0 93:0 100:0', { spo2_scale: '2' }],
  [
    'news2',
    'spo2',
    '83:3 84:2 85:2 86:1 87:1 88:0 92:0 93:1 94:1 95:2 96:2 97:3',
    { spo2_scale: '2', on_oxygen: true },
  ],
  ['news2', 'systolic_bp', '40:3 90:3 91:2 100:2 101:1 110:1 111:0 219:0 220:3'],
  ['news2', 'pulse', '30:3 40:3 41:1 50:1 51:0 90:0 91:1 110:1 111:2 130:2 131:3'],
  ['news2', 'temperature', '34:3 35:3 35.1:1 36:1 36.1:0 38:0 38.1:1 39:1 39.1:2'],
  ['qsofa', 'respiratory_rate', '21:0 22:1'],
  ['qsofa', 'systolic_bp', '100:1 101:0'],
  ['cha2ds2vasc', 'age', '64:0 65:1 74:1 75:2'],
  ['hasbled', 'age', '65:0 66:1'],
  ['curb65', 'age', '64:0 65:1'],
  ['curb65', 'urea_mmol_l', '7:0 7.1:1'],
  ['curb65', 'respiratory_rate', '29:0 30:1'],
  ['curb65', 'systolic_bp', '89:1 90:0'],
  ['curb65', 'diastolic_bp', '60:1 61:0'],
  ['curb65', 'diastolic_bp', '60:0', { systolic_bp: 89 }],
  ['crb65', 'age', '64:0 65:1'],
  ['crb65', 'respiratory_rate', '29:0 30:1'],
  ['centor', 'age', '3:1 14:1 15:0 44:0 45:-1'],
  ['heart', 'age', '44:0 45:1 64:1 65:2'],
  ['timi', 'age', '64:0 65:1'],
  ['padua', 'age', '69:0 70:1'],
  ['caprini', 'age', '40:0 41:1 60:1 61:2 74:2 75:3'],
  ['findrisc', 'age', '44:0 45:2 54:2 55:3 64:3 65:4'],
  ['findrisc', 'bmi', '24.9:0 25:1 30:1 30.1:3'],
  ['findrisc', 'waist_cm', '93:0 94:3 102:3 102.5:4', { sex: 'male' }],
  ['findrisc', 'waist_cm', '79:0 80:3 88:3 88.5:4', { sex: 'female' }],
  ['cdrs', 'age', '20:0 24:0 25:4 34:4 35:8 39:8 40:11 44:11 45:12 49:12'],
  ['cdrs', 'age', '50:13 54:13 55:15 59:15 60:16 64:16 65:18 74:18'],
  ['cdrs', 'bmi', '21.9:0 22:1 23.9:1 24:3 29.9:3 30:5'],
  ['cdrs', 'waist_cm', '74.9:0 75:3 79.9:3 80:5 84.9:5 85:7 89.9:7 90:8 94.9:8 95:10', { sex: 'male' }],
  ['cdrs', 'waist_cm', '69.9:0 70:3 74.9:3 75:5 79.9:5 80:7 84.9:7 85:8 89.9:8 90:10', { sex: 'female' }],
  ['cdrs', 'systolic', '109:0 110:1 119:1 120:3 129:3 130:6 139:6 140:7 149:7 150:8 159:8 160:10'],
  ['abcd2', 'age', '59:0 60:1'],
  ['abcd2', 'systolic_bp', '139:0 140:1'],
  ['abcd2', 'diastolic_bp', '89:0 90:1'],
  ['abcd2', 'diastolic_bp', '90:0', { systolic_bp: 140 }],
]

for (const [id, input, steps, others = {}] of POINTS)
  for (const [value, points] of steps
    .split(' ')
    .map((step) => step.split(':').map(Number) as [number, number]))
    test(`${id}: ${input} ${value} brings ${points} ${JSON.stringify(others)}`, () => {
      const part = run(id, { ...others, [input]: value }).parts.find((one) => one.input === input)
      expect(part?.contribution).toBe(points)
    })

/** What a yes brings, where it is not 1; read off the knowledge entries a second time. */
const YES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  news2: { 2: 'on_oxygen' },
  cha2ds2vasc: { 2: 'stroke_tia_thromboembolism' },
  'wells-dvt': { [-2]: 'alternative_diagnosis_as_likely' },
  'wells-pe': {
    3: 'clinical_signs_of_dvt pe_most_likely_diagnosis',
    1.5: 'heart_rate_over_100 immobilisation_or_surgery previous_dvt_or_pe',
  },
  padua: { 3: 'active_cancer previous_vte reduced_mobility thrombophilia', 2: 'recent_trauma_or_surgery' },
  caprini: {
    2:
      'arthroscopic_surgery major_surgery_over_45_min laparoscopic_surgery_over_45_min malignancy ' +
      'confined_to_bed_over_72h immobilising_cast central_venous_access',
    3:
      'history_dvt_pe family_history_vte factor_v_leiden prothrombin_20210a lupus_anticoagulant ' +
      'anticardiolipin_antibodies elevated_homocysteine heparin_induced_thrombocytopenia other_thrombophilia',
    5: 'stroke_within_1_month elective_arthroplasty hip_pelvis_leg_fracture acute_spinal_cord_injury',
  },
  findrisc: { 2: 'antihypertensive_medication', 5: 'high_blood_glucose_history' },
  cdrs: { 6: 'family' },
  pews: { 2: 'nebuliser vomiting' },
}
const SCORES =
  'news2 qsofa cha2ds2vasc hasbled curb65 crb65 wells-dvt wells-pe centor timi padua caprini findrisc cdrs pews frail abcd2'

for (const id of SCORES.split(' '))
  test(`${id}: each yes brings its points and no more`, () => {
    const special = Object.entries(YES[id] ?? {}).flatMap(([points, names]) =>
      names.split(' ').map((name) => [name, Number(points)] as const),
    )
    const points = new Map(special)
    const nothing = run(id, {}).value!
    const flags = Object.entries(calculatorOf(id).inputs).filter(([, { kind }]) => kind === 'flag')
    const scoring = flags.filter(([name]) => name !== 'pregnant' && !/^(physically|daily)/.test(name))
    for (const [name] of scoring)
      expect(run(id, { [name]: true }).value! - nothing, name).toBe(points.get(name) ?? 1)
    for (const [name] of special) expect(scoring.map(([flag]) => flag)).toContain(name)
  })

test('FINDRISC: sitting still brings 2, no vegetables 1, the family 3 or 5', () => {
  const nothing = run('findrisc', {}).value!
  const brings = (answers: Answers) => run('findrisc', answers).value! - nothing
  expect(brings({ physically_active: false })).toBe(2)
  expect(brings({ daily_vegetables_fruit: false })).toBe(1)
  expect(brings({ family_history: 'second_degree' })).toBe(3)
  expect(brings({ family_history: 'first_degree' })).toBe(5)
})

test('the Chinese diabetes score gives men 2 and women 0', () => {
  const sex = (sex: string) => run('cdrs', { sex }).parts.find(({ input }) => input === 'sex')!.contribution
  expect([sex('male'), sex('female')]).toEqual([2, 0])
})

/** Choices in the order of the entry, each with its points. */
const CHOICES: readonly (readonly [id: string, input: string, points: string])[] = [
  ['news2', 'consciousness', '0 3'],
  ['gcs', 'eye_opening', '4 3 2 1'],
  ['gcs', 'verbal_response', '5 4 3 2 1'],
  ['gcs', 'motor_response', '6 5 4 3 2 1'],
  ...['history', 'ecg', 'risk_factors', 'troponin'].map((input) => ['heart', input, '0 1 2'] as const),
  ...['appearance', 'heart_rate', 'reflex_irritability', 'muscle_tone', 'respiratory_effort'].map(
    (input) => ['apgar', input, '0 1 2'] as const,
  ),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((item) => ['phq9', `item_${item}`, '0 1 2 3'] as const),
  ...[1, 2, 3, 4, 5, 6, 7].map((item) => ['gad7', `item_${item}`, '0 1 2 3'] as const),
  ...[1, 2, 3].map((item) => ['audit-c', `item_${item}`, '0 1 2 3 4'] as const),
  ...['behaviour', 'cardiovascular', 'respiratory'].map((input) => ['pews', input, '0 1 2 3'] as const),
  ...['face', 'legs', 'activity', 'cry', 'consolability'].map((input) => ['flacc', input, '0 1 2'] as const),
  ['abcd2', 'clinical_features', '0 1 2'],
  ['abcd2', 'duration', '0 1 2'],
]

for (const [id, input, points] of CHOICES)
  test(`${id}: ${input} brings ${points}`, () => {
    const described = calculatorOf(id).inputs[input]!
    if (described.kind !== 'choice') throw new Error('no choice')
    const codes = described.choices.map(({ code }) => code).filter((code) => code !== 'not_testable')
    const brought = codes.map(
      (code) => run(id, { [input]: code }).parts.find((part) => part.input === input)!.contribution,
    )
    expect(brought.join(' ')).toBe(points)
  })
