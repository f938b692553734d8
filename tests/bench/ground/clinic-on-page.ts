import type { Page } from '@playwright/test'
import type { Outcome } from '#domain/problem.ts'
import type { FactDraft, KeyId, SubjectId } from '#domain/record/fact.ts'
import type { NewPerson } from '#data/keeper/keeper.ts'
import type { OnPage } from './keeper-on-page.ts'
import type { ChartFact } from './township.ts'

/** The clinic of the built app on a bare page: every time is from the page's question to its answer. */
export const STAFF = {
  first: { name: '李秀英', label: '李', role: 'clinician', passphrase: 'seven red horses cross the ford' },
  second: { name: '王建国', label: '王', role: 'nurse', passphrase: 'quiet river under nine old pines' },
} as const
const PIN = '864209'

export interface Clinic {
  readonly subjects: readonly SubjectId[]
  readonly first: KeyId
  readonly second: KeyId
  readonly importMs: number
}

/** Creates the clinic with two users and brings the people in, in one act as a roster does. */
export async function createClinic(page: Page, people: readonly NewPerson[]): Promise<Clinic> {
  await defineValue(page)
  return page.evaluate(
    async ({ people, staff }) => {
      const { keeper, Comlink, value } = globalThis as unknown as Ground
      const plan = { clinic: '青石镇卫生院', showClinicName: true, emergencyRead: false, takeReadings: false }
      value(await keeper.createClinic({ ...plan, user: staff.first }))
      const startMs = performance.now()
      const subjects = value(
        await keeper.registerMany(
          people,
          Comlink.proxy(() => undefined),
        ),
      )
      const importMs = performance.now() - startMs
      const second = value(await keeper.addUser(staff.second))
      const first = (await keeper.state()).user!.key
      return { subjects, first, second, importMs }
    },
    { people, staff: STAFF },
  )
}

/** Writes a chart in one act, so that it is there and not what is timed. */
export function fillChart(page: Page, subject: SubjectId, facts: readonly ChartFact[]): Promise<void> {
  return page.evaluate(
    async ({ subject, facts }) => {
      const { keeper, value } = globalThis as unknown as Ground
      const drafts = facts.map(({ kind, at, body }): FactDraft => {
        return { kind, verb: 'assert', subject, at: { value: at, precision: 'day', utcOffsetMin: 480 }, body }
      })
      value(await keeper.write(drafts))
    },
    { subject, facts },
  )
}

/** One set of vital signs a person, on their open chart. @returns milliseconds of each */
export function saveOneByOne(
  page: Page,
  subjects: readonly SubjectId[],
  facts: readonly ChartFact[],
): Promise<number[]> {
  return page.evaluate(
    async ({ subjects, facts }) => {
      const { keeper, value } = globalThis as unknown as Ground
      const times: number[] = []
      for (const [i, subject] of subjects.entries()) {
        value(await keeper.chart(subject))
        const { kind, body } = facts[i]!
        const startMs = performance.now()
        value(await keeper.write([{ kind, verb: 'assert', subject, body }]))
        times.push(performance.now() - startMs)
      }
      return times
    },
    { subjects, facts },
  )
}

/** @returns milliseconds until each chart is in the page, which has not been opened since the unlock */
export function openCharts(page: Page, subjects: readonly SubjectId[], facts: number): Promise<number[]> {
  return page.evaluate(
    async ({ subjects, facts }) => {
      const { keeper, value } = globalThis as unknown as Ground
      const times: number[] = []
      for (const subject of subjects) {
        const startMs = performance.now()
        const { chart } = value(await keeper.chart(subject))
        times.push(performance.now() - startMs)
        const found = Object.values(chart.statements).flat().length
        if (found < facts) throw new Error(`${found} statements instead of ${facts}`)
      }
      return times
    },
    { subjects, facts },
  )
}

/** @returns milliseconds of each key */
export function searchAsTyped(page: Page, typed: readonly string[]): Promise<number[]> {
  return page.evaluate(async (typed) => {
    const { keeper } = globalThis as unknown as Ground
    const times: number[] = []
    let found = 0
    for (const query of typed) {
      const startMs = performance.now()
      found += (await keeper.search(query)).length
      times.push(performance.now() - startMs)
    }
    if (found < typed.length) throw new Error('the search finds nobody')
    return times
  }, typed)
}

export interface UnlockTimes {
  readonly passphraseMs: readonly number[]
  readonly pinMs: readonly number[]
  /** Lock, the other user's passphrase, and the people who were here last on the screen. */
  readonly switchMs: readonly number[]
}

/** Opens the clinic by passphrase, by PIN, and hands it from user to user; the last to open is the first user. */
export function unlockMany(page: Page, { first, second }: Clinic, runs: number): Promise<UnlockTimes> {
  return page.evaluate(
    async ({ first, second, runs, staff, pin }) => {
      const { keeper, value } = globalThis as unknown as Ground
      const timed = async (act: () => Promise<unknown>) => {
        const startMs = performance.now()
        await act()
        return performance.now() - startMs
      }
      const open = async (key: KeyId, secret: { passphrase: string } | { pin: string }) =>
        value(await keeper.unlock(key, secret))
      const times = { passphraseMs: [] as number[], pinMs: [] as number[], switchMs: [] as number[] }
      for (let run = 0; run < runs; run++) {
        await keeper.lock()
        times.passphraseMs.push(await timed(() => open(first, { passphrase: staff.first.passphrase })))
        value(await keeper.setPin(pin))
        await keeper.lock()
        times.pinMs.push(await timed(() => open(first, { pin })))
        for (const [key, { passphrase }] of [
          [second, staff.second],
          [first, staff.first],
        ] as const)
          times.switchMs.push(
            await timed(async () => {
              await keeper.lock()
              await open(key, { passphrase })
              await keeper.recentPeople(20)
            }),
          )
      }
      return times
    },
    { first, second, runs, staff: STAFF, pin: PIN },
  )
}

interface Ground extends OnPage {
  /** What an outcome holds; throws with the problem's own words. */
  value<T>(outcome: Outcome<T>): T
}

async function defineValue(page: Page): Promise<void> {
  await page.evaluate(() => {
    const value = <T>(outcome: Outcome<T>): T => {
      if (outcome.ok) return outcome.value
      throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
    }
    Object.assign(globalThis, { value })
  })
}
