import { beforeEach, expect, test } from 'vitest'
import type { KeptReading, ReadingDraft } from '../readings/reading-store.ts'
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
