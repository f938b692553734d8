import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Mark, MarkShape } from '#domain/imaging/marks.ts'
import { atInstant } from '#domain/record/at.ts'
import { imageReadingOf, imageStudyOf } from './film-facts.ts'
import { filmFromFacts } from './film-from-facts.ts'
import { FILM, SIGNED } from './film.fixture.ts'

const AT = atInstant(Date.parse('2026-11-21T09:30:00Z'), 0, 'second')
const TOOLS: readonly (readonly [tool: MarkShape['tool'], points: number])[] = [
  ['length', 2],
  ['angle', 3],
  ['cobb', 4],
  ['ellipse', 2],
  ['rectangle', 2],
  ['freehand', 7],
  ['cardiothoracic', 4],
  ['marker', 2],
  ['arrow', 2],
  ['probe', 1],
]

const hundredth = fc.integer({ min: -400_000, max: 400_000 }).map((n) => n / 100)

const marks: fc.Arbitrary<readonly Mark[]> = fc.array(
  fc
    .record({
      tool: fc.constantFrom(...TOOLS),
      numbers: fc.array(hundredth, { minLength: 21, maxLength: 21 }),
      id: fc.uuid(),
      text: fc.constantFrom('', '结节', 'a\nb'),
      onPlane: fc.boolean(),
    })
    .map(({ tool: [tool, count], numbers, id, text, onPlane }): Mark => {
      const points = Array.from({ length: count }, (_, i) => ({
        x: numbers[i * 3]!,
        y: numbers[i * 3 + 1]!,
        ...(onPlane ? { z: numbers[i * 3 + 2]! } : {}),
      }))
      const known = tool === 'marker' ? { knownMm: 25.4 } : {}
      return {
        id,
        place: onPlane
          ? { on: 'plane', series: '1.2.840.8', frameOfReference: '1.2.840.7', normal: [0, 1, 0] }
          : { on: 'frame', instance: '1.2.840.1', frame: 3 },
        shape: { tool, points, ...known } as unknown as MarkShape,
        text,
      }
    }),
  { maxLength: 8 },
)

test('a film that is brought from a chart states what the chart said, whatever its marks are', () => {
  fc.assert(
    fc.property(marks, fc.boolean(), (drawn, isSigned) => {
      const measures = Object.fromEntries(drawn.map(({ id }) => [id, FILM.measures!['mark-1']!]))
      const signed = isSigned ? { ...SIGNED, marks: drawn, measures } : null
      const file = { name: 'IMG1.dcm', sha256: 'ab'.repeat(32), sizeBytes: 10 }
      const kept = {
        ...FILM,
        marks: drawn,
        measures,
        signed,
        id: 'film-1',
        keptAt: '2026-11-22T08:00:00Z',
        revision: 4,
        files: [file],
      }
      const told = { reading: imageReadingOf(kept), study: imageStudyOf(kept), at: AT }
      const brought = { ...kept, ...filmFromFacts('p', told) }
      expect(imageReadingOf(brought)).toEqual(told.reading)
      expect(imageStudyOf(brought)).toEqual(told.study)
      expect(brought.marks.map(({ shape }) => shape)).toEqual(drawn.map(({ shape }) => shape))
    }),
    { numRuns: 100 },
  )
})

test('what pixels of an area say comes back as statistics with their unit, and a probe as a probe', () => {
  const values = { mean: -34.12, sd: 5.5, min: -60, max: 12, count: 314, unit: 'HU' }
  const measures = {
    'mark-1': { extents: [], values, probe: null },
    'mark-2': { extents: [], values: null, probe: { stored: [1064], value: 40, unit: 'HU' } },
  }
  const drawn = [FILM.marks[0]!, { ...FILM.marks[0]!, id: 'mark-2' }]
  const kept = { ...FILM, marks: drawn, measures, id: 'f', keptAt: '', revision: 1, files: [] }
  const told = { reading: imageReadingOf(kept), study: imageStudyOf(kept), at: AT }
  const brought = filmFromFacts('p', told).measures!
  expect(brought['mark-1']?.values).toEqual(values)
  expect(brought['mark-2']?.probe).toMatchObject({ value: 40, unit: 'HU' })
})
