import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NOTHING_READ, type OwnReading } from '../../reading/reader-first.ts'
import { NO_FILM_REPORT, type FilmReport, type FilmUrgency } from '../film-report.ts'
import { freeLine, rewrittenLine } from './edits.ts'
import { filmState, inOrder, isUntold, matching, type ListedFilm } from './list-state.ts'
import { signatureOf } from './signing.ts'

const OWN: OwnReading = {
  conclusion: null,
  statements: [],
  words: '',
  openedAt: '',
  lockedAt: null,
  secondsUnaided: 0,
  skipped: false,
}

function film(about: Partial<ListedFilm> = {}): ListedFilm {
  return {
    id: 'f',
    keptAt: '2026-11-20T08:00:00Z',
    subject: null,
    readBy: null,
    finished: false,
    marks: [],
    report: NO_FILM_REPORT,
    signed: null,
    readerFirst: NOTHING_READ,
    summary: { startedAt: null, modalities: ['DX'] },
    ...about,
  }
}

const WRITTEN: FilmReport = { ...NO_FILM_REPORT, findings: [freeLine('1', 'Clear.')], impression: 'Clear.' }
const SIGNED = signatureOf(
  WRITTEN,
  { marks: [], measures: {}, readerFirst: NOTHING_READ },
  '李医生',
  '2026-11-20T09:00:00Z',
)

test('a study that was only looked at is not read; one word, one mark or a skipped reading makes it a draft', () => {
  expect(filmState(film())).toBe('not-read')
  expect(filmState(film({ readerFirst: { ...NOTHING_READ, own: OWN } }))).toBe('not-read')
  expect(filmState(film({ readerFirst: { ...NOTHING_READ, own: { ...OWN, skipped: true } } }))).toBe('draft')
  expect(filmState(film({ report: WRITTEN }))).toBe('draft')
})

test('signed, changed after that, signed again: each is told from the others', () => {
  const signed = film({ report: WRITTEN, signed: SIGNED, finished: true })
  expect(filmState(signed)).toBe('signed')
  const changed = { ...WRITTEN, findings: rewrittenLine(WRITTEN.findings, '1', 'Not clear.') }
  expect(filmState({ ...signed, report: changed })).toBe('changed')
  expect(filmState({ ...signed, signed: { ...SIGNED, amends: '2026-11-19T09:00:00Z' } })).toBe('amended')
  expect(filmState(film({ report: WRITTEN, finished: true }))).toBe('unsigned')
})

function urgent(id: string, urgency: FilmUrgency, about: Partial<ListedFilm> = {}): ListedFilm {
  return film({ id, report: { ...WRITTEN, urgency }, ...about })
}

test('a critical finding that nobody was told of stands first, signed or not', () => {
  const untold = urgent('untold', 'critical', { finished: true })
  const told = urgent('told', 'critical')
  const report = { ...told.report, told: { who: '王', how: 'phone', at: '2026-11-20T09:00:00Z' } as const }
  const list = inOrder([
    urgent('routine', 'routine'),
    { ...told, report },
    urgent('urgent', 'urgent'),
    untold,
  ])
  expect(list.map(({ id }) => id)).toEqual(['untold', 'told', 'urgent', 'routine'])
  expect(isUntold({ report })).toBe(false)
})

test('of what waits the longest kept comes first; of what is done the newest', () => {
  const at = (id: string, day: number, finished: boolean) =>
    film({ id, finished, report: WRITTEN, keptAt: `2026-11-${day}T08:00:00Z` })
  const list = [
    at('new', 21, false),
    at('old', 11, false),
    at('done-old', 10, true),
    at('done-new', 20, true),
  ]
  expect(inOrder(list).map(({ id }) => id)).toEqual(['old', 'new', 'done-new', 'done-old'])
})

test('the order does not depend on how the list came', () => {
  const films = Array.from({ length: 6 }, (_, i) =>
    urgent(String(i), (['routine', 'urgent', 'critical'] as const)[i % 3]!, {
      finished: i % 2 === 0,
      keptAt: `2026-11-0${i + 1}T08:00:00Z`,
    }),
  )
  const whole = inOrder(films).map(({ id }) => id)
  fc.assert(
    fc.property(fc.shuffledSubarray(films, { minLength: 6 }), (shuffled) => {
      expect(inOrder(shuffled).map(({ id }) => id)).toEqual(whole)
    }),
  )
})

test('a list is narrowed by state, by modality and by words', () => {
  const ct = film({ id: 'ct', finished: true, summary: { startedAt: null, modalities: ['CT'] } })
  const dx = film({ id: 'dx' })
  const ids = (filter: Partial<Parameters<typeof matching>[1]>) =>
    matching([ct, dx], { show: 'all', modality: null, query: '', ...filter }, ({ id }) => `film ${id}`).map(
      ({ id }) => id,
    )
  expect(ids({})).toEqual(['ct', 'dx'])
  expect(ids({ show: 'waiting' })).toEqual(['dx'])
  expect(ids({ show: 'done' })).toEqual(['ct'])
  expect(ids({ show: 'critical' })).toEqual([])
  expect(ids({ modality: 'CT' })).toEqual(['ct'])
  expect(ids({ query: 'FILM dx' })).toEqual(['dx'])
})
