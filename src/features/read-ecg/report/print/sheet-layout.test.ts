import { describe, expect, test } from 'vitest'
import { UNFILTERED } from '#domain/ecg/display.ts'
import type { PaperSetting } from '#domain/ecg/report.ts'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { GRID_HEIGHT_MM, GRID_WIDTH_MM, layOutSheet } from './sheet-layout.ts'
import { gridPath, pulsePath, strayMm, tracePath } from './sheet-paths.ts'

function tracing(seconds: number, names: readonly string[] = STANDARD_LEADS, rateHz = 500): Tracing {
  const leads = names.map((name) => ({
    name,
    standard: STANDARD_LEADS.find((each) => each === name) ?? null,
    samplesMv: new Float32Array(seconds * rateHz),
  }))
  return { sampleRateHz: rateHz, leads, annotations: [], startedAt: null, warnings: [] }
}

const PAPER: PaperSetting = { layout: '3x4+1', speedMmPerS: 25, gainMmPerMv: 10, filter: UNFILTERED }

/** Numbers of a path's corners, by pairs. */
function corners(path: string): readonly (readonly [x: number, y: number])[] {
  return [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
}

describe('a sheet of paper', () => {
  test('holds ten seconds of twelve leads at 25 mm/s, every lead once and the rhythm lead under them', () => {
    const { places, missing } = layOutSheet(tracing(10), PAPER)
    expect(places).toHaveLength(13)
    expect(missing).toEqual([])
    const rhythm = places.at(-1)!
    expect([rhythm.name, rhythm.fromMs, rhythm.toMs]).toEqual(['II', 0, 10_000])
    expect(places.find(({ name }) => name === 'V4')).toMatchObject({ fromMs: 7500, toMs: 10_000, xMm: 202.5 })
  })

  test.each([25, 50, 12.5] as const)('at %s mm/s a second of trace is that long', (speedMmPerS) => {
    const ecg = tracing(30)
    const paper = { ...PAPER, speedMmPerS }
    const rhythm = layOutSheet(ecg, paper).places.at(-1)!
    const line = corners(tracePath(ecg, rhythm, paper))
    const perSecond = (line[500]![0] - line[0]![0]) / 1
    expect(perSecond).toBeCloseTo(speedMmPerS, 1)
    expect(line.at(-1)![0]).toBeLessThanOrEqual(15 + 250)
    expect(line.at(-1)![0]).toBeGreaterThan(15 + 249.5)
  })

  test('a millivolt is as tall as the gain says, in the trace and in the pulse before it', () => {
    const ecg = tracing(10)
    ecg.leads[1]!.samplesMv[250] = 1
    const place = layOutSheet(ecg, PAPER).places.at(-1)!
    const [top] = corners(tracePath(ecg, place, PAPER)).toSorted((a, b) => a[1] - b[1])
    expect(place.baselineMm - top![1]).toBeCloseTo(10, 2)
    expect(top![0]).toBeCloseTo(15 + 12.5, 2)
    expect(pulsePath(place, PAPER)).toBe(`M1.5 ${place.baselineMm}h1v-10h5v10h1`)
  })

  test('a pulse stands before every row that has room for it, and pulses of low rows do not meet', () => {
    const pulses = (layout: PaperSetting['layout']) =>
      layOutSheet(tracing(10), { ...PAPER, layout }).places.filter(({ pulse }) => pulse)
    expect(pulses('3x4+1')).toHaveLength(4)
    expect(pulses('6x2')).toHaveLength(6)
    const low = pulses('12x1').map(({ baselineMm }) => baselineMm)
    expect(low.length).toBeGreaterThan(1)
    expect(Math.min(...low)).toBeGreaterThanOrEqual(PAPER.gainMmPerMv)
    for (const [i, baseline] of low.slice(1).entries())
      expect(baseline - low[i]!).toBeGreaterThan(PAPER.gainMmPerMv)
  })

  test('how far a wave leaves its row is said, up and down', () => {
    const ecg = tracing(10)
    const { places, rowMm } = layOutSheet(ecg, PAPER)
    const rhythm = places.at(-1)!
    expect(strayMm(ecg, rhythm, rowMm, PAPER)).toBeLessThan(0)
    ecg.leads[1]!.samplesMv[4000] = 2.5
    expect(strayMm(ecg, rhythm, rowMm, PAPER)).toBeCloseTo(5, 4)
    ecg.leads[1]!.samplesMv[4000] = -2.5
    expect(strayMm(ecg, rhythm, rowMm, PAPER)).toBeCloseTo(15, 4)
    expect(strayMm(ecg, rhythm, rowMm, { ...PAPER, gainMmPerMv: 5 })).toBeCloseTo(2.5, 4)
  })

  test('sample rates that are no friends of the millimetre add up to no error', () => {
    const ecg = tracing(10, STANDARD_LEADS, 257)
    const place = layOutSheet(ecg, PAPER).places.at(-1)!
    const line = corners(tracePath(ecg, place, PAPER))
    expect(line[2313]![0]).toBeCloseTo(15 + (2313 / 257) * 25, 2)
  })

  test('a second sheet begins where it is asked to, and never behind the end', () => {
    expect(layOutSheet(tracing(30), PAPER, 10_000).places[0]).toMatchObject({ fromMs: 10_000, toMs: 12_500 })
    expect(layOutSheet(tracing(30), PAPER, 25_000).fromMs).toBe(20_000)
    expect(layOutSheet(tracing(3), PAPER, 5000)).toMatchObject({ fromMs: 0, toMs: 3000 })
  })

  test('a short recording stands in every column with what it has', () => {
    const { places } = layOutSheet(tracing(3), PAPER)
    for (const { fromMs, toMs } of places) expect(toMs - fromMs).toBeGreaterThan(2400)
  })

  test('a single lead runs on over four rows, three leads over one another once', () => {
    const strip = { ...PAPER, layout: 'strip' } as const
    const one = layOutSheet(tracing(60, ['II']), strip)
    expect(one.places.map(({ fromMs }) => fromMs)).toEqual([0, 10_000, 20_000, 30_000])
    expect(one.toMs).toBe(40_000)
    expect(layOutSheet(tracing(60, ['MLII', 'x', 'y']), PAPER).places.map(({ name }) => name)).toEqual([
      'MLII',
      'x',
      'y',
    ])
  })

  test('leads that the recording has not are named', () => {
    const { missing, places } = layOutSheet(tracing(10, ['I', 'II', 'III', 'aVR', 'aVL', 'aVF']), PAPER)
    expect(missing).toEqual(['V1', 'V2', 'V3', 'V4', 'V5', 'V6'])
    expect(places).toHaveLength(7)
  })

  test('a gap lifts the pen', () => {
    const ecg = tracing(10)
    ecg.leads[1]!.samplesMv.fill(NaN, 1000, 1500)
    const path = tracePath(ecg, layOutSheet(ecg, PAPER).places.at(-1)!, PAPER)
    expect(path.match(/M/g)).toHaveLength(2)
  })

  test('the grid has a line at every step and at both edges', () => {
    const lines = gridPath(5)
    expect(lines.match(/V/g)).toHaveLength(GRID_WIDTH_MM / 5 + 1)
    expect(lines.match(/H/g)).toHaveLength(GRID_HEIGHT_MM / 5 + 1)
  })

  test('baselines lie on the lines of the grid', () => {
    for (const layout of ['3x4+1', '6x2', 'strip'] as const)
      for (const { baselineMm } of layOutSheet(tracing(60), { ...PAPER, layout }).places)
        expect(baselineMm % 5).toBe(0)
  })
})
