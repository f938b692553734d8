import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pinyinLetters, syllablesUsed } from './pinyin-match.ts'

const SHI_JIAN_GUO = ['shi', 'jian', 'guo']

test.each([
  ['s', 1],
  ['sj', 2],
  ['sjg', 3],
  ['shjg', 3],
  ['shijg', 3],
  ['shij', 2],
  ['shijianguo', 3],
  ['sjianguo', 3],
  ['shig', 0],
  ['jg', 0],
  ['shijianguoo', 0],
])('%s uses %i syllables of shi jian guo', (query, used) => {
  expect(syllablesUsed(query, SHI_JIAN_GUO)).toBe(used)
})

test('a given name is matched from its own syllable on', () => {
  expect(syllablesUsed('jg', SHI_JIAN_GUO, 1)).toBe(2)
})

test('a Han character stands for its syllable', () => {
  const characters = ['石', '建', '国']
  expect(syllablesUsed('石jg', SHI_JIAN_GUO, 0, characters)).toBe(3)
  expect(syllablesUsed('shi建国', SHI_JIAN_GUO, 0, characters)).toBe(3)
  expect(syllablesUsed('石jj', SHI_JIAN_GUO, 0, characters)).toBe(0)
  expect(syllablesUsed('𠂇g', ['yi', 'guo'], 0, ['𠂇', '国'])).toBe(2)
})

test('who has no ü types v or u', () => {
  expect(syllablesUsed('lv', ['lv'])).toBe(1)
  expect(syllablesUsed('lu', ['lv'])).toBe(1)
  expect(syllablesUsed('lv', ['lu'])).toBe(0)
})

test('however each syllable is cut short, the query fits all of them', () => {
  const syllable = fc.constantFrom('shi', 'jian', 'guo', 'zhang', 'a', 'an', 'xian', 'lv', 'e', 'ang')
  const cut = fc
    .tuple(syllable, fc.nat(5))
    .map(([whole, keep]) => ({ whole, typed: whole.slice(0, 1 + keep) }))
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 6 }), (name) => {
      const query = name.map(({ typed }) => typed).join('')
      const used = syllablesUsed(
        query,
        name.map(({ whole }) => whole),
      )
      expect(used).toBeGreaterThan(0)
      expect(used).toBeLessThanOrEqual(name.length)
    }),
    { seed: 9 },
  )
})

test('words are letters when they are Latin alone', () => {
  expect(pinyinLetters('Lǚ')).toBe('lv')
  expect(pinyinLetters("XI'AN")).toBe('xian')
  expect(pinyinLetters('石jg')).toBeNull()
  expect(pinyinLetters('1968')).toBeNull()
})
