import fc from 'fast-check'
import { expect, test } from 'vitest'
import { note } from '#domain/record/kinds/note.ts'
import * as v from 'valibot'
import { saysTheSame, sentencesOf } from './room-sentences.ts'

const texts = (text: string) => sentencesOf(text).map((sentence) => sentence.text)

test('Chinese and Latin sentences end where a reader ends them', () => {
  expect(texts('主诉胸痛三天。“疼得厉害！”无发热；ECG: ST 0.2 mV. Aspirin 300 mg q.d. given? Yes!')).toEqual([
    '主诉胸痛三天。',
    '“疼得厉害！”',
    '无发热；',
    'ECG: ST 0.2 mV.',
    'Aspirin 300 mg q.d.',
    'given?',
    'Yes!',
  ])
})

test('lines are sentences of their own, and empty ones are none', () => {
  expect(texts('BP 162/98\n\n  HR 88 \r\n')).toEqual(['BP 162/98', 'HR 88'])
})

test('whatever is typed makes a note that can be kept and says the same', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', '。', '.', ' ', '\n', '\t', '\u0007', '痛', '”', '5'),
        maxLength: 400,
      }),
      (text) => {
        const sentences = sentencesOf(text)
        expect(v.is(note.value, { sentences })).toBe(true)
        expect(saysTheSame(sentences.map((sentence) => sentence.text).join('\n'), text)).toBe(true)
      },
    ),
  )
})

test('a text of two thousand lines still fits a note', () => {
  const sentences = sentencesOf(Array.from({ length: 2000 }, (_, i) => `line ${i}.`).join('\n'))
  expect(v.is(note.value, { sentences })).toBe(true)
  expect(sentences.map((sentence) => sentence.text).join('')).toContain('line 1999.')
})
