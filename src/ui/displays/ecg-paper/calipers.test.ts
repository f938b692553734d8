import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import {
  firstCaliper,
  marchOut,
  moveBoth,
  moveEnd,
  moveTo,
  placeOf,
  readCaliper,
  type Caliper,
} from './calipers.ts'
import { layOut, type PaperFormat } from './layout.ts'

const TRACING: Tracing = {
  sampleRateHz: 500,
  leads: STANDARD_LEADS.map((name) => ({ name, standard: name, samplesMv: new Float32Array(5000) })),
  annotations: [],
  startedAt: null,
  warnings: [],
}

const RR: Caliper = { lead: 'II', a: { atMs: 3000, mv: 0.1 }, b: { atMs: 3800, mv: 0.35 } }

function sheet(format: PaperFormat) {
  return layOut(TRACING, { format, speedMmPerS: 25, gainMmPerMv: 10 })
}

describe('a caliper', () => {
  test('reads 800 ms as 75 a minute', () => {
    const reading = readCaliper(RR)
    expect(reading.intervalMs).toBe(800)
    expect(reading.perMinute).toBe(75)
    expect(reading.differenceMv).toBeCloseTo(0.25)
  })

  test('reads the same from either end', () => {
    expect(readCaliper({ lead: 'II', a: RR.b, b: RR.a })).toEqual(readCaliper(RR))
  })

  test('has no rate where both points share one instant', () => {
    expect(readCaliper({ ...RR, b: { ...RR.a, mv: 1 } }).perMinute).toBeNull()
  })

  test('snaps to nothing', () => {
    const moved = moveEnd(RR, 'b', 0.3, 0.0007, { fromMs: 0, toMs: 10_000 })
    expect(moved.b.atMs).toBeCloseTo(3800.3)
    expect(moved.b.mv).toBeCloseTo(0.3507)
    expect(moved.a).toEqual(RR.a)
  })

  test('stays on the stretch of paper it lies on', () => {
    expect(moveEnd(RR, 'b', 9999, 0, { fromMs: 2500, toMs: 5000 }).b.atMs).toBe(5000)
    expect(moveEnd(RR, 'a', -9999, 0, { fromMs: 2500, toMs: 5000 }).a.atMs).toBe(2500)
  })

  test('keeps its interval when it is carried against the edge', () => {
    const carried = moveBoth(RR, 5000, 0, { fromMs: 2500, toMs: 5000 })
    expect([carried.a.atMs, carried.b.atMs]).toEqual([4200, 5000])
  })
})

describe('on the paper', () => {
  test('it lies on the rhythm strip where that shows its lead', () => {
    expect(placeOf(sheet('3x4+1'), RR)!.rhythm).toBe(true)
  })

  test('it lies nowhere where no one place shows both points, and comes back with the format', () => {
    const wide: Caliper = { lead: 'V1', a: { atMs: 5200, mv: 0 }, b: { atMs: 9000, mv: 0 } }
    expect(placeOf(sheet('3x4+1'), wide)).toBeNull()
    expect(placeOf(sheet('12x1'), wide)!.name).toBe('V1')
  })

  test('it opens on the two beats nearest to where one looks', () => {
    const rhythm = sheet('3x4+1').places.find((place) => place.rhythm)!
    const caliper = firstCaliper(rhythm, 5000, [500, 1400, 4700, 5500, 9000])
    expect([caliper.a.atMs, caliper.b.atMs]).toEqual([4700, 5500])
  })

  test('it opens 600 ms wide where no beats are known', () => {
    const rhythm = sheet('3x4+1').places.find((place) => place.rhythm)!
    expect(readCaliper(firstCaliper(rhythm, 9900, []))).toMatchObject({ fromMs: 9400, toMs: 10_000 })
  })

  test('carried to another lead it keeps its interval, and fits', () => {
    const v6 = sheet('3x4+1').places.find((place) => place.name === 'V6')!
    const carried = moveTo(RR, v6, 9900)
    expect(carried.lead).toBe('V6')
    expect(readCaliper(carried)).toMatchObject({ fromMs: 9200, toMs: 10_000 })
  })
})

describe('march-out', () => {
  test('repeats the interval both ways, without the caliper itself', () => {
    expect(marchOut(RR, 0, 6000)).toEqual([600, 1400, 2200, 4600, 5400])
  })

  test('does not paint the paper full with an interval of nothing', () => {
    expect(marchOut({ ...RR, b: { atMs: 3001, mv: 0 } }, 0, 10_000)).toEqual([])
  })
})
