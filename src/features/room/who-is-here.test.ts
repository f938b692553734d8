import { expect, test } from 'vitest'
import { presentPeople } from './who-is-here.ts'

const at = (key: string, name: string, cursor: unknown = null) => ({ user: { key, name }, cursor })

test('somebody with two windows is one person, and whoever looks stands first', () => {
  const people = presentPeople([at('b', '李强'), at('a', '周敏', {}), at('a', '周敏')], 'b')
  expect(people.map(({ name, writes }) => [name, writes])).toEqual([
    ['李强', false],
    ['周敏', true],
  ])
})

test('everybody has a shape of their own, the same on every tablet', () => {
  const states = [at('c', 'C'), at('a', 'A'), at('b', 'B')]
  const shapes = (me: string) => Object.fromEntries(presentPeople(states, me).map((p) => [p.key, p.shape]))
  expect(shapes('a')).toEqual(shapes('c'))
  expect(new Set(Object.values(shapes('a'))).size).toBe(3)
})

test('a state without a name is nobody', () => {
  expect(presentPeople([{}, { user: { key: 'a' } }], 'a')).toEqual([])
})
