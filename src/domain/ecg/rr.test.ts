import { describe, expect, test } from 'vitest'
import { rrIntervals, rrSeries } from './rr.ts'

function peaks(intervals: readonly number[]): number[] {
  let atMs = 0
  return [0, ...intervals.map((rr) => (atMs += rr))]
}

describe('the RR series', () => {
  test('has mean, shortest and longest interval', () => {
    const rr = rrSeries(peaks([800, 900, 1000]))
    expect(rr.meanMs).toMatchObject({ value: 900, unit: 'ms' })
    expect(rr.minMs).toMatchObject({ value: 800 })
    expect(rr.maxMs).toMatchObject({ value: 1000 })
  })

  test('of two beats says nothing but its interval', () => {
    const rr = rrSeries([0, 800])
    expect(rr.intervalsMs).toEqual([800])
    expect(rr.meanMs).toEqual({ notMeasurable: 'fewer-than-three-beats' })
    expect(rr.rmssdMs).toEqual({ notMeasurable: 'fewer-than-three-beats' })
  })

  test('gives RMSSD from a ten second strip and SDNN only from half a minute', () => {
    const short = rrSeries(peaks(Array.from({ length: 11 }, (_, i) => (i % 2 === 0 ? 800 : 820))))
    expect(short.rmssdMs).toMatchObject({ value: 20 })
    expect(short.sdnnMs).toEqual({ notMeasurable: 'recording-too-short' })
    const long = rrSeries(peaks(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 790 : 810))))
    expect(long.sdnnMs).toMatchObject({ value: Math.sqrt((40 * 100) / 39) })
  })

  test('counts steps of more than 50 ms as ecg.hrv does, and gives pNN50 only from a minute', () => {
    const worked = [800, 810, 790, 860, 805, 800, 720, 795]
    expect(rrSeries(peaks(worked)).pnn50).toEqual({ notMeasurable: 'recording-too-short' })
    // Ten times over; from 795 back to 800 is one more step, a small one.
    const long = rrSeries(peaks(Array.from({ length: 10 }, () => worked).flat()))
    const steps = [10, -20, 70, -55, -5, -80, 75]
    const squares = (all: readonly number[]) => all.reduce((sum, d) => sum + d * d, 0)
    const expected = Math.sqrt((10 * squares(steps) + 9 * 25) / 79)
    expect(long.rmssdMs).toMatchObject({ value: expect.closeTo(expected, 6) as number })
    expect(long.pnn50).toMatchObject({ value: expect.closeTo((100 * 40) / 79, 6) as number, unit: '%' })
  })

  test('leaves the intervals around one premature beat out of the variability', () => {
    const intervals = [800, 804, 800, 804, 800, 804, 520, 1080, 800, 804, 800, 804, 800]
    expect(rrSeries(peaks(intervals)).rmssdMs).toMatchObject({ value: 4 })
  })

  test('refuses variability where hardly any interval is like its neighbours', () => {
    const intervals = [600, 1100, 500, 900, 1300, 480, 800, 1200, 550, 1000, 640, 1250]
    expect(rrSeries(peaks(intervals)).rmssdMs).toEqual({ notMeasurable: 'rhythm-irregular' })
  })

  test('a clock is fully regular, and a random rhythm is not', () => {
    expect(rrSeries(peaks([800, 800, 800, 800, 800])).regularity).toMatchObject({ value: 1 })
    const irregular = rrSeries(peaks([600, 900, 700, 1100, 650])).regularity
    expect(irregular).toMatchObject({ value: expect.closeTo(1 - 350 / 700, 6) as number })
  })

  test('no interval spans an unreadable stretch', () => {
    expect(rrIntervals([0, 800, 1600, 5000, 5800], [{ fromMs: 2000, toMs: 4500 }])).toEqual([800, 800, 800])
  })
})
