import { expect, test } from 'vitest'
import { NO_FILM_REPORT, type FilmReport, type ImageFinding } from '../film-report.ts'
import type { ImageInstance, ImageSeries, ImageStudy } from '../image.ts'
import type { Mark } from '../marks.ts'
import { filmContradictions } from './contradictions.ts'
import { freeLine, sentenceOf } from './edits.ts'
import { sideOfMark, sideOfWords } from './sides.ts'
import { templateNamed } from './templates.ts'

const INSTANCE = {
  id: '1.2.3',
  columns: 1000,
  frames: [{ orientation: { left: 'R', top: 'H' } }],
} as unknown as ImageInstance

function study(laterality: ImageSeries['laterality'] = null): ImageStudy {
  return { series: [{ laterality, instances: [INSTANCE] }] } as unknown as ImageStudy
}

function said(name: string, slots: Record<string, string> = {}, marks: readonly string[] = []): ImageFinding {
  return sentenceOf(name, templateNamed(name)!, slots, 'en', marks)!
}

function markAt(id: string, ...xs: readonly number[]): Mark {
  const points = xs.map((x) => ({ x, y: 10 }))
  const place = { on: 'frame', instance: '1.2.3', frame: 0 } as const
  return { id, place, shape: { tool: 'freehand', points }, text: '' }
}

function names(findings: readonly ImageFinding[], of = study(), marks: readonly Mark[] = []): string[] {
  const report: FilmReport = { ...NO_FILM_REPORT, findings }
  return filmContradictions(report, of, marks).map(({ name }) => name)
}

const CLEAR = said('chest-film.normal-lungs')
const NODULE = said('chest-film.lung-nodule', { zone: 'left-upper' })

test('clear lungs do not stand beside a nodule; a line that was rejected stands nowhere', () => {
  expect(names([CLEAR, NODULE])).toEqual(['normal-beside-abnormal'])
  expect(names([{ ...CLEAR, decision: 'rejected' }, NODULE])).toEqual([])
  expect(names([{ ...CLEAR, decision: 'open' }, NODULE])).toEqual([])
})

test('a normal heart stands beside a nodule of the lung', () => {
  expect(names([said('chest-film.normal-heart'), NODULE])).toEqual([])
})

test('both lines are named, so that a screen can point at them', () => {
  const report = { ...NO_FILM_REPORT, findings: [CLEAR, NODULE] }
  expect(filmContradictions(report, study(), [])[0]?.findings).toEqual([CLEAR.id, NODULE.id])
})

test('left in the words and right in the file is said, by term and by free word in both languages', () => {
  const fracture = said('extremity-film.fracture', { oneSide: 'left', bone: 'distal-radius' })
  expect(names([fracture], study('right'))).toEqual(['side-of-file'])
  expect(names([fracture], study('left'))).toEqual([])
  expect(names([fracture], study())).toEqual([])
  expect(names([freeLine('a', '左侧桡骨远端骨折')], study('right'))).toEqual(['side-of-file'])
  expect(names([freeLine('a', 'Fracture of the left wrist.')], study('right'))).toEqual(['side-of-file'])
  expect(names([freeLine('a', '双侧对比，左侧骨折')], study('right'))).toEqual([])
})

test('a mark on the other side of the chest is said; one that crosses the middle is not', () => {
  // The left edge of the picture is the right of the patient.
  expect(names([{ ...NODULE, marks: ['m'] }], study(), [markAt('m', 100, 180, 140)])).toEqual([
    'side-of-mark',
  ])
  expect(names([{ ...NODULE, marks: ['m'] }], study(), [markAt('m', 800, 860, 820)])).toEqual([])
  expect(names([{ ...NODULE, marks: ['m'] }], study(), [markAt('m', 300, 700, 500)])).toEqual([])
  expect(names([{ ...NODULE, marks: ['gone'] }], study(), [])).toEqual([])
})

test('a picture whose edges have no letters has no sides', () => {
  expect(sideOfMark(markAt('m', 100, 120, 130), { orientation: null }, 1000)).toBeNull()
  expect(sideOfMark(markAt('m', 100, 120, 130), { orientation: { left: 'A', top: 'H' } }, 1000)).toBeNull()
  expect(sideOfMark(markAt('m', 100, 120, 130), { orientation: { left: 'L', top: 'H' } }, 1000)).toBe('left')
})

test('an impression or an own reading of normal does not stand beside an abnormal finding', () => {
  const report = { ...NO_FILM_REPORT, findings: [NODULE], impression: '所阅范围未见异常。' }
  expect(filmContradictions(report, study(), []).map(({ name }) => name)).toEqual(['impression-normal'])
  const own = filmContradictions({ ...report, impression: '左上肺结节' }, study(), [], 'normal')
  expect(own.map(({ name }) => name)).toEqual(['own-normal'])
})

test('words that name both sides, or none, say no side', () => {
  expect(sideOfWords('Effusion, left more than right.')).toBeNull()
  expect(sideOfWords('The heart is enlarged.')).toBeNull()
  expect(sideOfWords('双侧胸腔积液')).toBe('both')
  expect(sideOfWords('右侧气胸')).toBe('right')
})
