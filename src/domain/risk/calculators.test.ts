import { expect, test } from 'vitest'
import { isLoinc } from '../lab/loinc.ts'
import type { Calculator, ChartSource, Words } from './calculator.ts'
import { calculators } from './calculators.ts'

function* sentences(value: unknown, path: string): Generator<readonly [string, Words]> {
  if (value === null || typeof value !== 'object') return
  if ('en' in value && 'zh' in value) yield [path, value as Words]
  else for (const [key, inner] of Object.entries(value)) yield* sentences(inner, `${path}.${key}`)
}

const sources = (calculator: Calculator): readonly (readonly [string, ChartSource])[] =>
  Object.entries(calculator.inputs).flatMap(([name, { chart }]) => (chart ? [[name, chart] as const] : []))

test('each has a name of its own that a fact can keep', () => {
  const ids = calculators.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]{1,59}$/)
})

test('every sentence stands in English and in Chinese', () => {
  for (const calculator of calculators)
    for (const [path, { en, zh }] of sentences(calculator, calculator.id)) {
      expect(en.trim().length, path).toBeGreaterThan(0)
      expect(zh.trim().length, path).toBeGreaterThan(0)
      expect(/\p{Script=Han}/u.test(en), path).toBe(false)
    }
})

test('each cites its source and says whether it is verified', () => {
  for (const { id, entry, source, version } of calculators) {
    expect(entry, id).toMatch(/^(score|copd|nbphs)\./)
    expect(source.length, id).toBeGreaterThan(5)
    expect(version, id).toMatch(/^\d+\.\d+\.\d+$/)
  }
  expect(
    calculators
      .filter(({ verified }) => !verified)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...['abcd2', 'audit-c', 'cdrs', 'findrisc', 'flacc', 'frail', 'imci', 'pain-nrs', 'pews']])
})

test('whatever fires by itself has a moment and can be filled from the chart but for what a person sees', () => {
  const automatic = calculators.filter(({ fires }) => fires === 'automatically')
  expect(automatic.map(({ id, moment }) => [id, moment])).toEqual([
    ['news2', 'after-vitals'],
    ['bmi', 'after-vitals'],
    ['egfr', 'after-lab'],
    ['schwartz', 'after-lab'],
    ['fib4', 'after-lab'],
    ['ldl', 'after-lab'],
  ])
  const asked = automatic.flatMap(({ id, inputs }) =>
    Object.entries(inputs).flatMap(([name, input]) =>
      input.required && !input.chart ? [`${id}.${name}`] : [],
    ),
  )
  expect(asked).toEqual(['news2.spo2_scale'])
  for (const { fires, moment } of calculators) expect(moment === null).toBe(fires === 'on-request')
})

test('LOINC codes pass their check digit', () => {
  const codes = new Set(
    calculators.flatMap((calculator) =>
      sources(calculator).flatMap(([, chart]) => (chart.from === 'observation' ? chart.codes : [])),
    ),
  )
  const loinc = [...codes].filter((code) => !code.startsWith('vitals.'))
  expect(loinc.length).toBeGreaterThan(20)
  for (const code of loinc) expect(isLoinc(code), code).toBe(true)
})

test('a number from the chart is wanted in the unit of its input; a flag from a number has a test', () => {
  for (const calculator of calculators)
    for (const [name, chart] of sources(calculator)) {
      const input = calculator.inputs[name]!
      const where = `${calculator.id}.${name}`
      if (input.kind === 'number' && chart.from === 'observation')
        expect(chart.units[0], where).toBe(input.unit)
      if (input.kind === 'number' && chart.from === 'age') expect(chart.unit, where).toBe(input.unit)
      if (input.kind === 'flag' && chart.from === 'observation' && chart.units.length > 0)
        expect(chart.test, where).toBeDefined()
      if (input.kind === 'choice' && chart.from === 'observation')
        for (const code of Object.values(chart.coded ?? {}))
          expect(
            input.choices.map((one) => one.code),
            where,
          ).toContain(code)
    }
})

test('what must be of one time stands on the chart', () => {
  for (const { id, together, inputs } of calculators)
    for (const name of together?.inputs ?? [])
      expect(inputs[name]?.chart?.from, `${id}.${name}`).toBe('observation')
})

/** Lowest and highest result as the knowledge entries state them; nothing beyond can come out (calculate.test.ts). */
const OUTPUTS: Readonly<Record<string, string>> = {
  ...{
    news2: '0 20',
    qsofa: '0 3',
    gcs: '3 15',
    cha2ds2vasc: '0 9',
    hasbled: '0 9',
    curb65: '0 5',
    crb65: '0 4',
  },
  ...{ 'wells-dvt': '-2 9', 'wells-pe': '0 12.5', centor: '-1 5', heart: '0 10', timi: '0 7', phq9: '0 27' },
  ...{
    gad7: '0 21',
    'audit-c': '0 12',
    apgar: '0 10',
    padua: '0 20',
    findrisc: '0 26',
    cdrs: '0 51',
    pews: '0 13',
  },
  ...{
    'pain-nrs': '0 10',
    flacc: '0 10',
    frail: '0 5',
    abcd2: '0 7',
    'china-par': '0 100',
    framingham: '0 100',
  },
  'htn-followup': '14 90',
}

test('results lie in the range of their entry and are printed as their source prints them', () => {
  const ranges = calculators.flatMap(({ id, output }) =>
    output.range ? [[id, output.range.join(' ')] as const] : [],
  )
  expect(Object.fromEntries(ranges)).toEqual(OUTPUTS)
  const places = { bmi: 1, bsa: 2, 'china-par': 1, fib4: 2, framingham: 1, ldl: 2, 'wells-pe': 1 }
  for (const { id, output } of calculators)
    expect(output.decimals, id).toBe((places as Record<string, number>)[id] ?? 0)
})

/** Whom a rule is for, and what it believes: as in the entries, and in adults where the entry says adults. */
const LIMITS: readonly (readonly [id: string, input: string, limits: string])[] = [
  ['news2', 'age', '16 120'],
  ['gcs', 'age', '2 120'],
  ['egfr', 'age', '18 120'],
  ['schwartz', 'age', '1 17'],
  ['centor', 'age', '3 120'],
  ['china-par', 'age_years', '35 74'],
  ['framingham', 'age_years', '30 74'],
  ['cdrs', 'age', '20 74'],
  ['imci', 'age_months', '0 59'],
  ['pain-nrs', 'age', '8 120'],
  ['pews', 'age', '0 17'],
  ['htn-followup', 'age_years', '18 120'],
  ...[
    'qsofa',
    'cha2ds2vasc',
    'hasbled',
    'curb65',
    'crb65',
    'heart',
    'timi',
    'padua',
    'caprini',
    'findrisc',
    'fib4',
    'abcd2',
  ].map((id) => [id, 'age', '18 120'] as const),
  ['bmi', 'weight_kg', '2 400'],
  ['bmi', 'height_cm', '40 250'],
  ['bsa', 'weight_kg', '1 300'],
  ['bsa', 'height_cm', '40 250'],
  ['schwartz', 'height_cm', '60 190'],
  ['schwartz', 'creatinine', '8.84 1326'],
  ['egfr', 'creatinine', '20 3000'],
  ['china-par', 'sbp_mmhg', '80 240'],
  ['china-par', 'waist_cm', '50 150'],
  ['fluid421', 'weight_kg', '3 100'],
  ['edd', 'cycle_days', '21 45'],
  ['copd-gold', 'cat', '0 40'],
]

for (const [id, name, limits] of LIMITS)
  test(`${id}: ${name} from ${limits.replace(' ', ' to ')}`, () => {
    const input = calculators.find((calculator) => calculator.id === id)!.inputs[name]!
    if (input.kind !== 'number') throw new Error('no number')
    const { low, high } = input.applies ?? input
    expect(`${low} ${high}`).toBe(limits)
  })

test('every guard by age is listed above', () => {
  const guarded = calculators.flatMap(({ id, inputs }) =>
    Object.entries(inputs).flatMap(([name, input]) =>
      input.kind === 'number' && input.applies ? [`${id} ${name}`] : [],
    ),
  )
  expect(LIMITS.map(([id, name]) => `${id} ${name}`)).toEqual(expect.arrayContaining(guarded))
})
