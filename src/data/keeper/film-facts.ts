import type { MarkMeasures } from '#domain/imaging/measure.ts'
import type { Mark, MarkPoint } from '#domain/imaging/marks.ts'
import type { ImageFinding } from '#domain/imaging/film-report.ts'
import { parseAt } from '#domain/record/at.ts'
import type { Chart } from '#domain/record/chart.ts'
import { decimalOf, type Decimal } from '#domain/record/decimal.ts'
import { BY_HAND, type FactDraft, type FactId, type SubjectId } from '#domain/record/fact.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import { seenOf } from '#domain/record/seen.ts'
import type { KeptFilm } from '../imaging/film-store.ts'
import type { WorkOnChart } from './sealed-works.ts'
import { oneLine, ownReadingOf, severalLines, wholeSecond, withdrawalFrom, worksOn } from './work-facts.ts'

type StatedMark = ImageReading['marks'][number]
type StatedMeasure = StatedMark['measures'][number]

/** A fact holds 512 KiB; names of instances are left out before hashes of files are. */
const BODY_CHARACTERS_MAX = 400_000
/** Pixels to the hundredth, millimetres in the patient to the hundredth. */
const POINT_PLACES = 2

/** A film on a chart: its reading, and the files beside it. */
export interface FilmOnChart extends WorkOnChart {
  readonly studyStands: readonly FactId[]
}

export function filmsOn(chart: Chart): FilmOnChart[] {
  const studies = chart.statements['image-study'].filter(({ standing }) => standing === 'stands')
  return worksOn(chart, 'image-reading', ({ film }) => film).map((each) => ({
    ...each,
    studyStands: studies
      .filter(({ current }) => current.value?.film === each.work)
      .flatMap((statement) => seenOf(statement)),
  }))
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

function said<N extends string>(name: N, text: string, most: number): { readonly [K in N]?: string } {
  const line = oneLine(text).slice(0, most)
  return (line === '' ? {} : { [name]: line }) as { readonly [K in N]?: string }
}

function statedMark(mark: Mark, measures: MarkMeasures | undefined): StatedMark {
  const { place, shape } = mark
  return {
    id: mark.id.slice(0, 64),
    tool: shape.tool,
    ...(place.on === 'frame'
      ? { frame: { instance: imageName(place.instance), index: place.frame } }
      : {
          plane: {
            series: imageName(place.series),
            ...(place.frameOfReference ? { frameOfReference: imageName(place.frameOfReference) } : {}),
            normal: place.normal.map((each) => decimalOf(each, 6)),
          },
        }),
    points: (shape.points as readonly MarkPoint[])
      .flatMap(({ x, y, z }) =>
        (z === undefined ? [x, y] : [x, y, z]).map((each) => decimalOf(each, POINT_PLACES)),
      )
      .slice(0, 4000),
    ...(shape.tool === 'marker' ? { knownMm: decimalOf(shape.knownMm, 2) } : {}),
    ...said('words', mark.text, 1000),
    measures: measures ? statedMeasures(measures) : [],
  }
}

function statedMeasures({ extents, values, probe }: MarkMeasures): StatedMeasure[] {
  const lengths = extents.map(({ name, extent }): StatedMeasure => {
    const { value, unit, trust, basis } = extent
    return { name, value: rounded(value, unit), unit, trust, ...(basis ? { basis } : {}) }
  })
  const unit = ucumOfPixels(values?.unit ?? probe?.unit ?? '')
  const pixels = (['mean', 'sd', 'min', 'max', 'count'] as const).flatMap((name): StatedMeasure[] => {
    const value = values?.[name] ?? null
    if (value === null || !Number.isFinite(value)) return []
    return [
      {
        name,
        value: decimalOf(value, name === 'count' ? 0 : 2),
        ...(name === 'count' ? { unit: '1' } : unit),
      },
    ]
  })
  const probed =
    probe?.value === null || probe?.value === undefined
      ? []
      : [{ name: 'value', value: decimalOf(probe.value, 2), ...unit }]
  return [...lengths, ...pixels, ...probed].filter(({ value }) => Number.isSafeInteger(value[0]))
}

/** As finely as it can be told: a ratio to the thousandth, everything else to the hundredth. */
function rounded(value: number, unit: string): Decimal {
  return decimalOf(value, unit === '1' ? 3 : 2)
}

/** Units of pixel values as files name them. UCUM has Hounsfield units; others go without. */
function ucumOfPixels(unit: string): { readonly unit?: string } {
  return unit === 'HU' ? { unit: "[hnsf'U]" } : {}
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

/** A UID, or the hash that stands for one. */
function imageName(name: string): string {
  return oneLine(name).slice(0, 80) || 'unknown'
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
