import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordDifference } from './word-difference.ts'

test('a word that was put in stands out, its neighbours do not', () => {
  expect(wordDifference('no known allergy', 'no known drug allergy')).toEqual([
    { is: 'same', text: 'no known ' },
    { is: 'added', text: 'drug ' },
    { is: 'same', text: 'allergy' },
  ])
})

test('Chinese is compared character by character', () => {
  expect(wordDifference('无胸痛', '有胸痛')).toEqual([
    { is: 'removed', text: '无' },
    { is: 'added', text: '有' },
    { is: 'same', text: '胸痛' },
  ])
})

test('what is in both and what was removed is the one text, with what was added the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'pain', ' ', '痛', '.', '\n'), { maxLength: 60 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = wordDifference(before.join(''), after.join(''))
      const of = (not: string) =>
        parts
          .filter(({ is }) => is !== not)
          .map((part) => part.text)
          .join('')
      expect(of('added')).toBe(before.join(''))
      expect(of('removed')).toBe(after.join(''))
    }),
  )
})

test('two texts with nothing in common stand beside each other, and soon', () => {
  const before = Array.from({ length: 8000 }, (_, i) => `a${i}`).join(' ')
  const after = Array.from({ length: 8000 }, (_, i) => `b${i}`).join('.')
  expect(wordDifference(before, after)).toHaveLength(2)
})
