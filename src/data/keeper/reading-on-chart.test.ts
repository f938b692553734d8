import { beforeEach, expect, test } from 'vitest'
import type { KeptReading, ReadingDraft } from '../readings/reading-store.ts'
import { UNFILTERED } from '#domain/ecg/display.ts'
import type { EcgReport, SignedReport } from '#domain/ecg/report.ts'
import { measured } from '#domain/measured.ts'
import { PLAN, TestTablet } from './keeper.fixture.ts'
import type { Keeper } from './keeper.ts'

let keeper: Keeper
let shi: string
let li: string

beforeEach(async () => {
  keeper = await new TestTablet().start()
  expect(await keeper.createClinic(PLAN)).toMatchObject({ ok: true })
  shi = await registered('石建国')
  li = await registered('李四')
})

async function registered(name: string): Promise<string> {
  const outcome = await keeper.register({ identity: { name, sex: 'male' }, identifiers: [], contact: {} })
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.subject
}

const FINISHED: ReadingDraft = {
  subject: null,
  format: 'edf',
  summary: {
    leads: ['I'],
    sampleRateHz: 500,
    durationMs: 10_000,
    startedAt: '2026-11-20T09:30:00',
    analysis: { rateBpm: { notMeasurable: 'fewer-than-three-beats' } } as ReadingDraft['summary']['analysis'],
  },
  answer: null,
  ownWords: 'sinus',
  wordsBeforeAnswer: null,
  uncovered: 'still-covered',
  disposition: 'open',
  finished: true,
}

async function kept(draft: Partial<ReadingDraft>): Promise<KeptReading> {
  const outcome = await keeper.readings.keep({ ...FINISHED, ...draft }, [
    { name: 'x.edf', bytes: new Uint8Array([1, 2, 3]) },
  ])
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

async function revised(seen: KeptReading, change: Partial<ReadingDraft>): Promise<KeptReading> {
  const outcome = await keeper.readings.revise(seen, { ...seen, ...change })
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

/** What a chart says of ECGs: words and standing of each, and whether it asks for reconciliation. */
async function ecgsOf(subject: string) {
  const opened = await keeper.chart(subject)
  if (!opened.ok) throw new Error(opened.problem.message)
  const { statements, conflicts } = opened.value.chart
  const said = statements['ecg-reading'].map(
    ({ standing, current }) => `${standing}: ${current.value?.ownWords ?? ''}`,
  )
  return [...said.sort(), ...conflicts.map(({ kind }) => `conflict: ${kind}`)]
}

async function moved(from: string, to: string): Promise<void> {
  const opened = await keeper.chart(from)
  const ids = opened.ok ? opened.value.chart.statements['ecg-reading'].map(({ id }) => id) : []
  expect(await keeper.moveToPerson(ids, from, to, 'same name')).toMatchObject({ ok: true })
}

async function whose(): Promise<(string | null)[]> {
  return (await keeper.readings.list()).map(({ subject }) => subject ?? null)
}

test('every later state of a finished reading takes the place of the one before, without a conflict', async () => {
  let reading = await kept({ subject: shi })
  for (const ownWords of ['second', 'third', 'fourth']) reading = await revised(reading, { ownWords })
  expect(await ecgsOf(shi)).toEqual(['stands: fourth'])
})

test('a reading stands at the time that its device wrote', async () => {
  await kept({ subject: shi })
  const opened = await keeper.chart(shi)
  expect(opened.ok && opened.value.chart.statements['ecg-reading'][0]!.current.at.value).toBe(
    '2026-11-20T09:30:00',
  )
})

test('a draft stands on no chart, its finished reading on one', async () => {
  const draft = await kept({ subject: shi, finished: false })
  expect(await ecgsOf(shi)).toEqual([])
  await revised(draft, { finished: true })
  expect(await ecgsOf(shi)).toEqual(['stands: sinus'])
})

test('a covered answer is no part of what the chart states', async () => {
  const answer = {
    pack: 'p',
    version: '1',
    label: 'A',
    calibrated: { N: 0.1, A: 0.9, O: 0, '~': 0 },
  } as unknown as NonNullable<ReadingDraft['answer']>
  const covered = await kept({ subject: shi, answer })
  const stated = async () => {
    const opened = await keeper.chart(shi)
    return opened.ok ? opened.value.chart.statements['ecg-reading'][0]!.current.value?.answer : undefined
  }
  expect(await stated()).toBeUndefined()
  const written = (await keeper.state()).unsent
  const later = await revised(covered, { answer: { ...answer, version: '2' } })
  expect((await keeper.state()).unsent).toBe(written)
  await revised(later, { uncovered: 'skipped' })
  expect(await stated()).toMatchObject({ label: 'A', percent: 90 })
})

test('a finished reading whose person is put right leaves the wrong chart and stands on the right one', async () => {
  const reading = await kept({ subject: shi })
  const right = await revised(reading, { subject: li })
  expect(await ecgsOf(shi)).toEqual(['retracted: sinus'])
  expect(await ecgsOf(li)).toEqual(['stands: sinus'])
  await revised(right, { ownWords: 'later' })
  expect(await ecgsOf(shi)).toEqual(['retracted: sinus'])
  expect(await ecgsOf(li)).toEqual(['stands: later'])
})

test('a reading that was moved on the chart is amended where it stands now, never where it stood', async () => {
  const reading = await revised(await kept({ subject: shi }), { ownWords: 'second' })
  await moved(shi, li)
  expect(await whose()).toEqual([li])
  const later = await revised(reading, { ownWords: 'later' })
  expect(later.subject).toBe(li)
  expect(await ecgsOf(shi)).toEqual(['retracted: second'])
  expect(await ecgsOf(li)).toEqual(['stands: later'])
})

test('a reading that was withdrawn from a chart is nobody’s, and can be given anew', async () => {
  const reading = await kept({ subject: shi })
  const opened = await keeper.chart(shi)
  const refs = opened.ok ? opened.value.chart.statements['ecg-reading'].map(({ id }) => id) : []
  const reason = { code: 'mistaken', text: '' } as const
  await keeper.write([{ kind: 'ecg-reading', verb: 'retract', subject: shi, refs, body: { reason } }])
  expect(await whose()).toEqual([null])
  const later = await revised(reading, { ownWords: 'later' })
  expect(await ecgsOf(shi)).toEqual(['retracted: sinus'])
  await revised(later, { subject: li })
  expect(await ecgsOf(li)).toEqual(['stands: later'])
})

test('a reading that is attached on the person’s page is theirs, and is amended there once', async () => {
  const reading = await kept({})
  const { id, recording } = reading
  const value = {
    reading: id,
    recording,
    leads: 1,
    durationMs: 10_000,
    ownWords: 'sinus',
    disposition: 'open',
  }
  await keeper.write([{ kind: 'ecg-reading', verb: 'assert', subject: shi, body: { value } }])
  expect(await whose()).toEqual([shi])
  await revised(reading, { ownWords: 'later' })
  expect(await ecgsOf(shi)).toEqual(['stands: later'])
})

test('a reading that stands on a chart is not removed; withdrawn from it, it is', async () => {
  const reading = await kept({ subject: shi })
  expect(await keeper.readings.remove(reading.id)).toMatchObject({
    ok: false,
    problem: { code: 'reading-on-chart' },
  })
  expect(await whose()).toEqual([shi])
  await moved(shi, li)
  expect((await keeper.readings.remove(reading.id)).ok).toBe(false)
  const nobody = await revised((await keeper.readings.list())[0]!, { subject: null })
  expect(await ecgsOf(li)).toEqual(['retracted: sinus'])
  expect(await keeper.readings.remove(nobody.id)).toMatchObject({ ok: true })
  expect(await whose()).toEqual([])
})

const OURS = { origin: 'derived', by: 'test' } as const
const ANALYSIS = {
  rateBpm: measured(71.6, '/min', OURS),
  measurements: {
    prMs: measured(168.4, 'ms', OURS),
    qtMs: measured(412, 'ms', OURS),
    qtcFridericiaMs: measured(437, 'ms', OURS),
    sV1Mv: measured(0.943, 'mV', OURS),
    pMs: { notMeasurable: 'no-p-wave' },
  },
  leadMeasurements: [],
  rhythmRegularity: measured(0.99, '1', OURS),
} as unknown as ReadingDraft['summary']['analysis']
const MEASURED: Partial<ReadingDraft> = { summary: { ...FINISHED.summary, analysis: ANALYSIS } }

const REPORT: EcgReport = {
  findings: '心室率 72 次/分',
  impression: '大致正常',
  quotes: ['Normal ECG\t'],
  paper: { layout: '3x4+1', speedMmPerS: 12.5, gainMmPerMv: 10, filter: { ...UNFILTERED, highPassHz: 0.05 } },
  comparedWith: null,
}
const SIGNED: SignedReport = { report: REPORT, corrections: {}, by: '李医生', at: '2026-11-21T04:10:07.123Z' }

async function statedOn(subject: string) {
  const opened = await keeper.chart(subject)
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value.chart.statements['ecg-reading'][0]!
}

test('the chart states the numbers that stand, to the digit that is printed', async () => {
  await kept({ ...MEASURED, subject: shi })
  expect((await statedOn(shi)).current.value).toMatchObject({
    ratePerMin: 72,
    measurements: [
      { id: 'rateBpm', unit: '/min', value: [72, 0], mark: 'ours' },
      { id: 'prMs', unit: 'ms', value: [168, 0], mark: 'ours' },
      { id: 'qtMs', unit: 'ms', value: [412, 0], mark: 'ours' },
      { id: 'qtcFridericiaMs', unit: 'ms', value: [437, 0], mark: 'ours' },
      { id: 'sV1Mv', unit: 'mV', value: [94, -2], mark: 'ours' },
    ],
  })
})

test('a number that was put right stands beside ours, and what is made from it follows', async () => {
  const corrections = { qtMs: { value: 380 }, prMs: { rejected: true }, rateBpm: { value: 70 } } as const
  await kept({ ...MEASURED, subject: shi, corrections })
  const { measurements, ratePerMin } = (await statedOn(shi)).current.value!
  const told = new Map(measurements?.map((number) => [number.id, number]))
  expect(ratePerMin).toBe(70)
  expect(told.get('qtMs')).toEqual({
    id: 'qtMs',
    unit: 'ms',
    value: [380, 0],
    mark: 'corrected',
    ours: [412, 0],
  })
  expect(told.get('prMs')).toEqual({ id: 'prMs', unit: 'ms', mark: 'rejected', ours: [168, 0] })
  expect(told.get('qtcFridericiaMs')).toMatchObject({ mark: 'follows', value: [400, 0], ours: [437, 0] })
})

test('a signed report stands on the chart with who signed, the machine and the paper', async () => {
  const cart = { device: ['GE', 'MAC 2000\n'] } as unknown as NonNullable<ReadingDraft['cart']>
  await kept({ ...MEASURED, subject: shi, report: REPORT, signed: SIGNED, cart })
  expect((await statedOn(shi)).current.value).toMatchObject({
    device: ['GE', 'MAC 2000'],
    report: {
      findings: '心室率 72 次/分',
      impression: '大致正常',
      quotes: ['Normal ECG'],
      signedBy: '李医生',
      signedAt: '2026-11-21T04:10:07Z',
      paper: { layout: '3x4+1', speedMmPerS: [125, -1], gainMmPerMv: [10, 0], highPassHz: [5, -2] },
    },
  })
})

test('what is written after the signature waits for the next one; then the first stays in the history', async () => {
  const first = await kept({ ...MEASURED, subject: shi, report: REPORT, signed: SIGNED })
  const unsent = (await keeper.state()).unsent
  const report = { ...REPORT, impression: '异常' }
  const corrections = { prMs: { rejected: true } } as const
  const written = await revised(first, { report, corrections })
  expect(written).toMatchObject({ report, signed: SIGNED })
  expect((await keeper.state()).unsent).toBe(unsent)
  await revised(written, { signed: { ...SIGNED, report, corrections, at: '2026-11-21T05:00:00.000Z' } })
  const { current, history } = await statedOn(shi)
  expect(current.value?.report).toMatchObject({ impression: '异常', signedAt: '2026-11-21T05:00:00Z' })
  expect(history.map(({ value }) => value?.report?.impression)).toContain('大致正常')
  expect(await ecgsOf(shi)).toEqual(['stands: sinus'])
})

test('a draft of a report stands on no chart, and is there again with every word', async () => {
  const draft = await kept({ ...MEASURED, subject: shi, report: REPORT, finished: false })
  expect(await ecgsOf(shi)).toEqual([])
  const opened = await keeper.readings.open(draft.id)
  expect(opened.ok && opened.value.reading.report).toEqual(REPORT)
})

test('a reading that version 0.1 kept is opened, revised and stated as before', async () => {
  const old = await kept({ subject: shi })
  expect((await statedOn(shi)).current.value).not.toHaveProperty('measurements')
  const later = await revised(old, { ...MEASURED, ownWords: 'later' })
  expect(later.ownWords).toBe('later')
  expect((await statedOn(shi)).current.value?.measurements).toHaveLength(5)
})

const STATEMENTS: NonNullable<ReadingDraft['statements']> = {
  rules: '2026.11.1',
  conclusion: 'abnormal',
  statements: [
    {
      rule: 'atrial-fibrillation',
      code: 50,
      category: 'D',
      certainty: 'definite',
      weight: 'abnormal',
      modifiers: [],
      leads: [],
      beats: [],
      by: ['rules', 'ecg-rhythm-1lead'],
      evidence: [],
      caveats: [],
      source: { knowledge: 'ecg.rhythm', text: 'ESC 2024', verified: true },
    },
  ],
  notAssessable: [],
  contradictions: [],
}
const READ_FIRST: NonNullable<ReadingDraft['readerFirst']> = {
  own: {
    conclusion: 'abnormal',
    statements: ['atrial-fibrillation'],
    words: '不齐\t无P',
    openedAt: '2026-11-21T04:08:00.120Z',
    lockedAt: '2026-11-21T04:09:00.500Z',
    secondsUnaided: 58.4,
    skipped: false,
  },
  shown: {
    rules: '2026.11.1',
    conclusion: 'abnormal',
    statements: [{ rule: 'atrial-fibrillation', code: 50, by: ['rules'] }],
  },
  decisions: [
    { rule: 'atrial-fibrillation', code: 50, by: 'ecg-rhythm-1lead', decision: 'accepted', seconds: 3.6 },
  ],
  secondsAided: 21.2,
}

async function stated(subject: string) {
  const opened = await keeper.chart(subject)
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value.chart.statements['ecg-reading'].at(-1)?.current.value
}

test('the own reading, what was uncovered and what was done with it stand on the chart, and open again', async () => {
  const draft = { statements: STATEMENTS, readerFirst: READ_FIRST, uncovered: 'after-own-reading' } as const
  const { id } = await kept({ ...draft, subject: shi })
  expect(await stated(shi)).toMatchObject({
    statements: {
      rules: '2026.11.1',
      conclusion: 'abnormal',
      said: [{ rule: 'atrial-fibrillation', code: 50, decision: 'accepted', seconds: 4 }],
    },
    readerFirst: {
      conclusion: 'abnormal',
      words: '不齐 无P',
      lockedAt: '2026-11-21T04:09:00Z',
      secondsUnaided: 58,
      secondsAided: 21,
      skipped: false,
    },
  })
  const opened = await keeper.readings.open(id)
  expect(opened.ok && opened.value.reading).toMatchObject(draft)
})

test('what is still covered stands on no chart, and a reading of version 0.2 states none', async () => {
  await kept({ subject: shi, statements: STATEMENTS, readerFirst: { ...READ_FIRST, own: null } })
  expect(Object.keys((await stated(shi))!)).not.toContain('statements')
  await kept({ subject: li, uncovered: 'skipped' })
  expect(Object.keys((await stated(li))!)).not.toContain('readerFirst')
})

test('a decision that was changed since it was signed waits for the next signature', async () => {
  const rejected = READ_FIRST.decisions.map((each) => ({ ...each, decision: 'rejected' as const }))
  const signed: SignedReport = {
    report: {
      findings: '',
      impression: '',
      quotes: [],
      paper: { layout: '3x4+1', speedMmPerS: 25, gainMmPerMv: 10, filter: UNFILTERED },
      comparedWith: null,
    },
    corrections: {},
    decisions: READ_FIRST.decisions,
    by: '李医生',
    at: '2026-11-21T04:10:00.000Z',
  }
  const draft = { statements: STATEMENTS, uncovered: 'after-own-reading' } as const
  await kept({ ...draft, subject: shi, signed, readerFirst: { ...READ_FIRST, decisions: rejected } })
  expect((await stated(shi))?.statements?.said[0]?.decision).toBe('accepted')
})
