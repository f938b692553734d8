import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cineAt, startCine, type Cine } from './cine.ts'

test('a loop of 40 ms frames on a 60 Hz screen shows them all in order and begins again', () => {
  let cine: Cine = startCine(0, 0, 40)
  const shown: number[] = []
  for (let now = 0; now < 500; now += 16.7) {
    const next = cineAt(cine, now, 40, 5, true)
    if (next.index !== cine.index) shown.push(next.index)
    cine = next
  }
  expect(shown).toEqual([1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2])
})

test('however the screen stutters, after a while the loop is where its recording would be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 300, noNaN: true }), { minLength: 5, maxLength: 60 }),
      fc.double({ min: 10, max: 120, noNaN: true }),
      (waits, frameMs) => {
        let now = 0
        let cine = startCine(0, 0, frameMs)
        for (const wait of waits) cine = cineAt(cine, (now += wait), frameMs, 1_000_000, true)
        expect(Math.abs(cine.index - now / frameMs)).toBeLessThanOrEqual(1)
      },
    ),
  )
})

test('a picture that is not there yet is waited for', () => {
  const cine = startCine(3, 0, 40)
  expect(cineAt(cine, 200, 40, 10, false)).toBe(cine)
})

test('after a sleep it goes on with the next picture', () => {
  expect(cineAt(startCine(3, 0, 40), 60_000, 40, 10, true)).toEqual({ index: 4, dueMs: 60_040 })
})

test('one picture does not play', () => {
  const cine = startCine(0, 0, 40)
  expect(cineAt(cine, 1000, 40, 1, true)).toBe(cine)
})
