import { describe, expect, test } from 'vitest'
import { STANDARD_LEADS, type Lead, type Tracing } from '#domain/ecg/tracing.ts'
import {
  formatsFor,
  isDrawn,
  layOut,
  msAt,
  mvAt,
  placeAt,
  stripRowMsFor,
  xMmOf,
  yMmOf,
  type PaperFormat,
  type PaperOptions,
} from './layout.ts'

function tracing(seconds: number, names: readonly string[] = STANDARD_LEADS): Tracing {
  const leads = names.map((name): Lead => {
    const standard = STANDARD_LEADS.find((lead) => lead === name) ?? null
    return { name, standard, samplesMv: new Float32Array(seconds * 500) }
  })
  return { sampleRateHz: 500, leads, annotations: [], startedAt: null, warnings: [] }
}

function on(format: PaperFormat, more: Partial<PaperOptions> = {}): PaperOptions {
  return { format, speedMmPerS: 25, gainMmPerMv: 10, ...more }
}

describe('a 3x4 sheet with a rhythm strip', () => {
  const layout = layOut(tracing(10), on('3x4+1'))
  const named = (name: string) => layout.places.filter((place) => place.name === name)

  test('gives each column the next 2.5 seconds, 62.5 mm wide at 25 mm/s', () => {
    const times = ['II', 'aVL', 'V2', 'V5'].map((name) => named(name)[0]!)
    expect(times.map((place) => [place.fromMs, place.toMs])).toEqual([
      [0, 2500],
      [2500, 5000],
      [5000, 7500],
      [7500, 10_000],
    ])
    expect(times.map((place) => place.xMm)).toEqual([10, 72.5, 135, 197.5])
  })

  test('puts lead II under them over the whole ten seconds', () => {
    const rhythm = named('II')[1]!
    expect(rhythm.rhythm).toBe(true)
    expect([rhythm.fromMs, rhythm.toMs, rhythm.widthMm]).toEqual([0, 10_000, 250])
  })

  test('lays every baseline on a 5 mm line', () => {
    expect(layout.places.map((place) => place.baselineMm % 5)).toEqual(layout.places.map(() => 0))
  })

  test('is twice as long at 50 mm/s', () => {
    const fast = layOut(tracing(10), on('3x4+1', { speedMmPerS: 50 }))
    expect(fast.places.find((place) => place.rhythm)!.widthMm).toBe(500)
  })

  test('goes on below, sheet by sheet, the last one ending with the recording', () => {
    const long = layOut(tracing(25), on('3x4+1'))
    expect(long.sheets.map((sheet) => sheet.fromMs)).toEqual([0, 10_000, 15_000])
    const last = long.places.filter((place) => place.rhythm).at(-1)!
    expect([last.fromMs, last.toMs]).toEqual([15_000, 25_000])
    expect(long.heightMm).toBeCloseTo(3 * layout.heightMm)
  })
})

describe('what a recording does not have', () => {
  test('keeps its place, with no lead in it', () => {
    const layout = layOut(tracing(10, ['I', 'II', 'III']), on('3x4+1'))
    const missing = layout.places.filter((place) => place.lead === null).map((place) => place.name)
    expect(missing).toEqual(['aVR', 'V1', 'V4', 'aVL', 'V2', 'V5', 'aVF', 'V3', 'V6'])
    expect(layout.places.filter(isDrawn)).toHaveLength(4)
  })

  test('leaves the rhythm strip to V1 where there is no lead II', () => {
    const layout = layOut(tracing(10, ['I', 'V1', 'V5']), on('3x4+1'))
    expect(layout.places.find((place) => place.rhythm)!.name).toBe('V1')
  })

  test('does not push out leads that no standard names: they get rows of their own', () => {
    const layout = layOut(tracing(10, [...STANDARD_LEADS, 'ECG X', 'II']), on('6x2'))
    const own = layout.places.filter((place) => place.rhythm)
    expect(own.map((place) => [place.name, place.lead])).toEqual([
      ['ECG X', 12],
      ['II', 13],
    ])
  })

  test('makes columns of a six-second recording overlap in time, and says so', () => {
    const layout = layOut(tracing(6), on('3x4+1'))
    expect(layout.continuous).toBe(false)
    expect(layout.places.find((place) => place.name === 'V6')!.toMs).toBe(6000)
    expect(layOut(tracing(10), on('3x4+1')).continuous).toBe(true)
  })

  test('shows a recording shorter than a column from its start in every column', () => {
    const layout = layOut(tracing(2), on('3x4+1'))
    expect(new Set(layout.places.map((place) => place.fromMs))).toEqual(new Set([0]))
    expect(layout.places.every((place) => place.toMs === 2000)).toBe(true)
  })
})

describe('a strip', () => {
  test('wraps into rows one under the other, without losing or repeating time', () => {
    const layout = layOut(tracing(30, ['ECG']), on('strip', { stripRowMs: 8000 }))
    expect(layout.places.map((place) => [place.fromMs, place.toMs])).toEqual([
      [0, 8000],
      [8000, 16_000],
      [16_000, 24_000],
      [24_000, 30_000],
    ])
    expect(layout.places.map((place) => place.baselineMm)).toEqual([25, 55, 85, 115])
  })

  test('keeps two leads of the same time together', () => {
    const layout = layOut(tracing(20, ['II', 'V5']), on('strip', { stripRowMs: 10_000 }))
    expect(layout.places.map((place) => `${place.name} ${place.fromMs}`)).toEqual([
      'II 0',
      'V5 0',
      'II 10000',
      'V5 10000',
    ])
  })

  test('gives no room to a hidden lead, but never becomes empty', () => {
    const two = tracing(5, ['II', 'V5'])
    const names = (hiddenLeads: string[]) =>
      layOut(two, on('strip', { hiddenLeads })).places.map((place) => place.name)
    expect(names(['II'])).toEqual(['V5'])
    expect(names(['II', 'V5'])).toEqual(['II'])
  })

  test('chooses rows of half seconds that fit the stage', () => {
    expect(stripRowMsFor(215, 25)).toBe(8000)
    expect(stripRowMsFor(87, 25)).toBe(2500)
    expect(stripRowMsFor(10, 25)).toBe(1000)
  })
})

describe('points of the paper', () => {
  const layout = layOut(tracing(10), on('3x4+1'))
  const v2 = layout.places.find((place) => place.name === 'V2')!

  test('are one millimetre for 40 ms and for 0.1 mV', () => {
    expect(xMmOf(layout, v2, v2.fromMs + 40) - xMmOf(layout, v2, v2.fromMs)).toBeCloseTo(1)
    expect(yMmOf(layout, v2, 0) - yMmOf(layout, v2, 0.1)).toBeCloseTo(1)
  })

  test('lead back to the time and voltage they were made from', () => {
    expect(msAt(layout, v2, xMmOf(layout, v2, 6123))).toBeCloseTo(6123)
    expect(mvAt(layout, v2, yMmOf(layout, v2, -0.37))).toBeCloseTo(-0.37)
  })

  test('belong to the lead they lie on', () => {
    expect(placeAt(layout, v2.xMm + 1, v2.baselineMm)).toBe(v2)
    expect(placeAt(layout, 1, v2.baselineMm)).toBeNull()
  })

  test('a hidden lead keeps its place in a 3x4 sheet and is not found', () => {
    const hidden = layOut(tracing(10), on('3x4+1', { hiddenLeads: ['V2'] }))
    expect(hidden.places).toHaveLength(13)
    expect(placeAt(hidden, v2.xMm + 1, v2.baselineMm)).toBeNull()
  })
})

test('a twelve-lead recording opens as a 3x4 sheet, a Holter strip as a strip', () => {
  expect(formatsFor(tracing(1))[0]).toBe('3x4+1')
  expect(formatsFor(tracing(1, ['MLII', 'V5']))).toEqual(['strip'])
})

test('a twelve-second recording leaves no column of its last sheet empty', () => {
  const layout = layOut(tracing(12), on('6x2'))
  expect(layout.places.filter(isDrawn)).toHaveLength(24)
  expect(layOut(tracing(12), on('12x1')).places.at(-1)).toMatchObject({ fromMs: 10_000, toMs: 12_000 })
})

test('beats are marked on one row of each stretch of time, never on a hidden one', () => {
  const marked = (hiddenLeads: string[]) =>
    layOut(tracing(10), on('12x1', { hiddenLeads })).places.filter((place) => place.marksBeats)
  expect(marked([]).map((place) => place.name)).toEqual(['I'])
  expect(marked(['I']).map((place) => place.name)).toEqual(['II'])
})
