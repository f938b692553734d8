import { Dexie, type DBCore, type DBCoreMutateRequest, type Middleware } from 'dexie'
import { beforeEach, describe, expect, test } from 'vitest'
import { FILM, filmFiles } from '#data/keeper/film.fixture.ts'
import { PASSPHRASE, PLAN, TestTablet } from '#data/keeper/keeper.fixture.ts'
import type { Keeper, NewPerson } from '#data/keeper/keeper.ts'
import { TabletKeeper } from '#data/keeper/keeper-of.ts'
import type { FactDraft } from '#domain/record/fact.ts'

/**
 * Faults of the disk and the clock under the real keeper (a real IndexedDB implementation, in memory).
 * The invariant of each is what the test's name says; over all of them: a save happened wholly or not at all, what was
 * answered is there after a restart, and the chain of the tablet has neither gap nor fork.
 */
const SHI: NewPerson = {
  identity: { name: '石建国', sex: 'male', birthDate: '1968-03-01' },
  identifiers: [{ system: 'citizen-id', value: '430102196803010011' }],
  contact: { phone: '13800001234' },
}

let tablet: TestTablet
let keeper: Keeper
let subject: string

beforeEach(async () => {
  tablet = new TestTablet()
  keeper = await tablet.start()
  await keeper.createClinic(PLAN)
  const registered = await keeper.register(SHI)
  subject = registered.ok ? registered.value.subject : ''
})

const visit = (of: string): FactDraft[] => [
  { kind: 'encounter', verb: 'assert', subject: of, body: { value: { type: 'visit', reason: '头晕三天' } } },
  {
    kind: 'vitals',
    verb: 'assert',
    subject: of,
    body: { value: { systolicMmHg: [148, 0], diastolicMmHg: [92, 0] } },
  },
  {
    kind: 'allergy',
    verb: 'assert',
    subject: of,
    body: { value: { is: 'allergy', substance: { text: '磺胺' } } },
  },
]

async function reopened(): Promise<void> {
  keeper = await tablet.start()
  const [user] = (await keeper.state()).users
  const opened = await keeper.unlock(user!.key, { passphrase: PASSPHRASE })
  if (!opened.ok) throw new Error(opened.problem.message)
}

async function kindsOnChart(of = subject): Promise<string[]> {
  const opened = await keeper.chart(of)
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value.chart.timeline.map(({ kind }) => kind).sort()
}

const BEFORE = ['identifier', 'identity']
const AFTER = ['allergy', 'encounter', 'identifier', 'identity', 'vitals']

/** Sequence numbers of this tablet's facts; without gap and without fork they are 1, 2, 3, … */
async function sequence(): Promise<number[]> {
  return (await tablet.running.room.ground.db.facts.toArray()).map(({ seq }) => seq).sort((a, b) => a - b)
}

async function expectWholeChain(): Promise<void> {
  const numbers = await sequence()
  expect(numbers).toEqual(numbers.map((_, i) => i + 1))
}

/** Lets the n-th write of a row fail, as a disk does. @returns how many were asked for */
async function failWrite(nth: number, error: () => Error): Promise<{ readonly asked: () => number }> {
  let asked = 0
  const middleware: Middleware<DBCore> = {
    stack: 'dbcore',
    name: 'failing-disk',
    create: (core) => ({
      ...core,
      table(name) {
        const table = core.table(name)
        return {
          ...table,
          mutate(request: DBCoreMutateRequest) {
            asked++
            if (asked === nth) return Promise.reject(error())
            return table.mutate(request)
          },
        }
      },
    }),
  }
  const { db } = tablet.running.room.ground
  db.use(middleware)
  db.close({ disableAutoOpen: false })
  await db.open()
  return { asked: () => asked }
}

const quota = () => new DOMException('The disk is full.', 'QuotaExceededError')
const broken = () => new DOMException('The disk failed.', 'UnknownError')

describe.each([
  ['a full disk', quota],
  ['a broken disk', broken],
])('%s at the n-th write of a save', (_, error) => {
  test('keeps the whole act or nothing of it, for every n, and the next save works', async () => {
    let last = 0
    for (let nth = 1; nth < 40; nth++) {
      tablet = new TestTablet()
      keeper = await tablet.start()
      await keeper.createClinic(PLAN)
      const registered = await keeper.register(SHI)
      subject = registered.ok ? registered.value.subject : ''
      await reopened()
      const disk = await failWrite(nth, error)
      const outcome = await keeper
        .write(visit(subject))
        .catch((cause: unknown) => ({ ok: false as const, cause }))
      const hit = disk.asked() >= nth
      if (error === quota && hit)
        expect(outcome).toMatchObject({ ok: false, problem: { code: 'storage-full' } })
      await reopened()
      expect(await kindsOnChart()).toEqual(outcome.ok ? AFTER : BEFORE)
      await expectWholeChain()
      if (!outcome.ok) {
        expect(await keeper.write(visit(subject))).toMatchObject({ ok: true })
        expect(await kindsOnChart()).toEqual(AFTER)
        await expectWholeChain()
      }
      if (!hit) break
      last = nth
    }
    expect(last).toBeGreaterThanOrEqual(2)
  }, 60_000)
})

test.each([
  ['a full disk', quota],
  ['a broken disk', broken],
])(
  '%s at the n-th write of a film keeps row, files and chart together or none of them',
  async (_, error) => {
    let last = 0
    for (let nth = 1; nth < 20; nth++) {
      tablet = new TestTablet()
      keeper = await tablet.start()
      await keeper.createClinic(PLAN)
      const registered = await keeper.register(SHI)
      subject = registered.ok ? registered.value.subject : ''
      await reopened()
      const disk = await failWrite(nth, error)
      const outcome = await keeper.films
        .keep({ ...FILM, subject }, filmFiles(3))
        .catch((cause: unknown) => ({ ok: false as const, cause }))
      const hit = disk.asked() >= nth
      await reopened()
      const FILM_ON_CHART = ['identifier', 'identity', 'image-reading', 'image-study']
      expect(await kindsOnChart()).toEqual(outcome.ok ? FILM_ON_CHART : BEFORE)
      expect(await keeper.films.list()).toHaveLength(outcome.ok ? 1 : 0)
      await keeper.films.purge(0)
      expect(tablet.files.paths.filter((path) => path.includes('/blobs/'))).toHaveLength(outcome.ok ? 3 : 0)
      await expectWholeChain()
      if (!hit) break
      last = nth
    }
    expect(last).toBeGreaterThanOrEqual(2)
  },
  60_000,
)

test('a draft that cannot be kept says so, and the one before it stays', async () => {
  await keeper.saveDraft('encounter:x', { reason: 'first' })
  await reopened()
  await failWrite(1, quota)
  expect(await keeper.saveDraft('encounter:x', { reason: 'second' })).toMatchObject({
    ok: false,
    problem: { code: 'storage-full' },
  })
  await reopened()
  expect(await keeper.draft('encounter:x')).toMatchObject({ ok: true, value: { value: { reason: 'first' } } })
})

test('a tab that is killed between commit and answer has kept the act once, and the chain goes on from it', async () => {
  void keeper.write(visit(subject))
  // The worker dies as soon as the transaction is on the disk: nobody hears the answer.
  await expect.poll(() => sequence()).toHaveLength(7)
  await reopened()
  expect(await kindsOnChart()).toEqual(AFTER)
  expect(await keeper.write(visit(subject))).toMatchObject({ ok: true })
  await expectWholeChain()
})

describe('a clock that is wrong', () => {
  const YEAR_MS = 365 * 86_400_000

  test.each([
    ['a year back', -YEAR_MS],
    ['a year ahead', YEAR_MS],
  ])('%s: everything is still kept in the order in which it was written', async (_, shiftMs) => {
    tablet.nowMs += shiftMs
    await reopened()
    await keeper.write(visit(subject))
    tablet.nowMs -= shiftMs
    await reopened()
    await keeper.write([{ kind: 'tag', verb: 'assert', subject, body: { value: { tag: 'cohort' } } }])
    await expectWholeChain()
    const { room } = tablet.running
    const { facts } = await room.log.after(room.ground.session!, 0)
    const clocks = facts.map(({ header }) => header.hlc)
    for (let i = 1; i < clocks.length; i++) {
      const [a, b] = [clocks[i - 1]!, clocks[i]!]
      expect(b.ms > a.ms || (b.ms === a.ms && b.counter > a.counter)).toBe(true)
    }
  })

  test('set back, it is said in the state; set right, it is not', async () => {
    await keeper.write(visit(subject))
    tablet.nowMs -= YEAR_MS
    expect((await keeper.state()).clockBehind).toBe(true)
    tablet.nowMs += YEAR_MS
    expect((await keeper.state()).clockBehind).toBe(false)
  })

  test('set forward, it does not spare anybody the wait after wrong PINs', async () => {
    const key = (await keeper.state()).user!.key
    await keeper.setPin('864209')
    await keeper.lock()
    for (let i = 0; i < 5; i++) await keeper.unlock(key, { pin: '111112' })
    expect(await keeper.unlock(key, { pin: '864209' })).toMatchObject({
      ok: false,
      problem: { code: 'wait' },
    })
  })
})

test('ten wrong PINs destroy the PIN and leave unsent work, which the passphrase still opens', async () => {
  const key = (await keeper.state()).user!.key
  await keeper.write(visit(subject))
  await keeper.setPin('864209')
  await keeper.lock()
  const shares = tablet.files.paths.filter((path) => path.startsWith('clinic/shares/'))
  for (let i = 0; i < 10; i++) {
    await keeper.unlock(key, { pin: '111112' })
    tablet.nowMs += 3_600_001
  }
  expect(tablet.files.paths.filter((path) => path.startsWith('clinic/shares/'))).toHaveLength(
    shares.length - 1,
  )
  expect(await keeper.unlock(key, { passphrase: PASSPHRASE })).toMatchObject({ ok: true })
  expect(await kindsOnChart()).toEqual(AFTER)
})

describe('an origin that was evicted', () => {
  test('in part: shares gone, database there: it says that keys are gone, and the recovery sheet brings all back', async () => {
    await keeper.lock()
    const sheet = await reSheet()
    for (const path of tablet.files.paths)
      if (path.startsWith('clinic/shares/')) await tablet.files.remove(path)
    keeper = await tablet.start()
    const [user] = (await keeper.state()).users
    expect(await keeper.unlock(user!.key, { passphrase: PASSPHRASE })).toMatchObject({
      ok: false,
      problem: { code: 'secret-gone' },
    })
    expect(await keeper.recover(sheet, user!.key, 'a new lamp 在 the attic')).toMatchObject({ ok: true })
    expect(await kindsOnChart()).toEqual(BEFORE)
  })

  test('in part: database gone, shares there: it does not pretend that nothing ever was', async () => {
    const { db, cache } = tablet.running.room.ground
    await keeper.lock()
    await db.delete()
    await cache.delete()
    keeper = await tablet.start()
    expect((await keeper.state()).phase).toBe('erased')
  })

  test('wholly: an empty tablet, which takes the backup under a new device', async () => {
    const sheet = await reSheet()
    const saved = await keeper.exportSealed(() => undefined)
    const bytes = saved.ok ? saved.value.bytes : new Uint8Array()
    tablet = new TestTablet()
    keeper = await tablet.start()
    expect((await keeper.state()).phase).toBe('none')
    const tried = await keeper.tryBackup(bytes, sheet)
    const key = tried.ok ? tried.value.users[0]!.key : ''
    await keeper.restore(bytes, sheet, { key, passphrase: 'a new lamp 在 the attic' })
    expect(await kindsOnChart()).toEqual(BEFORE)
  })

  /** A sheet whose code the test knows. */
  async function reSheet(): Promise<string> {
    await reopened()
    const sheet = await keeper.newRecoverySheet()
    if (!sheet.ok) throw new Error(sheet.problem.message)
    return sheet.value.groups.join('')
  }
})

test('a newer version in another tab is not held up, and the older tab loses nothing that it answered', async () => {
  await keeper.write(visit(subject))
  const { indexedDB, IDBKeyRange } = tablet.indexedDb
  const newer = new Dexie('hinterland-clinic-facts', { indexedDB, IDBKeyRange })
  newer.version(9).stores({ facts: '++n, &id, subject, [device+seq], unsent, scope', ofTomorrow: 'id' })
  await newer.open()
  const late = await keeper.write(visit(subject)).catch((cause: unknown) => ({ ok: false as const, cause }))
  expect(await newer.table('facts').count()).toBe(late.ok ? 10 : 7)
  newer.close()
})

test('the search segment is only a copy: gone, torn or altered it is built anew from the facts', async () => {
  await keeper.lock()
  const now = () => tablet.running.room.ground.cache.segments
  const row = (await now().toCollection().first())!
  const altered = row.sealed.map((byte, i) => (i === 40 ? byte ^ 1 : byte))
  for (const damage of [
    () => now().clear(),
    () => now().put({ ...row, sealed: row.sealed.slice(0, 20) }),
    () => now().put({ ...row, through: 1, sealed: altered }),
  ]) {
    await damage()
    await reopened()
    expect(await keeper.search('sjg')).toMatchObject([{ subject }])
  }
})

describe('rows that were altered on the disk', () => {
  test('a fact that does not open is left out and counted; the chart, the search and the next save go on', async () => {
    await keeper.write(visit(subject))
    const { db } = tablet.running.room.ground
    const rows = await db.facts.where('subject').equals(subject).toArray()
    const row = rows.at(-1)!
    await db.facts.put({ ...row, body: row.body!.map((byte, i) => (i === 30 ? byte ^ 1 : byte)) })
    await tablet.running.room.ground.cache.segments.clear()
    await reopened()
    expect(await kindsOnChart()).toEqual(AFTER.filter((kind) => kind !== 'allergy'))
    const opened = await keeper.chart(subject)
    expect(opened).toMatchObject({ ok: true, value: { damaged: 1 } })
    expect((await keeper.state()).damaged).toBe(1)
    expect(await keeper.search('sjg')).toHaveLength(1)
    expect(await keeper.write(visit(subject))).toMatchObject({ ok: true })
  })

  test('a row put in the place of another does not open: rows are bound to their id and their person', async () => {
    await keeper.write(visit(subject))
    const { db } = tablet.running.room.ground
    const [first, second] = await db.facts.where('subject').equals(subject).toArray()
    await db.facts.put({ ...first!, header: second!.header, body: second!.body })
    await reopened()
    const opened = await keeper.chart(subject)
    expect(opened).toMatchObject({ ok: true, value: { damaged: 1 } })
  })
})

test('two windows that write at once make one chain, and each sees what the other wrote', async () => {
  const other = new TabletKeeper({ machine: tablet.machine, network: null, indexedDb: tablet.indexedDb })
  const there = other.keeper()
  const [user] = (await there.state()).users
  await there.unlock(user!.key, { passphrase: PASSPHRASE })
  const writes = Array.from({ length: 12 }, (_, i) => (i % 2 ? keeper : there).write(visit(subject)))
  for (const outcome of await Promise.all(writes)) expect(outcome).toMatchObject({ ok: true })
  await expectWholeChain()
  await tablet.running.room.catchUp()
  expect((await kindsOnChart()).filter((kind) => kind === 'vitals')).toHaveLength(12)
  await other.end()
})
