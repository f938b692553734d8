import { beforeEach, describe, expect, test } from 'vitest'
import type { Acknowledgement, RaisedCritical } from '#domain/ecg/critical/raised.ts'
import type { CriticalValue } from '#domain/record/kinds/critical-value.ts'
import type { KeptReading, ReadingDraft } from '../readings/reading-store.ts'
import { PASSPHRASE, PLAN, TestTablet } from './keeper.fixture.ts'
import type { Keeper } from './keeper.ts'

let tablet: TestTablet
let keeper: Keeper
let shi: string
let li: string

beforeEach(async () => {
  tablet = new TestTablet()
  keeper = await tablet.start()
  expect(await keeper.createClinic(PLAN)).toMatchObject({ ok: true })
  shi = await registered('石建国')
  li = await registered('李四')
})

async function registered(name: string): Promise<string> {
  const outcome = await keeper.register({ identity: { name, sex: 'male' }, identifiers: [], contact: {} })
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.subject
}

const RAISED: RaisedCritical = {
  entry: 'severe-bradycardia',
  list: { region: '', version: 'china-2017.1' },
  evidence: [
    { is: 'statement', rule: 'third-degree-av-block', code: 88, certainty: 'probable' },
    { is: 'number', input: 'rateBpm', value: 33, unit: '/min', comparison: '<=', limit: 35 },
  ],
  asks: [],
  caveats: [],
  raisedAt: '2026-11-21T08:00:00.123Z',
  acknowledged: null,
}
const TOLD: Acknowledgement = {
  by: '周敏',
  at: '2026-11-21T08:04:10.000Z',
  told: { name: '李医生', role: '心内科', means: 'phone', at: '2026-11-21T08:04:00.000Z', readBack: true },
  notCritical: null,
}
const DRAFT: ReadingDraft = {
  subject: null,
  format: 'edf',
  summary: {
    leads: ['I'],
    sampleRateHz: 500,
    durationMs: 10_000,
    startedAt: null,
    analysis: { rateBpm: { notMeasurable: 'fewer-than-three-beats' } } as ReadingDraft['summary']['analysis'],
  },
  answer: null,
  critical: [RAISED],
  ownWords: '',
  wordsBeforeAnswer: null,
  uncovered: 'still-covered',
  disposition: 'open',
  finished: false,
}

async function kept(draft: Partial<ReadingDraft>): Promise<KeptReading> {
  const files = [{ name: 'x.edf', bytes: new Uint8Array([1, 2, 3]) }]
  const outcome = await keeper.readings.keep({ ...DRAFT, ...draft }, files)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

async function revised(seen: KeptReading, change: Partial<ReadingDraft>): Promise<KeptReading> {
  const outcome = await keeper.readings.revise(seen, { ...seen, ...change })
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

async function criticalOf(subject: string) {
  const opened = await keeper.chart(subject)
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value.chart.statements['critical-value']
}
const stands = async (subject: string) =>
  (await criticalOf(subject))
    .filter(({ standing }) => standing === 'stands')
    .map(({ current }) => current.value!)

describe('a critical value of a reading', () => {
  test('stands on the chart while the reading is a draft still, in whole figures', async () => {
    const { id } = await kept({ subject: shi })
    expect(await stands(shi)).toEqual([
      {
        reading: id,
        entry: 'severe-bradycardia',
        list: RAISED.list,
        evidence: [
          { input: 'statement', rule: 'third-degree-av-block', code: 88, certainty: 'probable' },
          { input: 'rateBpm', value: [33, 0], unit: '/min', comparison: '<=', limit: [35, 0] },
        ],
        raisedAt: '2026-11-21T08:00:00Z',
      },
    ])
  })

  test('waits with the reading while nobody is chosen, and is written when somebody is', async () => {
    const draft = await kept({})
    expect(await criticalOf(shi)).toEqual([])
    await revised(draft, { subject: shi })
    expect(await stands(shi)).toMatchObject([{ raisedAt: '2026-11-21T08:00:00Z' }])
  })

  test('is one statement whose last value says who was told; states that say nothing new write nothing', async () => {
    let reading = await kept({ subject: shi })
    reading = await revised(reading, { ownWords: 'slow' })
    reading = await revised(reading, { critical: [{ ...RAISED, acknowledged: TOLD }] })
    await revised(reading, { finished: true, ownWords: 'slow, told' })
    const [only, ...others] = await criticalOf(shi)
    expect(others).toEqual([])
    expect(only!.history).toHaveLength(2)
    expect(only!.current.value!.acknowledged).toEqual({
      by: '周敏',
      at: '2026-11-21T08:04:10Z',
      told: { ...TOLD.told!, at: '2026-11-21T08:04:00Z' },
    })
  })

  test('goes with the reading that was given to the wrong person', async () => {
    const draft = await kept({ subject: shi })
    const given = await revised(draft, { subject: li })
    expect(await stands(shi)).toEqual([])
    expect(await stands(li)).toHaveLength(1)
    await revised(given, { subject: shi })
    expect([await stands(shi), await stands(li)].map(({ length }) => length)).toEqual([1, 0])
  })

  test('goes with the reading that is moved on the chart', async () => {
    await kept({ subject: shi, finished: true })
    const opened = await keeper.chart(shi)
    const ids = opened.ok ? opened.value.chart.statements['ecg-reading'].map(({ id }) => id) : []
    expect(await keeper.moveToPerson(ids, shi, li, 'same name')).toMatchObject({ ok: true })
    expect([await stands(shi), await stands(li)].map(({ length }) => length)).toEqual([0, 1])
  })

  test('that a person withdrew on the chart is not stated again', async () => {
    const draft = await kept({ subject: shi })
    const [statement] = await criticalOf(shi)
    const reason = { code: 'mistaken', text: '' } as const
    await keeper.write([
      { kind: 'critical-value', verb: 'retract', subject: shi, refs: [statement!.id], body: { reason } },
    ])
    await revised(draft, { ownWords: 'artefact' })
    expect(await stands(shi)).toEqual([])
  })

  test('acknowledged on the chart is acknowledged in the reading, whatever an older state of it says', async () => {
    const draft = await kept({ subject: shi })
    const [statement] = await criticalOf(shi)
    const value: CriticalValue = {
      ...statement!.current.value!,
      acknowledged: { by: '县医院', at: '2026-11-21T08:06:00Z', notCritical: { because: 'known' } },
    }
    await keeper.write([
      { kind: 'critical-value', verb: 'amend', subject: shi, refs: [statement!.id], body: { value } },
    ])
    const open = async () =>
      (await keeper.readings.list())
        .find(({ id }) => id === draft.id)!
        .critical!.map((each) => each.acknowledged?.by)
    expect(await open()).toEqual(['县医院'])
    await revised(draft, { ownWords: 'typed meanwhile' })
    expect(await open()).toEqual(['县医院'])
    expect(await stands(shi)).toMatchObject([{ acknowledged: { by: '县医院' } }])
  })

  test('keeps a reading from being removed until somebody has answered', async () => {
    const draft = await kept({})
    expect(await keeper.readings.remove(draft.id)).toMatchObject({ problem: { code: 'reading-critical' } })
    const done = { ...TOLD, told: null, notCritical: { because: 'practice', words: '' } } as const
    await revised(draft, { critical: [{ ...RAISED, acknowledged: done }] })
    expect(await keeper.readings.remove(draft.id)).toEqual({ ok: true, value: null })
  })

  test('is there after a reload', async () => {
    await kept({ subject: shi })
    keeper = await tablet.start()
    const [user] = (await keeper.state()).users
    await keeper.unlock(user!.key, { passphrase: PASSPHRASE })
    expect(await stands(shi)).toHaveLength(1)
  })
})

describe('a setting of the clinic', () => {
  const NAME = 'ecg-critical-list'

  test('stands for all who open the clinic, the latest first, with who set it', async () => {
    expect(await keeper.setSetting(NAME, { region: '甲' })).toEqual({ ok: true, value: null })
    tablet.nowMs += 1000
    await keeper.setSetting(NAME, null)
    const key = (await keeper.state()).user!.key
    const given = await keeper.settingGiven(NAME)
    expect(given).toHaveLength(2)
    expect(given).toMatchObject([
      { value: null, by: key },
      { value: { region: '甲' }, by: key },
    ])
    expect(await keeper.settingGiven('another')).toEqual([])
  })

  test('is set by those who run the clinic, and by nobody while it is closed', async () => {
    const added = await keeper.addUser({
      name: '小学生',
      label: '学生',
      role: 'student',
      passphrase: PASSPHRASE,
    })
    if (!added.ok) throw new Error(added.problem.code)
    await keeper.lock()
    expect(await keeper.setSetting(NAME, 1)).toMatchObject({ problem: { code: 'locked' } })
    expect(await keeper.settingGiven(NAME)).toEqual([])
    await keeper.unlock(added.value, { passphrase: PASSPHRASE })
    expect(await keeper.setSetting(NAME, 1)).toMatchObject({ problem: { code: 'may-not-administer' } })
  })
})
