import { beforeAll, expect, test } from 'vitest'
import type { Mark } from '#domain/imaging/marks.ts'
import { measureMark, type MarkMeasures } from '#domain/imaging/measure.ts'
import type { FrameInfo, PixelSpacing } from '#domain/imaging/image.ts'
import { sentenceOf } from '#domain/imaging/report/edits.ts'
import { templateNamed } from '#domain/imaging/report/templates.ts'
import { setLocale } from '#words/runtime.js'
import { measureChoices, remeasured, withMeasure, withWords } from './mark-measures.ts'

beforeAll(() => setLocale('en', { reload: false }))

function info(spacing: PixelSpacing | null): FrameInfo {
  return { rendering: { kind: 'colour' }, spacing, pixelAspect: 1, plane: null, orientation: null }
}

function lengthMark(id: string, px: number): Mark {
  const points = [
    { x: 0, y: 0 },
    { x: px, y: 0 },
  ] as const
  const place = { on: 'frame', instance: '1', frame: 0 } as const
  return { id, place, shape: { tool: 'length', points }, text: '' }
}

/** A study with lengths of so many pixels at a spacing. */
function filmOf(spacing: PixelSpacing | null, ...lengths: number[]) {
  const marks = lengths.map((px, i) => lengthMark(`m${i}`, px))
  const measures = new Map<string, MarkMeasures>(
    marks.map((mark) => [mark.id, measureMark(mark.shape, null, info(spacing))]),
  )
  return { marks, selectedMark: null as string | null, measuresOf: (id: string) => measures.get(id) ?? null }
}

const AT_DETECTOR: PixelSpacing = { rowMm: 0.2, columnMm: 0.2, trust: 'estimated', basis: 'imager' }
const NODULE = templateNamed('chest-film.lung-nodule')!

function saidWith(film: ReturnType<typeof filmOf>, mark = 0) {
  const choice = measureChoices(film, 'length')[mark]!
  const slots = withMeasure({ zone: 'left-upper' }, 'size', choice)
  return sentenceOf('f', NODULE, slots, 'en', [choice.mark])!
}

test('a length on a film without scale stands in pixels, never in millimetres', () => {
  expect(saidWith(filmOf(null, 118)).text).toMatch(/118 (px|pixels)/)
  expect(saidWith(filmOf(null, 118)).text).not.toMatch(/mm|cm/)
})

test('a length at the detector brings its unit, that it is about so much, and what it rests on', () => {
  const { text } = saidWith(filmOf(AT_DETECTOR, 210))
  expect(text).toContain('42 mm')
  expect(text).toMatch(/≈|about/)
  expect(text).toMatch(/detector/)
})

test('the chosen mark is offered first', () => {
  const film = { ...filmOf(AT_DETECTOR, 100, 200), selectedMark: 'm1' }
  expect(measureChoices(film, 'length').map(({ mark }) => mark)).toEqual(['m1', 'm0'])
  expect(measureChoices(film, 'angle')).toEqual([])
})

test('a sentence says when its mark measures otherwise now, and nothing while it does not', () => {
  const before = filmOf(AT_DETECTOR, 210)
  const line = saidWith(before)
  expect(remeasured(before, line)).toBeNull()
  expect(remeasured(filmOf(AT_DETECTOR, 300), line)?.['size']).toContain('60 mm')
  expect(remeasured(filmOf(null, 210), line)?.['size']).not.toContain('mm')
})

test('a number that a person types is theirs: no mark changes it any more', () => {
  const film = filmOf(AT_DETECTOR, 210)
  const slots = withWords(saidWith(film).slots, 'size', '40 mm')
  expect(remeasured(filmOf(AT_DETECTOR, 300), { slots })).toBeNull()
  expect(withWords(slots, 'size', '')).toEqual({ zone: 'left-upper' })
})
