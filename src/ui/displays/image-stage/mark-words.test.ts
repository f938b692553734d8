import { describe, expect, test } from 'vitest'
import { overwriteGetLocale } from '#words/runtime.js'
import type { Extent } from '#domain/imaging/length.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { extentInWords, markInShort, markName, measuresInWords, probeInWords } from './mark-words.ts'

overwriteGetLocale(() => 'en')

const length = (value: number, over: Partial<Extent>): Extent => ({
  quantity: 'length',
  value,
  unit: 'mm',
  trust: 'calibrated',
  basis: 'patient-plane',
  ...over,
})

describe('a length in words', () => {
  test('says what it rests on wherever that can be doubted', () => {
    expect(extentInWords(length(42.3, { trust: 'estimated', basis: 'imager' }))).toBe(
      '≈ 42 mm at the detector',
    )
    expect(extentInWords(length(118, { unit: '{pixel}', trust: 'pixels', basis: null }))).toBe('118 px')
    expect(extentInWords(length(25, { basis: 'marker' }))).toBe('25.0 mm by your marker')
  })

  test('of a slice is bare on the picture and complete in a list', () => {
    expect(extentInWords(length(8, {}))).toBe('8.0 mm')
    expect(extentInWords(length(8, {}), { basis: 'always' })).toBe('8.0 mm in the patient')
  })

  test('of an angle has no space before its sign', () => {
    expect(
      extentInWords({ quantity: 'angle', value: 24, unit: 'deg', trust: 'calibrated', basis: null }),
    ).toBe('24°')
  })
})

describe('what a mark measures', () => {
  const heart = { name: 'heart', extent: length(113, { trust: 'estimated', basis: 'imager' }) } as const
  const chest = { name: 'chest', extent: length(258, { trust: 'estimated', basis: 'imager' }) } as const
  const ratio = {
    name: 'ratio',
    extent: { quantity: 'ratio', value: 0.44, unit: '1', trust: 'calibrated', basis: null },
  } as const

  test('says the basis once, with the first width that has one', () => {
    expect(measuresInWords({ extents: [ratio, heart, chest], values: null, probe: null })).toEqual([
      'Heart to chest 0.44',
      'Heart ≈ 113 mm at the detector',
      'Chest ≈ 258 mm',
    ])
  })

  test('in short is its own words, its chief measure and the mean', () => {
    const area = { name: 'area', extent: length(1950, { quantity: 'area', unit: 'mm2' }) } as const
    const width = { name: 'width', extent: length(43.2, {}) } as const
    const values = { mean: -850, sd: 17.6, min: -880, max: -820, count: 3984, unit: 'HU' }
    expect(markInShort({ text: 'ball' }, { extents: [area, width], values, probe: null })).toEqual([
      'ball',
      '19.5 cm²',
      'mean −850 ± 17.6 HU',
    ])
  })

  test('a probe of colour says its channels, one of padding that there is nothing', () => {
    expect(probeInWords({ stored: [1, 2, 3], value: null, unit: '' })).toBe('red 1, green 2, blue 3')
    expect(probeInWords({ stored: [-2000], value: null, unit: 'HU' })).toBe('no value here')
  })

  test('marks are counted by their tool, and one that is being drawn comes next', () => {
    const mark = (id: string, tool: 'length' | 'probe'): Mark =>
      ({
        id,
        place: { on: 'frame', instance: 'i', frame: 0 },
        shape: { tool, points: [] },
        text: '',
      }) as unknown as Mark
    const marks = [mark('a', 'length'), mark('b', 'probe'), mark('c', 'length')]
    expect(marks.map((one) => markName(one, marks))).toEqual(['Length 1', 'Value 1', 'Length 2'])
    expect(markName(mark('d', 'length'), marks)).toBe('Length 3')
  })
})
