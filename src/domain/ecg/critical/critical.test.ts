import fc from 'fast-check'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { measured } from '../../measured.ts'
import type { EcgFigures } from '../analysis.ts'
import { figuresWith } from '../measure/figures.fixture.ts'
import type { CorrectableId, LeadMeasurements } from '../measure/measurements.ts'
import type { StatementReport } from '../statements/statement.ts'
import { STATEMENT_RULES } from '../statements/rules.ts'
import { isJudged } from './conditions.ts'
import { criticalValues, type CriticalAlert, type CriticalInputs } from './critical.ts'
import { DELIVERED_CRITICAL_LIST, type CriticalList } from './critical-list.ts'
import { analysisOf, reportOf, statement } from './statements.fixture.ts'

const EVERYWHERE: CriticalList = {
  ...DELIVERED_CRITICAL_LIST,
  entries: DELIVERED_CRITICAL_LIST.entries.map((entry) => ({ ...entry, on: true })),
}

function alerts(
  numbers: Partial<Record<CorrectableId, number>>,
  report: StatementReport | null = null,
  more: Partial<CriticalInputs> = {},
): CriticalAlert[] {
  const figures = figuresWith(numbers)
  return criticalValues({
    report,
    analysis: analysisOf([]),
    figures,
    person: null,
    list: DELIVERED_CRITICAL_LIST,
    ...more,
  })
}
const entries = (found: readonly CriticalAlert[]) => found.map(({ entry }) => entry)

function withSt(st: Readonly<Record<string, number>>): EcgFigures {
  const leadMeasurements = Object.entries(st).map(
    ([lead, mv]) =>
      ({
        lead,
        stJMv: measured(mv, 'mV', { origin: 'measured', by: 'test' }),
      }) as unknown as LeadMeasurements,
  )
  return { ...figuresWith({}), leadMeasurements }
}

/** `?` where the knowledge's answer depends on what the app asks. */
function isCritical(found: readonly CriticalAlert[], symptoms: boolean | undefined): boolean {
  return found.some(({ asks }) => asks.length === 0 || (symptoms === true && asks.includes('symptoms')))
}

describe.skipIf(!existsSync('../shared/knowledge'))('the vectors of the knowledge', () => {
  const file = existsSync('../shared/knowledge')
    ? readFileSync('../shared/knowledge/01-ecg.json', 'utf8')
    : '{}'
  const known = JSON.parse(file) as {
    entries?: { id: string; vectors: { in: Record<string, number | boolean>; out: boolean }[] }[]
  }
  const vectors = known.entries?.find(({ id }) => id === 'ecg.critical')?.vectors ?? []

  test.each(vectors)('$in is $out', ({ in: given, out }) => {
    const { svt_rate_bpm: svt, rr_max_s: pause, qtc_ms: qtc, symptoms } = given
    const report = svt === undefined ? null : reportOf([statement(55)])
    const found = alerts(
      {
        ...(svt === undefined ? {} : { rateBpm: Number(svt) }),
        ...(pause === undefined ? {} : { rrMaxMs: 1000 * Number(pause) }),
        ...(qtc === undefined ? {} : { qtcFridericiaMs: Number(qtc) }),
      },
      report,
    )
    expect(isCritical(found, symptoms as boolean | undefined)).toBe(out)
  })

  test('are four', () => {
    expect(vectors).toHaveLength(4)
  })
})

describe('a measurement', () => {
  test.each([
    ['rateBpm', 35.4, 'severe-bradycardia'],
    ['rateBpm', 199.6, 'supraventricular-tachycardia'],
    ['rrMaxMs', 5000, 'pause'],
    ['rrMaxMs', 3000, 'pause'],
    ['qtcFridericiaMs', 549.6, 'long-qt'],
  ] as const)('%s of %d is critical: %s', (id, value, entry) => {
    expect(entries(alerts({ [id]: value }))).toEqual([entry])
  })

  test.each([
    ['rateBpm', 35.6],
    ['rateBpm', 199.4],
    ['rrMaxMs', 2940],
    ['qtcFridericiaMs', 549.4],
  ] as const)('%s of %d is not', (id, value) => {
    expect(alerts({ [id]: value })).toEqual([])
  })

  test('says the value as it is printed, with its limit', () => {
    expect(alerts({ rateBpm: 33.2 })[0]!.evidence).toEqual([
      { is: 'number', input: 'rateBpm', value: 33, unit: '/min', comparison: '<=', limit: 35 },
    ])
  })

  test('of a pause asks for symptoms only where they decide', () => {
    expect(alerts({ rrMaxMs: 3400 })[0]!.asks).toEqual(['symptoms'])
    expect(alerts({ rrMaxMs: 5100 })[0]!.asks).toEqual([])
  })

  test('of a tracing that is said to be uninterpretable is raised all the same, and says so', () => {
    const found = alerts({ rateBpm: 30 }, reportOf([], 'uninterpretable'))
    expect(found).toMatchObject([{ entry: 'severe-bradycardia', caveats: ['hardly-readable'] }])
  })

  test('fast alone is critical where nobody can say the rhythm, and only there', () => {
    const wide = { rateBpm: 178, qrsMs: 150 }
    expect(alerts(wide, reportOf([], 'uninterpretable'))).toMatchObject([
      { entry: 'ventricular-tachycardia', asks: ['lasting-or-unstable'], caveats: ['hardly-readable'] },
    ])
    expect(alerts({ ...wide, rateBpm: 140 }, reportOf([], 'uninterpretable'))).toEqual([])
    expect(alerts(wide, reportOf([statement(51), statement(106)]))).toEqual([])
  })

  test('of a child says that the list is one of adults; a long QT says that the QRS is wide', () => {
    const child = { sex: null, ageDays: 3 * 365 }
    expect(alerts({ rateBpm: 210 }, null, { person: child })[0]!.caveats).toEqual(['adult-list'])
    expect(alerts({ qtcFridericiaMs: 570, qrsMs: 140 })[0]!.caveats).toEqual(['wide-qrs'])
  })

  test('that a person rejected or put right counts as they left it', () => {
    expect(alerts({})).toEqual([])
  })
})

describe('a statement', () => {
  test.each([
    [[statement(160, { modifiers: [330], leads: ['V2', 'V3'] })], ['acute-infarction']],
    [[statement(161, { modifiers: [332], leads: ['II', 'III', 'aVF'] })], []],
    [
      [
        statement(160, { modifiers: [330], leads: ['V2', 'V3'] }),
        statement(161, { modifiers: [332], leads: ['II', 'III', 'aVF'] }),
      ],
      ['acute-infarction', 're-infarction'],
    ],
    [[statement(220)], ['acute-ischaemia']],
    [[statement(74)], ['ventricular-fibrillation']],
    [[statement(null, { rule: 'ventricular-flutter' })], ['ventricular-fibrillation']],
    [[statement(73)], ['polymorphic-ventricular-tachycardia']],
    [[statement(208, { certainty: 'possible' })], ['high-potassium']],
    [[statement(211)], ['low-potassium']],
    [[statement(201)], ['pulmonary-embolism']],
    [[statement(null, { rule: 'r-on-t' })], ['r-on-t']],
    [[statement(20), statement(106), statement(50)], []],
  ])('%#', (statements, expected) => {
    expect(entries(alerts({ rateBpm: 80, qrsMs: 100, rrMinMs: 600 }, reportOf(statements)))).toEqual(expected)
  })

  test('of an infarct beside an aneurysm is no new one on an old one', () => {
    const both = [
      statement(160, { modifiers: [330], leads: ['V2', 'V3'] }),
      statement(161, { modifiers: [332], leads: ['II', 'III', 'aVF'] }),
    ]
    expect(entries(alerts({}, reportOf([...both, statement(227)])))).toEqual(['acute-infarction'])
  })

  test('of an infarct with Q waves in the same leads is one infarct', () => {
    const old = statement(160, { modifiers: [333], leads: ['V3', 'V4'] })
    const acute = statement(160, { modifiers: [330], leads: ['V2', 'V3'] })
    expect(entries(alerts({}, reportOf([acute, old])))).toEqual(['acute-infarction'])
  })

  test('of an infarct asks whether it is new', () => {
    expect(alerts({}, reportOf([statement(160, { modifiers: [334] })]))[0]!.asks).toEqual(['is-new'])
  })

  test('of a ventricular tachycardia counts with the rate of its own beats, and asks whether it lasts', () => {
    const run = [0, 350, 700, 1050, 1400]
    const analysis = analysisOf([...run, 2400, 3300])
    const said = reportOf([statement(71, { beats: [0, 1, 2, 3, 4] })])
    const [alert] = alerts({ rateBpm: 90 }, said, { analysis })
    expect(alert).toMatchObject({ entry: 'ventricular-tachycardia', asks: ['lasting-or-unstable'] })
    expect(alert!.evidence[1]).toMatchObject({ input: 'runRateBpm', value: 171, limit: 150 })
    const slow = analysisOf([...run.map((ms) => 1.5 * ms), 3400])
    expect(alerts({ rateBpm: 160 }, said, { analysis: slow })).toEqual([])
  })

  test('of one that lasts thirty seconds asks nothing', () => {
    const analysis = analysisOf(Array.from({ length: 90 }, (_, i) => 350 * i))
    const [alert] = alerts({ rateBpm: 171 }, reportOf([statement(70)]), { analysis })
    expect(alert).toMatchObject({ entry: 'ventricular-tachycardia', asks: [] })
  })

  test('of fibrillation is critical with preexcitation, or a wide QRS, and beats 250 ms apart', () => {
    const af = statement(50)
    const fast = { rateBpm: 190, rrMinMs: 240 }
    expect(entries(alerts({ ...fast, qrsMs: 130 }, reportOf([af])))).toEqual(['preexcited-fibrillation'])
    expect(entries(alerts({ ...fast, qrsMs: 110 }, reportOf([af, statement(108)])))).toEqual([
      'preexcited-fibrillation',
    ])
    expect(alerts({ ...fast, qrsMs: 110 }, reportOf([af]))).toEqual([])
    expect(alerts({ ...fast, rrMinMs: 260, qrsMs: 130 }, reportOf([af]))).toEqual([])
  })

  test('of a ventricular tachycardia keeps a fast rate from being called supraventricular', () => {
    const wide = reportOf([statement(76)])
    expect(entries(alerts({ rateBpm: 210 }, wide, { analysis: analysisOf([0, 286]) }))).toEqual([
      'ventricular-tachycardia',
    ])
  })
})

describe("a model's score alone", () => {
  const alone = (input: string) => [{ ...statement(1).evidence[0]!, input }]

  test('raises nothing, whoever is named as the speaker', () => {
    const byModel = statement(74, { by: ['ecg-rhythm-1lead'] })
    const dressed = statement(74, { by: ['rules', 'ecg-rhythm-1lead'], evidence: alone('rhythm.A') })
    expect(alerts({}, reportOf([byModel, dressed]))).toEqual([])
  })

  test('never does, for any statement of any code', () => {
    const codes = fc.integer({ min: 1, max: 231 })
    const inputs = fc.constantFrom('rhythm.A', 'beats.V', 'findings.STEMI', 'waves.pShare')
    fc.assert(
      fc.property(codes, inputs, fc.constantFrom([330], [332], []), (code, input, modifiers) => {
        const said = statement(code, { by: ['rules'], evidence: alone(input), modifiers })
        expect(alerts({}, reportOf([said]), { list: EVERYWHERE })).toEqual([])
      }),
    )
  })
})

describe('the list of Shanxi', () => {
  const shanxi = (figures: EcgFigures, report: StatementReport | null = null) =>
    entries(alerts({}, report, { figures, list: EVERYWHERE })).filter((entry) => entry.startsWith('shanxi'))

  test('is off until a region switches it on', () => {
    expect(alerts({}, null, { figures: withSt({ II: 0.2, III: 0.2, aVF: 0.2 }) })).toEqual([])
  })

  test('takes ST up in two neighbours, more of it in V1 to V3', () => {
    expect(shanxi(withSt({ II: 0.1, aVF: 0.12 }))).toEqual(['shanxi-acute-infarction'])
    expect(shanxi(withSt({ I: 0.1, III: 0.12 }))).toEqual([])
    expect(shanxi(withSt({ V1: 0.2, V2: 0.29, V3: 0.29 }))).toEqual([])
    expect(shanxi(withSt({ V2: 0.3, V3: 0.31 }))).toEqual(['shanxi-acute-infarction'])
    expect(shanxi(withSt({ V3: 0.3, V4: 0.1 }))).toEqual(['shanxi-acute-infarction'])
    expect(shanxi(withSt({ aVR: 0.3, V1: 0.4 }))).toEqual([])
  })

  test('takes no ST that has another cause', () => {
    expect(shanxi(withSt({ V2: 0.4, V3: 0.4 }), reportOf([statement(104)]))).toEqual([])
  })

  test('takes a fast fibrillation, and asks whether it lasts', () => {
    const [alert] = alerts({ rateBpm: 185 }, reportOf([statement(50)]), { list: EVERYWHERE })
    expect(alert).toMatchObject({ entry: 'shanxi-supraventricular-tachycardia', asks: ['lasting'] })
  })
})

describe('what the app can tell', () => {
  const made = [...STATEMENT_RULES]

  test('is a number, or a statement that the rules make', () => {
    const told = DELIVERED_CRITICAL_LIST.entries.filter(({ id }) => isJudged(id, made)).map(({ id }) => id)
    expect(told).toContain('severe-bradycardia')
    expect(told).toContain('acute-infarction')
    expect(told).toContain('ventricular-tachycardia')
    expect(told).not.toContain('t-wave-alternans')
  })

  test('is nothing of statements without the rules', () => {
    expect(isJudged('acute-infarction', [])).toBe(false)
    expect(isJudged('long-qt', [])).toBe(true)
  })
})

test('an entry that is switched off is silent; a limit that was changed holds', () => {
  const list = (change: object): CriticalList => ({
    ...DELIVERED_CRITICAL_LIST,
    entries: DELIVERED_CRITICAL_LIST.entries.map((entry) =>
      entry.id === 'severe-bradycardia' ? { ...entry, ...change } : entry,
    ),
  })
  const { limits } = DELIVERED_CRITICAL_LIST.entries.find(({ id }) => id === 'severe-bradycardia')!
  expect(alerts({ rateBpm: 33 }, null, { list: list({ on: false }) })).toEqual([])
  const higher = list({ limits: { rateBpm: { ...limits.rateBpm!, value: 40 } } })
  expect(entries(alerts({ rateBpm: 39 }, null, { list: higher }))).toEqual(['severe-bradycardia'])
})
