import { describe, expect, test } from 'vitest'
import { meetBeats } from './beat-classes.ts'
import { beatFigures, countBeats, sumCounts } from './beat-counts.ts'

const mark = (atMs: number, symbol: string) => ({ atMs, symbol })

describe('beats that were found meet those that were annotated', () => {
  test('within 150 ms, with the class of AAMI', () => {
    const marks = [mark(1000, 'R'), mark(2000, 'a'), mark(3000, 'E'), mark(4000, 'F'), mark(5000, '/')]
    expect(meetBeats([1010, 1990, 3100, 4000, 5000], marks).map(({ truth }) => truth)).toEqual([
      'N',
      'S',
      'V',
      'F',
      'Q',
    ])
  })
  test('or stand alone', () => {
    expect(meetBeats([1000, 1500], [mark(1000, 'N'), mark(3000, 'V')])).toEqual([
      { found: 0, truth: 'N' },
      { found: 1, truth: null },
      { found: null, truth: 'V' },
    ])
  })
  test('but not inside ventricular flutter', () => {
    const marks = [mark(1000, 'N'), mark(1400, '['), mark(1600, '!'), mark(2600, ']'), mark(3000, 'N')]
    expect(meetBeats([1000, 1800, 2200, 3000], marks).map(({ found }) => found)).toEqual([0, 3])
  })
})

describe('figures after EC57', () => {
  const called = (truth: 'N' | 'S' | 'V' | 'F' | 'Q' | null, label: 'N' | 'S' | 'V' | 'F' | null) =>
    countBeats([{ found: 0, truth }], () => label)
  const missed = countBeats([{ found: null, truth: 'V' }], () => null)

  test('count a missed beat against its class', () => {
    const f = beatFigures(sumCounts([called('V', 'V'), called('V', 'V'), called('V', 'S'), missed]))
    expect(f).toMatchObject({ vebSensitivity: 0.5, vebPpv: 1, svebPpv: 0, beatSensitivity: 0.75 })
  })
  test('count an invented beat against what it was called', () => {
    const f = beatFigures(sumCounts([called('V', 'V'), called(null, 'V'), called(null, 'N')]))
    expect(f).toMatchObject({ vebPpv: 0.5, normalPpv: 0, beatPpv: 1 / 3 })
  })
  test('leave out fusion called ventricular, and unclassifiable beats', () => {
    const f = beatFigures(sumCounts([called('V', 'V'), called('F', 'V'), called('Q', 'V'), called('Q', 'S')]))
    expect(f).toMatchObject({ vebPpv: 1, svebPpv: null, fusionSensitivity: 0 })
  })
  test('count a beat that was not named as not found out', () => {
    expect(beatFigures(sumCounts([called('S', 'S'), called('S', null)]))).toMatchObject({
      svebSensitivity: 0.5,
      svebPpv: 1,
      beatSensitivity: 1,
    })
  })
})
