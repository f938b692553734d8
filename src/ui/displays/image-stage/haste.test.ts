import { expect, test } from 'vitest'
import { Haste, REST_MS } from './haste.ts'

test('the first picture is painted in full, however long it takes', () => {
  expect(new Haste().isHurried(0)).toBe(false)
})

test('where a picture takes long, those that follow at once are hurried, one after a rest is not', () => {
  const haste = new Haste()
  haste.painted(1000, 30, true)
  expect(haste.isHurried(1016)).toBe(true)
  expect(haste.isHurried(1400)).toBe(false)
})

test('a movement stays hurried until it rests, though hurried pictures are quick', () => {
  const haste = new Haste()
  haste.painted(1000, 30, true)
  for (let now = 1016; now < 3000; now += 16) {
    expect(haste.isHurried(now)).toBe(true)
    haste.painted(now, 2, false)
  }
})

test('where a picture is quick in full, nothing is hurried', () => {
  const haste = new Haste()
  haste.painted(1000, 5, true)
  expect(haste.isHurried(1016)).toBe(false)
})

test('the picture of the rest is painted in full', () => {
  const haste = new Haste()
  haste.painted(1000, 30, true)
  haste.painted(1016, 2, false)
  expect(haste.isHurried(1016 + REST_MS)).toBe(false)
})
