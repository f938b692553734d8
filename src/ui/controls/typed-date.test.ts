import { expect, test } from 'vitest'
import { isoOfDigits } from './typed-date.ts'

test.each([
  ['1958', '1958'],
  ['195803', '1958-03'],
  ['19580312', '1958-03-12'],
  ['１９５８０３１２', '1958-03-12'],
  ['1958.3.2', '1958-03-02'],
  ['1958/12', '1958-12'],
  ['1958年3月2日', '1958-03-02'],
  ['1958年3月', '1958-03'],
  ['1958-03-12', '1958-03-12'],
])('%s is %s', (typed, iso) => {
  expect(isoOfDigits(typed)).toBe(iso)
})

test.each(['58', '1958-', '3.12.1958', 'last year', '195803122'])('%s stays as it was typed', (typed) => {
  expect(isoOfDigits(typed)).toBe(typed)
})
