import fc from 'fast-check'
import { expect, test } from 'vitest'
import { settingsGiven } from './clinic-settings.ts'
import type { Fact } from './fact.ts'

function set(name: string, json: string, ms: number, more: Partial<Fact['header']> = {}): Fact {
  const header = { kind: 'clinic-setting', verb: 'assert', key: 'k', hlc: { ms, counter: 0 }, ...more }
  return { id: `${name}${ms}`, header, body: { value: { name, json } } } as unknown as Fact
}

test('the latest of a name stands, the others are its history', () => {
  const facts = [
    set('list', '1', 20),
    set('list', '3', 40),
    set('list', '2', 30),
    set('other', '{"a":1}', 10),
  ]
  fc.assert(
    fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
      const given = settingsGiven(order)
      expect(given.get('list')!.map(({ value }) => value)).toEqual([3, 2, 1])
      expect(given.get('other')![0]).toMatchObject({ value: { a: 1 }, by: 'k', atMs: 10 })
    }),
  )
})

test('what is no setting, was erased, or is no JSON says nothing', () => {
  const odd = [
    set('a', '1', 1, { kind: 'staff' }),
    set('b', '1', 1, { verb: 'retract' }),
    set('c', '{', 1),
    { ...set('d', '1', 1), body: null },
  ]
  expect(settingsGiven(odd).size).toBe(0)
})
