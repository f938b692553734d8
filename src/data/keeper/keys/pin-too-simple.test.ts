import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pinProblem } from './pin-too-simple.ts'

test.each(['482915', '730648', '901573', '647380', '864093'])('%s will do', (pin) => {
  expect(pinProblem(pin)).toBeNull()
})

test.each([
  ['one digit', '111111'],
  ['two digits', '100101'],
  ['counting up', '123456'],
  ['counting down', '654321'],
  ['counting across the ten', '789012'],
  ['counting by two', '135791'],
  ['repeated pairs', '575757'],
  ['repeated triples', '168168'],
  ['pairs', '112233'],
  ['a mirror', '379973'],
  ['a birthday, year first', '580312'],
  ['a birthday, day first', '310758'],
  ['a birthday, month first', '073158'],
  ['a year and a month', '195803'],
  ['a line on the keypad', '147258'],
  ['what sounds like words', '520131'],
])('%s is too simple: %s', (_, pin) => {
  expect(pinProblem(pin)?.code).toBe('pin-too-simple')
})

test('a date of nobody is no birthday', () => {
  expect(pinProblem('581347')).toBeNull()
})

test.each(['', '12345', '1234567', '12345a', '48 2915', '-48291'])('"%s" is no PIN of six digits', (pin) => {
  expect(pinProblem(pin)?.code).toBe('pin-not-six-digits')
})

test('full-width digits are digits', () => {
  expect(pinProblem('482915')).toBeNull()
  expect(pinProblem('123456')?.code).toBe('pin-too-simple')
})

test('nine of ten PINs will do', () => {
  const pins = fc.sample(fc.noBias(fc.integer({ min: 0, max: 999_999 })), { numRuns: 40_000, seed: 7 })
  const fit = pins.filter((pin) => pinProblem(String(pin).padStart(6, '0')) === null)
  expect(fit.length / pins.length).toBeGreaterThan(0.9)
})
