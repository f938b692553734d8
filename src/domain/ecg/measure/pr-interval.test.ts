import { expect, test } from 'vitest'
import type { BeatWaves } from '../delineate/waves.ts'
import { rrSeries } from '../rr.ts'
import { prInterval } from './pr-interval.ts'

const WAVES: BeatWaves = {
  p: { onsetMs: 140, peakMs: 190, offsetMs: 240 },
  qrs: { onsetMs: 300, peakMs: 340, offsetMs: 390 },
  t: null,
}
const beatsAfter = (...intervalsMs: number[]) => {
  let at = 0
  return rrSeries([0, ...intervalsMs.map((rr) => (at += rr))])
}
const STEADY = beatsAfter(800, 810, 805, 800, 795, 800, 805)
const CHANGING = beatsAfter(700, 1400, 720, 710, 1390, 700, 1400)
const UNSTEADY = beatsAfter(600, 900, 620, 790, 1010, 700, 560, 830)
const same = [160, 158, 162, 160, 161, 159]

test('PR is from the onset of P to the onset of the QRS over all leads', () => {
  expect(prInterval(WAVES, same, STEADY, false)).toMatchObject({ value: 160, unit: 'ms' })
})

test('without a P wave there is none', () => {
  expect(prInterval({ ...WAVES, p: null }, same, STEADY, false)).toEqual({ notMeasurable: 'no-p-wave' })
})

test('of paced ventricles there is none', () => {
  expect(prInterval(WAVES, same, STEADY, true)).toEqual({ notMeasurable: 'paced-rhythm' })
})

test('P waves that do not keep their distance give none', () => {
  const irregular = { notMeasurable: 'rhythm-irregular' }
  expect(prInterval(WAVES, [160, 245, 290, 160, 240, 285], STEADY, false)).toEqual(irregular)
  expect(prInterval(WAVES, [160, null, null, 160, null, 158], STEADY, false)).toEqual(irregular)
  expect(prInterval(WAVES, same, CHANGING, false)).toEqual(irregular)
})

test('a wave close before irregular beats is no P', () => {
  const close = { ...WAVES, p: { onsetMs: 220, peakMs: 250, offsetMs: 280 } }
  const near = same.map((pr) => pr - 80)
  expect(prInterval(close, near, STEADY, false)).toMatchObject({ value: 80 })
  expect(prInterval(close, near, UNSTEADY, false)).toEqual({ notMeasurable: 'rhythm-irregular' })
})

test('a P wave without a sure onset gives none', () => {
  const apart = same.map((pr) => pr + 60)
  expect(prInterval(WAVES, apart, STEADY, false)).toEqual({ notMeasurable: 'edge-unclear' })
  const open = { ...WAVES, p: { ...WAVES.p!, onsetMs: null } }
  expect(prInterval(open, same, STEADY, false)).toEqual({ notMeasurable: 'edge-unclear' })
})
