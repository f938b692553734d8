import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillWording } from './fill-wording.ts'

const VALUES = new Map([
  ['rate', '72 /min'],
  ['pr', null],
  ['qrs', '96 ms'],
  ['心室率', '72 次/分'],
  ['limits', null],
])

test('numbers stand in their places, whatever the case of the name', () => {
  expect(fillWording('Rate [rate]; QRS [QRS].', VALUES)).toBe('Rate 72 /min; QRS 96 ms.')
  expect(fillWording('心室率 [心室率]；QRS [QRS]。', VALUES)).toBe('心室率 72 次/分；QRS 96 ms。')
})

test('a clause whose number is not there is left out, and the line still ends', () => {
  expect(fillWording('Rate [rate]; PR [PR].', VALUES)).toBe('Rate 72 /min.')
  expect(fillWording('PR [PR]；QRS [QRS]。', VALUES)).toBe('QRS 96 ms。')
})

test('a line of which nothing is left goes; a line without numbers stays', () => {
  expect(fillWording('PR [PR].\nOur clinic.\n[limits]\nQRS [QRS].', VALUES)).toBe('Our clinic.\nQRS 96 ms.')
})

test('a name that nobody knows stays to be seen', () => {
  expect(fillWording('Rate [rat]; QRS [QRS].', VALUES)).toBe('Rate [rat]; QRS 96 ms.')
})

test('whatever a site writes, words without places come out as they went in', () => {
  const line = fc.stringMatching(/^[A-Za-z 心电图,:()0-9-]{1,40}$/).filter((text) => text.trim() === text)
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      expect(fillWording(lines.join('\n'), VALUES)).toBe(lines.join('\n'))
    }),
  )
})
