import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CriticalAlert } from './critical.ts'
import {
  acknowledge,
  minutesSince,
  openOf,
  withAlerts,
  type Acknowledgement,
  type RaisedCritical,
} from './raised.ts'

const LIST = { region: '青石县', version: 'china-2017.1' }
const AT = '2026-11-21T08:00:00.000Z'
const LATER = '2026-11-21T08:04:30.000Z'

function alert(entry: CriticalAlert['entry'], value = 33): CriticalAlert {
  const evidence = [
    { is: 'number', input: 'rateBpm', value, unit: '/min', comparison: '<=', limit: 35 } as const,
  ]
  return { entry, evidence, asks: [], caveats: [] }
}
const SLOW = withAlerts([], [alert('severe-bradycardia')], LIST, AT)
const told = (more: Partial<NonNullable<Acknowledgement['told']>> = {}): Acknowledgement => ({
  by: '周敏',
  at: LATER,
  told: { name: '李医生', role: '心内科', means: 'phone', at: LATER, readBack: true, ...more },
  notCritical: null,
})
const code = (raised: readonly RaisedCritical[], acknowledgement: Acknowledgement) => {
  const outcome = acknowledge(raised, acknowledgement)
  return outcome.ok ? 'good' : outcome.problem.code
}

test('an alert is raised once, with the list that raised it, and its time stays', () => {
  expect(SLOW).toMatchObject([{ entry: 'severe-bradycardia', list: LIST, raisedAt: AT, acknowledged: null }])
  expect(withAlerts(SLOW, [alert('severe-bradycardia')], LIST, LATER)).toBe(SLOW)
})

test('while it is open its value follows what a person corrects; it does not go by itself', () => {
  const followed = withAlerts(SLOW, [alert('severe-bradycardia', 30)], LIST, LATER)
  expect(followed[0]).toMatchObject({ raisedAt: AT, evidence: [{ value: 30 }] })
  expect(withAlerts(SLOW, [], LIST, LATER)).toBe(SLOW)
})

test('what was acknowledged stays as it was; what is new is raised beside it', () => {
  const done = acknowledge(SLOW, told())
  if (!done.ok) throw new Error(done.problem.code)
  expect(openOf(done.value)).toEqual([])
  const more = withAlerts(done.value, [alert('severe-bradycardia', 20), alert('pause')], LIST, LATER)
  expect(more[0]).toBe(done.value[0])
  expect(openOf(more)).toMatchObject([{ entry: 'pause', raisedAt: LATER }])
})

describe('an acknowledgement', () => {
  test('names who was told', () => {
    expect(code(SLOW, told())).toBe('good')
    expect(code(SLOW, told({ name: ' ' }))).toBe('critical-told-nobody')
  })

  test('happened within the hour before it was raised, and not in the future', () => {
    expect(code(SLOW, told({ at: '2026-11-21T07:10:00.000Z' }))).toBe('good')
    expect(code(SLOW, told({ at: '2026-11-21T06:50:00.000Z' }))).toBe('critical-told-time')
    expect(code(SLOW, told({ at: '2026-11-21T08:20:00.000Z' }))).toBe('critical-told-time')
    expect(code(SLOW, told({ at: 'soon' }))).toBe('critical-told-time')
  })

  test('or says why it is not critical; another reason needs words', () => {
    const not = (because: 'known' | 'other', words: string): Acknowledgement => ({
      by: '',
      at: LATER,
      told: null,
      notCritical: { because, words },
    })
    expect(code(SLOW, not('known', ''))).toBe('good')
    expect(code(SLOW, not('other', ''))).toBe('critical-reason-missing')
    expect(code(SLOW, not('other', 'paced'))).toBe('good')
    expect(code(SLOW, { by: '', at: LATER, told: null, notCritical: null })).toBe('critical-reason-missing')
  })

  test('may be of one entry alone', () => {
    const both = withAlerts(SLOW, [alert('pause')], LIST, AT)
    const done = acknowledge(both, told(), ['pause'])
    expect(done.ok && openOf(done.value).map(({ entry }) => entry)).toEqual(['severe-bradycardia'])
  })
})

test('whatever alerts come and go, nothing that is open is lost and every first time stays', () => {
  const some = fc.subarray(['pause', 'long-qt', 'severe-bradycardia'] as const)
  fc.assert(
    fc.property(fc.array(fc.tuple(some, fc.boolean()), { maxLength: 8 }), (steps) => {
      let raised: readonly RaisedCritical[] = []
      const first = new Map<string, string>()
      steps.forEach(([entries, acknowledges], i) => {
        const at = new Date(Date.parse(AT) + i * 1000).toISOString()
        for (const entry of entries) if (!first.has(entry)) first.set(entry, at)
        raised = withAlerts(
          raised,
          entries.map((entry) => alert(entry, i)),
          LIST,
          at,
        )
        expect(new Map(raised.map(({ entry, raisedAt }) => [entry, raisedAt]))).toEqual(first)
        if (!acknowledges || openOf(raised).length === 0) return
        const done = acknowledge(raised, { ...told(), at, told: { ...told().told!, at } })
        if (done.ok) raised = done.value
        expect(openOf(raised)).toEqual([])
      })
    }),
  )
})

test('minutes are counted whole; a clock that was set back counts none', () => {
  expect(minutesSince(AT, Date.parse(AT) + 4 * 60_000 + 59_000)).toBe(4)
  expect(minutesSince(AT, Date.parse(AT) - 60_000)).toBe(0)
})
