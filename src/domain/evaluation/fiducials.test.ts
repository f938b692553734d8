import { describe, expect, test } from 'vitest'
import type { Annotation } from '../ecg/tracing.ts'
import { addScores, annotatedIntervals, annotatedWaves, fiducialFigures, scoreWaves } from './fiducials.ts'
import type { MarkedWave } from './fiducials.ts'

const wave = (kind: MarkedWave['kind'], onsetMs: number, peakMs: number, offsetMs: number): MarkedWave => ({
  kind,
  onsetMs,
  peakMs,
  offsetMs,
})

/** One beat every second from 1 s on, moved by `late` milliseconds. */
function beats(count: number, late = 0): MarkedWave[] {
  return Array.from({ length: count }, (_, k) => k * 1000 + 1000 + late).flatMap((r) => [
    wave('p', r - 200, r - 150, r - 100),
    wave('qrs', r - 40, r, r + 50),
    wave('t', r + 180, r + 260, r + 340),
  ])
}

describe('marks of an annotation file', () => {
  test('a bracket before and after a letter are its edges; a bracket that is missing is no edge', () => {
    const marks: Annotation[] = [
      { atMs: 0, symbol: '+', text: '(N' },
      { atMs: 100, symbol: '(' },
      { atMs: 150, symbol: 'p' },
      { atMs: 200, symbol: ')' },
      { atMs: 300, symbol: 'N' },
      { atMs: 340, symbol: ')' },
      { atMs: 500, symbol: 't' },
    ]
    expect(annotatedWaves(marks)).toEqual([
      { kind: 'p', onsetMs: 100, peakMs: 150, offsetMs: 200 },
      { kind: 'qrs', onsetMs: null, peakMs: 300, offsetMs: 340 },
      { kind: 't', onsetMs: null, peakMs: 500, offsetMs: null },
    ])
  })
})

describe('the score of a delineation', () => {
  test('marks that agree have F1 1 and errors 0', () => {
    const figures = fiducialFigures(scoreWaves(beats(4), beats(4)))
    expect(figures).toMatchObject({ pF1: 1, qrsF1: 1, tF1: 1, pOnMeanMs: 0, tOffSdMs: 0 })
  })

  test('marks that all lie 12 ms late are met, with 12 ms in every edge', () => {
    const figures = fiducialFigures(scoreWaves(beats(4), beats(4, 12)))
    expect(figures).toMatchObject({ pF1: 1, tF1: 1, pOnMeanMs: 12, qrsOffMeanMs: 12, qrsOffSdMs: 0 })
  })

  test('a wave missed and a wave invented count once each', () => {
    const truth = beats(3)
    const found = beats(3).filter(({ kind, peakMs }) => kind !== 'p' || peakMs !== 1850)
    const { waves } = scoreWaves(truth, [...found, wave('p', 2500, 2540, 2580)])
    expect(waves.p).toEqual({ hits: 2, missed: 1, invented: 1 })
    expect(waves.qrs).toEqual({ hits: 3, missed: 0, invented: 0 })
  })

  test('a wave whose end lies 160 ms off is not met, though its peak is', () => {
    const found = beats(1).map((w) => (w.kind === 't' ? { ...w, offsetMs: w.offsetMs! + 160 } : w))
    expect(scoreWaves(beats(1), found).waves.t).toEqual({ hits: 0, missed: 1, invented: 1 })
  })

  test('what is found before the first and after the last mark does not count', () => {
    const { waves } = scoreWaves(beats(3).slice(3, 6), beats(3))
    expect(waves.qrs).toEqual({ hits: 1, missed: 0, invented: 0 })
  })

  test('two marks never meet the same wave', () => {
    const truth = [wave('p', 80, 100, 120), wave('p', 180, 200, 220)]
    expect(scoreWaves(truth, [wave('p', 130, 150, 170)]).waves.p).toEqual({ hits: 1, missed: 1, invented: 0 })
  })

  test('scores add up, and nothing at all has no figure', () => {
    const twice = addScores([scoreWaves(beats(2), beats(2, 4)), scoreWaves(beats(3), beats(3, 8))])
    expect(twice.waves.qrs.hits).toBe(5)
    expect(fiducialFigures(twice).qrsOnMeanMs).toBeCloseTo((2 * 4 + 3 * 8) / 5)
    expect(fiducialFigures(addScores([])).pF1).toBeNull()
  })
})

describe('the intervals of annotated leads', () => {
  const leads = [-4, 0, 0, 2, 6].map((late) => beats(5, late))

  test('typical: the median edge over the leads', () => {
    expect(annotatedIntervals(leads)).toEqual({ rateBpm: 60, prMs: 160, qrsMs: 90, qtMs: 380 })
  })

  test('outermost: from the earliest to the latest mark of any lead', () => {
    expect(annotatedIntervals(leads, 'outermost')).toMatchObject({ prMs: 160, qrsMs: 100, qtMs: 390 })
  })

  test('no PR where the leads mark no P', () => {
    const without = leads.map((waves) => waves.filter(({ kind }) => kind !== 'p'))
    expect(annotatedIntervals(without)).toMatchObject({ prMs: null, qrsMs: 90 })
  })
})
