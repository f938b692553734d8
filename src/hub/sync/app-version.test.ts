import { expect, test } from 'vitest'
import { isOlder } from './app-version.ts'

test.each([
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', true],
  ['1.10.0', '1.9.9', false],
  ['1.9.9', '1.10.0', true],
  ['2.0.0', '1.99.99', false],
  ['1.2.3-rc.1', '1.2.3', true],
  ['1.2.3', '1.2.3-rc.1', false],
  ['1.2.3+build.7', '1.2.3', false],
  ['v1.2.3', '1.2.3', false],
  ['no version at all', '0.0.1', true],
  ['no version at all', '0.0.0', false],
])('is %s older than %s: %s', (app, min, older) => {
  expect(isOlder(app, min)).toBe(older)
})
