import { expect, test } from 'vitest'
import { SAMPLES, isPracticeRecording } from './samples.ts'
import { whoseOf, type WhoseGround } from './whose.ts'

const DRAFT: WhoseGround = {
  practiceRecording: false,
  practiceClinic: false,
  finishedFor: undefined,
  chosen: null,
}

test('a tracing that was just opened waits for its person, and may be kept without one', () => {
  expect(whoseOf(DRAFT)).toBe('to-choose')
  expect(whoseOf({ ...DRAFT, chosen: 'shi' })).toBe('chosen')
  expect(whoseOf({ ...DRAFT, finishedFor: null })).toBe('on-no-chart')
})

test('a finished reading stands where the store says, whatever is being chosen on the desk', () => {
  expect(whoseOf({ ...DRAFT, finishedFor: 'shi' })).toBe('on-chart')
  expect(whoseOf({ ...DRAFT, finishedFor: 'shi', chosen: 'li' })).toBe('on-chart')
  expect(whoseOf({ ...DRAFT, finishedFor: null, chosen: 'li' })).toBe('on-no-chart')
})

test('a practice recording goes on nobody’s chart, except on those of made-up people', () => {
  const sample = { ...DRAFT, practiceRecording: true }
  expect(whoseOf({ ...sample, chosen: 'shi' })).toBe('nobodys-heart')
  expect(whoseOf({ ...sample, finishedFor: null })).toBe('nobodys-heart')
  expect(whoseOf({ ...sample, practiceClinic: true })).toBe('to-choose')
})

test('one that got onto a chart all the same says so, so that it can be taken off', () => {
  expect(whoseOf({ ...DRAFT, practiceRecording: true, finishedFor: 'shi' })).toBe('on-chart')
})

test('practice recordings are known by the names of their files, also when they are opened from the kept', () => {
  const { rhythm, seed } = SAMPLES.fibrillation
  expect(isPracticeRecording([{ name: `${rhythm}-${seed}.dat` }, { name: `${rhythm}-${seed}.hea` }])).toBe(
    true,
  )
  expect(isPracticeRecording([{ name: 'atrial-fibrillation.hea' }, { name: 'wang.edf' }])).toBe(false)
})
