import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { Attempts, type AttemptRows } from './attempts.ts'
import { newDeviceKey } from './device-key.ts'
import { altered, TestMachine } from './machine.testing.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const YEAR = 365 * 24 * 60 * MINUTE
const PATH = 'attempts/anna.passphrase'

class Rows implements AttemptRows {
  readonly kept = new Map<string, Uint8Array<ArrayBuffer>>()
  get = (name: string) => Promise.resolve(this.kept.get(name) ?? null)
  put = (name: string, bytes: Uint8Array<ArrayBuffer>) => Promise.resolve(void this.kept.set(name, bytes))
}

let machine: TestMachine
let rows: Rows
let deviceKey: CryptoKey
let attempts: Attempts

beforeEach(async () => {
  machine = new TestMachine()
  rows = new Rows()
  deviceKey = await newDeviceKey(machine)
  attempts = new Attempts(machine, deviceKey, rows)
})

/** The app is closed and opened again. */
function restart(): void {
  attempts = new Attempts(machine, deviceKey, rows)
}

async function failTimes(times: number, kind: 'passphrase' | 'pin' = 'passphrase'): Promise<void> {
  for (let time = 0; time < times; time++) {
    const may = await attempts.attempt('anna', kind)
    if (!may.allowed) machine.pass(may.untilMs - machine.nowMs())
    if (!may.allowed) expect(await attempts.attempt('anna', kind)).toEqual({ allowed: true })
    await attempts.failed('anna', kind)
  }
}

/** Milliseconds until the next try; 0: now. */
async function waitMs(kind: 'passphrase' | 'pin' = 'passphrase'): Promise<number> {
  const { untilMs } = await attempts.standing('anna', kind)
  return untilMs === null ? 0 : untilMs - machine.nowMs()
}

describe('waiting', () => {
  test('five tries are free, then they wait longer and longer, and an hour at most', async () => {
    const waits: number[] = []
    for (let time = 0; time < 12; time++) {
      await failTimes(1)
      waits.push((await waitMs()) / SECOND)
    }
    expect(waits).toEqual([0, 0, 0, 0, 30, 60, 300, 900, 3600, 3600, 3600, 3600])
  })

  test('a try before its time is refused, and does not count', async () => {
    await failTimes(5)
    machine.pass(29 * SECOND)
    for (let time = 0; time < 3; time++)
      expect(await attempts.attempt('anna', 'passphrase')).toEqual({
        allowed: false,
        untilMs: machine.nowMs() + SECOND,
      })
    machine.pass(SECOND)
    expect(await attempts.attempt('anna', 'passphrase')).toEqual({ allowed: true })
  })

  test('the right secret frees everything', async () => {
    await failTimes(7)
    machine.pass(5 * MINUTE)
    expect(await attempts.attempt('anna', 'passphrase')).toEqual({ allowed: true })
    await attempts.succeeded('anna', 'passphrase')
    await failTimes(4)
    expect(await waitMs()).toBe(0)
  })

  test('each user and each kind of secret counts alone', async () => {
    await failTimes(5)
    expect(await waitMs('pin')).toBe(0)
    expect(await attempts.attempt('bela', 'passphrase')).toEqual({ allowed: true })
  })

  test('ending the app in the middle of a try gives no free one', async () => {
    for (let time = 0; time < 5; time++) {
      expect(await attempts.attempt('anna', 'passphrase')).toEqual({ allowed: true })
      restart()
    }
    expect(await waitMs()).toBe(30 * SECOND)
  })

  test('tries that are handed in at once count one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => attempts.attempt('anna', 'passphrase')))
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(5)
  })
})

describe('a PIN', () => {
  test('is spent after ten wrong ones, and not tried again before the caller has destroyed it', async () => {
    await failTimes(9, 'pin')
    expect((await attempts.standing('anna', 'pin')).triesLeft).toBe(1)
    machine.pass(60 * MINUTE)
    expect(await attempts.attempt('anna', 'pin')).toEqual({ allowed: true })
    expect(await attempts.failed('anna', 'pin')).toEqual({ triesLeft: 0, untilMs: Infinity })
    machine.pass(YEAR)
    restart()
    expect(await attempts.attempt('anna', 'pin')).toEqual({ allowed: false, untilMs: Infinity })
  })

  test('that was right at the tenth try is not spent', async () => {
    await failTimes(9, 'pin')
    machine.pass(60 * MINUTE)
    await attempts.attempt('anna', 'pin')
    await attempts.succeeded('anna', 'pin')
    expect(await attempts.standing('anna', 'pin')).toEqual({ triesLeft: 10, untilMs: null })
  })

  test('that was chosen anew has ten tries again', async () => {
    await failTimes(10, 'pin')
    await attempts.succeeded('anna', 'pin')
    expect(await attempts.attempt('anna', 'pin')).toEqual({ allowed: true })
  })

  test('spent leaves the passphrase as it was, which is never spent', async () => {
    await failTimes(10, 'pin')
    expect(await attempts.standing('anna', 'passphrase')).toEqual({ triesLeft: null, untilMs: null })
    await failTimes(25)
    expect((await attempts.standing('anna', 'passphrase')).triesLeft).toBeNull()
    expect(await waitMs()).toBe(60 * MINUTE)
  })
})

describe('the clock', () => {
  test('set back by a year shortens no wait and lengthens none beyond its full length', async () => {
    await failTimes(6)
    machine.pass(40 * SECOND)
    machine.moveClock(-YEAR)
    expect(await waitMs()).toBe(60 * SECOND)
    machine.pass(60 * SECOND)
    expect(await waitMs()).toBe(0)
  })

  test('set back by a year and a restart: the full length from now', async () => {
    await failTimes(6)
    machine.pass(40 * SECOND)
    machine.moveClock(-YEAR)
    restart()
    expect(await waitMs()).toBe(60 * SECOND)
    machine.pass(60 * SECOND)
    expect(await attempts.attempt('anna', 'passphrase')).toEqual({ allowed: true })
  })

  test('set forward by a year does not skip a wait', async () => {
    await failTimes(6)
    machine.moveClock(YEAR)
    expect(await waitMs()).toBe(60 * SECOND)
    expect((await attempts.attempt('anna', 'passphrase')).allowed).toBe(false)
    machine.pass(60 * SECOND)
    expect(await waitMs()).toBe(0)
  })

  test('set forward by a year and a restart does not skip it either', async () => {
    await failTimes(6)
    machine.moveClock(YEAR)
    restart()
    expect(await waitMs()).toBe(60 * SECOND)
    machine.pass(59 * SECOND)
    expect((await attempts.attempt('anna', 'passphrase')).allowed).toBe(false)
  })

  test('set forward and back again, over and over, gains nothing', async () => {
    await failTimes(6)
    for (let time = 0; time < 20; time++) {
      machine.moveClock(YEAR)
      expect(await waitMs()).toBe(60 * SECOND)
      machine.moveClock(-YEAR)
      expect(await waitMs()).toBe(60 * SECOND)
    }
  })

  test('a night of sleep counts, but leaves five minutes of a long wait', async () => {
    await failTimes(9)
    machine.moveClock(8 * 60 * MINUTE)
    expect(await waitMs()).toBe(5 * MINUTE)
    machine.pass(5 * MINUTE)
    expect(await waitMs()).toBe(0)
  })

  test('a short absence counts in full while more than five minutes are left', async () => {
    await failTimes(9)
    machine.moveClock(20 * MINUTE)
    expect(await waitMs()).toBe(40 * MINUTE)
  })

  test('put right by the network by a few seconds changes nothing', async () => {
    await failTimes(6)
    machine.pass(20 * SECOND)
    machine.moveClock(-3 * SECOND)
    expect(await waitMs()).toBe(40 * SECOND)
  })

  test('however it is moved, a wait is over at the latest when its full length was waited, never before a free try', async () => {
    const moves = fc.array(fc.integer({ min: -YEAR, max: YEAR }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(moves, fc.integer({ min: 5, max: 9 }), fc.boolean(), async (all, failures, again) => {
        machine = new TestMachine()
        rows = new Rows()
        restart()
        await failTimes(failures)
        for (const by of all) {
          machine.moveClock(by)
          if (again) restart()
          expect(await waitMs()).toBeGreaterThan(0)
        }
        machine.pass(60 * MINUTE)
        expect(await waitMs()).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the two places', () => {
  test('both are written at every try', async () => {
    await failTimes(1)
    expect([...rows.kept.keys()]).toEqual([PATH])
    expect(machine.files.paths).toEqual([PATH])
    expect(rows.kept.get(PATH)).toEqual(await machine.files.read(PATH))
  })

  test.each([
    ['row', (old: Uint8Array<ArrayBuffer>) => void rows.kept.set(PATH, old)],
    ['file', (old: Uint8Array<ArrayBuffer>) => machine.files.write(PATH, old)],
  ])('the larger count holds when an older %s was put back', async (_, putBack) => {
    await failTimes(3)
    const old = rows.kept.get(PATH)!
    await failTimes(3)
    await putBack(old)
    restart()
    expect(await waitMs()).toBe(60 * SECOND)
  })

  test.each([
    ['the row is missing', () => rows.kept.delete(PATH)],
    ['the file is missing', () => machine.files.remove(PATH)],
    ['the row is altered', () => rows.kept.set(PATH, altered(rows.kept.get(PATH)!, 3))],
    [
      'the file is altered',
      async () => machine.files.write(PATH, altered((await machine.files.read(PATH))!, 20)),
    ],
    ['the file is empty', () => machine.files.write(PATH, new Uint8Array(0))],
    [
      'the row is that of another user',
      async () => {
        await attempts.succeeded('bela', 'passphrase')
        rows.kept.set(PATH, rows.kept.get('attempts/bela.passphrase')!)
      },
    ],
  ])('%s: the other counts, and one more', async (_, tamper) => {
    await failTimes(5)
    expect(await waitMs()).toBe(30 * SECOND)
    await tamper()
    restart()
    expect(await waitMs()).toBe(60 * SECOND)
    restart()
    expect(await waitMs()).toBe(60 * SECOND)
  })

  test('an altered byte anywhere is noticed', async () => {
    await failTimes(5)
    const row = rows.kept.get(PATH)!
    for (let at = 0; at < row.length; at++) {
      rows.kept.set(PATH, altered(row, at))
      await machine.files.write(PATH, row)
      restart()
      expect(await waitMs()).toBe(60 * SECOND)
    }
  })

  test('a count of another tablet is no count', async () => {
    await attempts.succeeded('anna', 'passphrase')
    deviceKey = await newDeviceKey(machine)
    restart()
    expect(await waitMs()).toBe(30 * SECOND)
  })

  test('both broken: as after five wrong ones, and the wait ends', async () => {
    await failTimes(1)
    rows.kept.set(PATH, Uint8Array.of(1))
    await machine.files.write(PATH, Uint8Array.of(1))
    expect(await waitMs()).toBe(30 * SECOND)
    machine.pass(30 * SECOND)
    expect(await attempts.attempt('anna', 'passphrase')).toEqual({ allowed: true })
  })

  test('a tablet that died between the two writes costs one try and nothing else', async () => {
    machine.files.failOperation(2)
    await expect(attempts.attempt('anna', 'passphrase')).rejects.toThrow('the disk failed')
    restart()
    await failTimes(3)
    expect(await waitMs()).toBe(30 * SECOND)
  })

  test('a fault of the disk does not block the tries after it', async () => {
    machine.files.failOperation(1)
    await expect(attempts.attempt('anna', 'passphrase')).rejects.toThrow('the disk failed')
    expect(await attempts.attempt('anna', 'passphrase')).toEqual({ allowed: true })
  })
})
