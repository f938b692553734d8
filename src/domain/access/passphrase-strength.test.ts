import fc from 'fast-check'
import { expect, test } from 'vitest'
import { passphraseStrength } from './passphrase-strength.ts'

const level = (text: string, known: readonly string[] = []) => passphraseStrength(text, known).level

test.each([
  '',
  '123456',
  'password2026',
  '13812345678',
  '19580312',
  'woaini1314',
  'aaaaaaaaaaaaaaaaaaaaaaaa',
  'abcabcabcabcabcabc',
  'abcdefghijklmnop',
  '青石镇卫生院',
])('%s is refused', (text) => {
  expect(level(text)).toBe('too-weak')
})

test('two words that nobody expects together are fair, four are good, six are strong', () => {
  expect(level('ladder copper violin rain pepper moss')).toBe('strong')
  expect(level('ladder copper violin rain')).toBe('good')
  expect(level('ladder copper')).toBe('fair')
})

test('a line of Chinese that is not in any book is good', () => {
  expect(level('灶台上三只蓝色的碗')).toBe('good')
})

test('a name that stands on the tablet adds next to nothing', () => {
  const clinic = 'Qingshi Township Clinic'
  expect(level(`${clinic} 77`, [clinic])).toBe('too-weak')
  expect(passphraseStrength(`ladder ${clinic}`, [clinic]).bits).toBeLessThan(
    passphraseStrength('ladder copper').bits,
  )
})

test('a longer passphrase of the same kind is never weaker', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('rain', 'zeno', 'figs', 'mulk'), { maxLength: 8 }), (words) => {
      const shorter = passphraseStrength(words.join(' ') + 'x9')
      const longer = passphraseStrength([...words, 'wolf'].join(' ') + 'x9')
      expect(longer.bits).toBeGreaterThanOrEqual(shorter.bits)
    }),
  )
})
