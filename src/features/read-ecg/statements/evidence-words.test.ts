import { beforeAll, expect, test } from 'vitest'
import type { StatementEvidence } from '#domain/ecg/statements/statement.ts'
import { setLocale } from '#words/runtime.js'
import { barOf, linesOf, sayWhy, valueWords } from './evidence-words.ts'

beforeAll(() => setLocale('en', { reload: false }))

function compared(about: Partial<StatementEvidence>): StatementEvidence {
  return {
    input: 'rateBpm',
    value: 72,
    unit: '/min',
    comparison: '>=',
    threshold: 60,
    holds: true,
    reason: null,
    part: 'needed',
    ...about,
  }
}

test('two limits on one number stand in one line, which holds where both hold', () => {
  const [line, ...others] = linesOf([
    compared({}),
    compared({ comparison: '<=', threshold: 70, holds: false }),
  ])
  expect(others).toEqual([])
  expect(line?.asked).toBe('≥ 60 /min, ≤ 70 /min')
  expect(line?.holds).toBe(false)
  expect(line?.bar?.marks).toHaveLength(2)
})

test('of two that would do, one is enough; an unknown one leaves it open', () => {
  const either = (holds: readonly (boolean | null)[]) =>
    linesOf(holds.map((each, i) => compared({ part: 'one-of', threshold: i, holds: each })))[0]!.holds
  expect(either([false, true])).toBe(true)
  expect(either([false, null])).toBeNull()
  expect(either([false, false])).toBe(false)
})

test('what could not be told says why', () => {
  const missing = compared({ input: 'prMs', value: null, unit: 'ms', reason: 'no-p-wave', holds: null })
  expect(valueWords(missing)).toMatch(/^not known: /)
  expect(sayWhy('no-p-wave')).not.toBe('no-p-wave')
})

test('a bar holds value and limits between its ends, also below zero', () => {
  const bar = barOf(-74, [-30, -45])!
  expect(bar.value).toBeGreaterThan(0)
  expect(bar.value).toBeLessThan(Math.min(...bar.marks))
  expect(Math.max(...bar.marks)).toBeLessThan(bar.zero)
  expect(barOf('sinus', ['sinus'])).toBeNull()
  expect(barOf(null, [120])).toBeNull()
})
