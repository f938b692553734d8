import type { FilmReport, ImageFinding } from '#domain/imaging/film-report.ts'
import { parseAt } from '#domain/record/at.ts'
import type { Chart } from '#domain/record/chart.ts'
import { BY_HAND, type FactDraft, type FactId, type SubjectId } from '#domain/record/fact.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import { seenOf } from '#domain/record/seen.ts'
import type { KeptFilm } from '../imaging/film-store.ts'
import type { FilmTold } from './film-from-facts.ts'
import { statedMark } from './film-mark-facts.ts'
import {
  imageName,
  oneLine,
  ownReadingOf,
  said,
  severalLines,
  wholeSecond,
  withdrawalFrom,
  worksOn,
} from './work-facts.ts'
import type { WorkOnChart } from './work-plan.ts'

/** A fact holds 512 KiB; names of instances are left out before hashes of files are. */
const BODY_CHARACTERS_MAX = 400_000

/** A film on a chart: its reading, and the files beside it. */
export interface FilmOnChart extends WorkOnChart {
  readonly studyStands: readonly FactId[]
  /** What the chart says of it; null where the reading or the files do not stand. */
  readonly told: FilmTold | null
}

export function filmsOn(chart: Chart): FilmOnChart[] {
  const { statements } = chart
  const studies = statements['image-study'].filter(({ standing }) => standing === 'stands')
  const readings = statements['image-reading'].filter(({ standing }) => standing === 'stands')
  return worksOn(chart, 'image-reading', ({ film }) => film).map((each) => {
    const files = studies.filter(({ current }) => current.value?.film === each.work)
    const reading = readings.find(({ current }) => current.value?.film === each.work)?.current
    const study = files[0]?.current.value
    const told = reading?.value && study ? { reading: reading.value, study, at: reading.at } : null
    return { ...each, studyStands: files.flatMap((statement) => seenOf(statement)), told }
  })
}

/** Takes a film off the chart of somebody whose it is not: the reading and the files. */
export function filmWithdrawals(subject: SubjectId, onChart: FilmOnChart | null): FactDraft[] {
  const { stands = [], studyStands = [] } = onChart ?? {}
  return [
    ...(stands.length > 0 ? [withdrawalFrom('image-reading', subject, stands)] : []),
    ...(studyStands.length > 0 ? [withdrawalFrom('image-study', subject, studyStands)] : []),
  ]
}

/**
 * A finished film as statements on the person's chart, in the place of what stands of it there.
 * @param said the state that stands there; what says nothing new is not signed again
 */
export function filmStatements(
  film: KeptFilm,
  said: KeptFilm | null,
  subject: SubjectId,
  onChart: FilmOnChart | null,
): FactDraft[] {
  const { stands = [], studyStands = [] } = onChart ?? {}
  const study = studyStatement(film, subject, studyStands)
  const reading = readingStatement(film, subject, stands)
  const knownStudy = said && studyStands.length > 0 ? studyStatement(said, subject, studyStands) : null
  const knownReading = said && stands.length > 0 ? readingStatement(said, subject, stands) : null
  return [...(alike(study, knownStudy) ? [] : [study]), ...(alike(reading, knownReading) ? [] : [reading])]
}

function alike(one: FactDraft, other: FactDraft | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function studyStatement(film: KeptFilm, subject: SubjectId, stands: readonly FactId[]): FactDraft {
  const source = { origin: 'measured', by: 'film' } as const
  return drafted('image-study', film, subject, stands, { value: imageStudyOf(film), source })
}

function readingStatement(film: KeptFilm, subject: SubjectId, stands: readonly FactId[]): FactDraft {
  return drafted('image-reading', film, subject, stands, { value: imageReadingOf(film), source: BY_HAND })
}

function drafted(
  kind: string,
  { summary }: KeptFilm,
  subject: SubjectId,
  stands: readonly FactId[],
  body: FactDraft['body'],
): FactDraft {
  const at = filmAt(summary.startedAt)
  return {
    kind,
    verb: stands.length > 0 ? 'amend' : 'assert',
    subject,
    refs: stands,
    ...(at ? { at } : {}),
    body,
  }
}

/** When the study was made, as its files say it; null where they do not. */
export function filmAt(startedAt: string | null) {
  return startedAt === null ? null : parseAt(startedAt.slice(0, 19))
}

/** The files of a film, and what they say of themselves. */
export function imageStudyOf({ id, summary, files }: KeptFilm): ImageStudy {
  const { modalities, description, study } = summary
  const value: ImageStudy = {
    modality: modalities.map(oneLine).filter(Boolean).join(' ').slice(0, 16),
    ...placeOf(summary),
    files: files.map(({ name, sha256, sizeBytes }) => ({
      name: lastOf(oneLine(name), 300),
      sha256,
      sizeBytes,
      mediaType: mediaTypeOf(name),
    })),
    description: severalLines(description).slice(0, 4000),
    study: imageName(study),
    film: id,
  }
  const series = seriesOf(summary)
  if (series.length === 0) return value
  const whole = { ...value, series }
  if (JSON.stringify(whole).length <= BODY_CHARACTERS_MAX) return whole
  return { ...value, series: series.map((each) => ({ ...each, instances: [] })) }
}

/** What was read of a film; of a signed one what was signed, what was written since waits for the next signature. */
export function imageReadingOf(film: KeptFilm): ImageReading {
  const { id, summary, signed } = film
  const { report, marks, measures } = signed
    ? { measures: film.measures, ...signed }
    : { report: film.report, marks: film.marks, measures: film.measures }
  const { comparison } = report
  const startedAt = comparison?.startedAt?.slice(0, 19)
  const changes = severalLines(comparison?.words ?? '').slice(0, 4000)
  const modality = summary.modalities.map((each) => oneLine(each).slice(0, 16)).filter(Boolean)
  return {
    film: id,
    study: imageName(summary.study),
    modality: modality.length > 0 ? modality.slice(0, 16) : ['OT'],
    ...placeOf(summary),
    marks: marks.slice(0, 200).map((mark) => statedMark(mark, measures?.[mark.id])),
    findings: report.findings.slice(0, 200).map(statedFinding),
    impression: severalLines(report.impression).slice(0, 8000),
    urgency: report.urgency,
    // A call that was made after the signature is told at once.
    ...toldOf(report.told ?? film.report.told),
    ...(comparison
      ? {
          comparedWith: {
            study: imageName(comparison.study),
            ...(startedAt ? { startedAt } : {}),
            ...(changes === '' ? {} : { changes }),
          },
        }
      : {}),
    ...ownReadingOf(signed?.readerFirst ?? film.readerFirst),
    ...(signed
      ? { signed: { signedBy: oneLine(signed.by).slice(0, 200), signedAt: wholeSecond(signed.at) } }
      : {}),
  }
}

function toldOf(told: FilmReport['told']): Pick<ImageReading, 'told'> {
  const who = oneLine(told?.who ?? '').slice(0, 200)
  return told && who !== '' ? { told: { who, how: told.how, at: wholeSecond(told.at) } } : {}
}

function placeOf({ bodyPart, laterality }: KeptFilm['summary']) {
  const text = oneLine(bodyPart).slice(0, 300)
  return { ...(text === '' ? {} : { bodySite: { text } }), ...(laterality ? { laterality } : {}) }
}

function seriesOf({ series = [] }: KeptFilm['summary']): NonNullable<ImageStudy['series']> {
  return series.slice(0, 200).map((each) => ({
    uid: imageName(each.id),
    modality: oneLine(each.modality).slice(0, 16) || 'OT',
    ...(each.number === null ? {} : { number: each.number }),
    ...said('description', each.description, 300),
    ...said('bodyPart', each.bodyPart, 64),
    ...said('sopClass', each.sopClass ?? '', 64),
    instances: each.instances.slice(0, 2000).map(imageName),
  }))
}

function statedFinding(finding: ImageFinding): ImageReading['findings'][number] {
  const { id, template, slots, text, marks, by, decision } = finding
  const filled = Object.entries(slots)
    .map(([name, value]) => ({ name: name.slice(0, 80), value: oneLine(value).slice(0, 300) }))
    .filter(({ value }) => value !== '')
    .slice(0, 40)
  return {
    id: id.slice(0, 64),
    ...(template ? { template: template.slice(0, 80) } : {}),
    ...(filled.length > 0 ? { slots: filled } : {}),
    text: severalLines(text).slice(0, 2000),
    marks: marks.slice(0, 60).map((each) => each.slice(0, 64)),
    by: by.slice(0, 80),
    decision,
  }
}

/** The end of a path says more than its beginning. */
function lastOf(text: string, most: number): string {
  return text.length <= most ? text : text.slice(-most)
}

const MEDIA_TYPES: readonly [end: RegExp, mediaType: string][] = [
  [/\.jpe?g$/i, 'image/jpeg'],
  [/\.png$/i, 'image/png'],
  [/\.webp$/i, 'image/webp'],
  [/\.nii\.gz$/i, 'application/gzip'],
  [/\.nii$/i, 'application/octet-stream'],
]

function mediaTypeOf(name: string): string {
  return MEDIA_TYPES.find(([end]) => end.test(name))?.[1] ?? 'application/dicom'
}
