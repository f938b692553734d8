import { beforeEach, expect, test } from 'vitest'
import type { FilmDraft, KeptFilm } from '../imaging/film-store.ts'
import { FILM, filmFiles, LENGTH_MARK, SIGNED } from './film.fixture.ts'
import { PLAN, TestTablet } from './keeper.fixture.ts'
import type { Keeper } from './keeper.ts'

let tablet: TestTablet
let keeper: Keeper
let shi: string
let li: string

beforeEach(async () => {
  tablet = new TestTablet()
  keeper = await tablet.start()
  expect(await keeper.createClinic(PLAN)).toMatchObject({ ok: true })
  shi = await registered('石建国')
  li = await registered('李四')
})

async function registered(name: string): Promise<string> {
  const outcome = await keeper.register({ identity: { name, sex: 'male' }, identifiers: [], contact: {} })
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.subject
}

async function kept(draft: Partial<FilmDraft>, count = 2): Promise<KeptFilm> {
  const outcome = await keeper.films.keep({ ...FILM, ...draft }, filmFiles(count))
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

async function revised(seen: KeptFilm, change: Partial<FilmDraft>): Promise<KeptFilm> {
  const outcome = await keeper.films.revise(seen, { ...seen, ...change })
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value
}

async function chartOf(subject: string) {
  const opened = await keeper.chart(subject)
  if (!opened.ok) throw new Error(opened.problem.message)
  return opened.value.chart
}

/** What a chart says of films: standing and impression of readings, standing and number of files of studies. */
async function filmsOf(subject: string): Promise<string[]> {
  const { statements, conflicts } = await chartOf(subject)
  return [
    ...statements['image-reading'].map(
      ({ standing, current }) => `${standing}: ${current.value?.impression ?? ''}`,
    ),
    ...statements['image-study'].map(
      ({ standing, current }) => `${standing}: ${current.value?.files.length ?? 0} files`,
    ),
    ...conflicts.map(({ kind }) => `conflict: ${kind}`),
  ].sort()
}

async function reading(subject: string) {
  return (await chartOf(subject)).statements['image-reading'].at(-1)!.current
}

async function whose(): Promise<(string | null)[]> {
  return (await keeper.films.list()).map(({ subject }) => subject)
}

const IMPRESSION = SIGNED.report.impression

test('a finished film stands on the chart as its files and its reading, in one act, at the time of the study', async () => {
  const film = await kept({ subject: shi, signed: SIGNED })
  expect(await filmsOf(shi)).toEqual(['stands: 2 files', `stands: ${IMPRESSION}`])
  const { statements } = await chartOf(shi)
  const [read, study] = [statements['image-reading'][0]!.current, statements['image-study'][0]!.current]
  expect(read.act).toBe(study.act)
  expect(read.at.value).toBe('2026-11-21T09:30:00')
  expect(study.value).toMatchObject({
    film: film.id,
    study: '1.2.840.9',
    modality: 'DX',
    files: film.files.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes, mediaType: 'application/dicom' })),
    series: [{ uid: '1.2.840.8', instances: ['1.2.840.1', '1.2.840.2'] }],
  })
  expect(read.value).toMatchObject({
    film: film.id,
    urgency: 'urgent',
    signed: { signedBy: '周敏', signedAt: '2026-11-22T04:10:07Z' },
    findings: [{ text: '右肺上叶见结节，约 14.1 mm。', marks: ['mark-1'], decision: 'accepted' }],
  })
})

test('a mark is stated with every number it measures, its unit and what it rests on', async () => {
  await kept({ subject: shi })
  expect((await reading(shi)).value?.marks).toEqual([
    {
      id: 'mark-1',
      tool: 'length',
      frame: { instance: '1.2.840.1', index: 0 },
      points: [
        [1050, -2],
        [2025, -2],
        [11050, -2],
        [2025, -2],
      ],
      words: '结节',
      measures: [{ name: 'length', value: [14, 0], unit: 'mm', trust: 'estimated', basis: 'imager' }],
    },
  ])
})

test('a draft stands on no chart; finished it stands on one', async () => {
  const draft = await kept({ subject: shi, finished: false })
  expect(await filmsOf(shi)).toEqual([])
  await revised(draft, { finished: true })
  expect(await filmsOf(shi)).toEqual(['stands: 2 files', `stands: ${IMPRESSION}`])
})

test('each signature amends the reading; the files are stated once', async () => {
  const first = await kept({ subject: shi, signed: SIGNED })
  const written = (await keeper.state()).unsent
  const changed = await revised(first, { report: { ...SIGNED.report, impression: '未定' } })
  expect((await keeper.state()).unsent).toBe(written)
  const report = { ...SIGNED.report, impression: '良性' }
  await revised(changed, { report, signed: { ...SIGNED, report, at: '2026-11-22T05:00:00.000Z' } })
  expect((await keeper.state()).unsent).toBe(written + 1)
  expect(await filmsOf(shi)).toEqual(['stands: 2 files', 'stands: 良性'])
})

test('who was told of a critical finding stands on the chart, also when the call was made after the signature', async () => {
  const told = { who: '李主任', how: 'phone', at: '2026-11-22T05:00:00.500Z' } as const
  const report = { ...SIGNED.report, urgency: 'critical' } as const
  const film = await kept({ subject: shi, report, signed: { ...SIGNED, report } })
  expect((await reading(shi)).value).not.toHaveProperty('told')
  await revised(film, { report: { ...report, told } })
  expect((await reading(shi)).value?.told).toEqual({ ...told, at: '2026-11-22T05:00:00Z' })
})

test('a film whose person is put right leaves the wrong chart wholly and stands on the right one', async () => {
  const film = await kept({ subject: shi })
  await revised(film, { subject: li })
  expect(await filmsOf(shi)).toEqual(['retracted: 2 files', `retracted: ${IMPRESSION}`])
  expect(await filmsOf(li)).toEqual(['stands: 2 files', `stands: ${IMPRESSION}`])
})

test.each(['image-reading', 'image-study'] as const)(
  'moved on the chart by its %s, the whole film is the other person’s, and is amended there',
  async (kind) => {
    const film = await kept({ subject: shi })
    const { statements } = await chartOf(shi)
    const ids = statements[kind].map(({ id }) => id)
    expect(await keeper.moveToPerson(ids, shi, li, 'same name')).toMatchObject({ ok: true })
    expect(await whose()).toEqual([li])
    await revised(film, { report: { ...film.report, impression: '复查' } })
    expect(await filmsOf(shi)).toEqual(['retracted: 2 files', `retracted: ${IMPRESSION}`])
    expect(await filmsOf(li)).toEqual(['stands: 2 files', 'stands: 复查'])
  },
)

test('withdrawn from the chart it is nobody’s, and can be given anew', async () => {
  const film = await kept({ subject: shi })
  const { statements } = await chartOf(shi)
  const reason = { code: 'mistaken', text: '' } as const
  for (const kind of ['image-reading', 'image-study'] as const) {
    const refs = statements[kind].map(({ id }) => id)
    await keeper.write([{ kind, verb: 'retract', subject: shi, refs, body: { reason } }])
  }
  expect(await whose()).toEqual([null])
  const later = await revised(film, {})
  expect(await filmsOf(shi)).toEqual(['retracted: 2 files', `retracted: ${IMPRESSION}`])
  await revised(later, { subject: li })
  expect(await filmsOf(li)).toEqual(['stands: 2 files', `stands: ${IMPRESSION}`])
})

test('a film that stands on a chart is not removed; of nobody, it is, and comes back', async () => {
  const film = await kept({ subject: shi })
  expect(await keeper.films.remove(film.id)).toMatchObject({ problem: { code: 'film-on-chart' } })
  const nobodys = await revised(film, { subject: null })
  expect(await keeper.films.remove(nobodys.id)).toEqual({ ok: true, value: null })
  expect(await whose()).toEqual([])
  expect(await keeper.films.open(film.id)).toMatchObject({ problem: { code: 'film-gone' } })
  expect(await keeper.films.removed()).toMatchObject([{ id: film.id }])
  await keeper.films.restore(film.id)
  expect(await whose()).toEqual([null])
})

test('what files call themselves may be anything: the fact takes it, cut to what a fact takes', async () => {
  const summary = {
    ...FILM.summary,
    study: 'x'.repeat(300),
    modalities: ['', 'A\tVERY LONG MODALITY'],
    description: '一\u0000二\r\n三',
    bodyPart: '\u0007',
    startedAt: 'yesterday',
  }
  const marks = [{ ...LENGTH_MARK, text: 'a\u0000b' }]
  await kept({ subject: shi, summary, marks })
  expect((await reading(shi)).value).toMatchObject({ study: 'x'.repeat(80), marks: [{ words: 'a b' }] })
})

test('a study of two thousand files with long names is stated without the names of its instances, never refused', async () => {
  const instances = Array.from(
    { length: 2000 },
    (_, i) => `1.2.840.113619.2.55.3.604688119.971.1448${i}.12345678901`,
  )
  const series = [{ ...FILM.summary.series![0]!, instances }]
  const film = await kept({ subject: shi, summary: { ...FILM.summary, series } }, 2000)
  expect(film.files).toHaveLength(2000)
  const study = (await chartOf(shi)).statements['image-study'][0]!.current.value!
  expect(study.files).toHaveLength(2000)
  const more = await keeper.films.keep(FILM, filmFiles(2001, 1))
  expect(more).toMatchObject({ ok: false, problem: { code: 'film-too-many-files' } })
}, 20_000)

test('erasing a person ends their films and the bytes of them', async () => {
  await kept({ subject: shi })
  await kept({ subject: li })
  const blobs = () => tablet.files.paths.filter((path) => path.includes('/blobs/'))
  expect(blobs()).toHaveLength(4)
  expect(await keeper.erase(shi, 'asked for')).toMatchObject({ ok: true })
  expect(await whose()).toEqual([li])
  expect(blobs()).toHaveLength(2)
})
