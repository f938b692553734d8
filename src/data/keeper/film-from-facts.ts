import type { FilmReport, ImageFinding, SignedFilmReport, ToldOfFilm } from '#domain/imaging/film-report.ts'
import type { Extent } from '#domain/imaging/length.ts'
import type { Mark, MarkPlace, MarkPoint, MarkShape, MarkTool } from '#domain/imaging/marks.ts'
import type { MarkMeasures, MeasureName } from '#domain/imaging/measure.ts'
import { NOTHING_READ, type ReaderFirst } from '#domain/reading/reader-first.ts'
import type { At } from '#domain/record/at.ts'
import { decimalNumber } from '#domain/record/decimal.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import type { FilmDraft, FilmSummary } from '../imaging/film-store.ts'

type StatedMark = ImageReading['marks'][number]
type Measure = StatedMark['measures'][number]

/** A film as its chart tells it, for a tablet that has not read it: stated again, it says the same. */
export interface FilmTold {
  readonly reading: ImageReading
  readonly study: ImageStudy
  /** When the study was made. */
  readonly at: At
}

export function filmFromFacts(subject: SubjectId, { reading, study, at }: FilmTold): FilmDraft {
  const marks = reading.marks.flatMap((each) => markFrom(each) ?? [])
  const measures = Object.fromEntries(reading.marks.map((each) => [each.id, measuresFrom(each.measures)]))
  const report = reportFrom(reading)
  const readerFirst = readerFirstFrom(reading)
  const signed: SignedFilmReport | null = reading.signed
    ? { report, marks, measures, readerFirst, by: reading.signed.signedBy, at: reading.signed.signedAt }
    : null
  const summary = summaryFrom(reading, study, at)
  return { subject, summary, marks, measures, report, signed, readerFirst, readBy: null, finished: true }
}

function summaryFrom(reading: ImageReading, study: ImageStudy, at: At): FilmSummary {
  const { bodySite, laterality, modality } = reading
  const series = study.series?.map((each) => ({
    id: each.uid,
    modality: each.modality,
    number: each.number ?? null,
    description: each.description ?? '',
    bodyPart: each.bodyPart ?? '',
    sopClass: each.sopClass ?? null,
    instances: each.instances,
  }))
  return {
    study: reading.study,
    startedAt: at.value,
    modalities: modality,
    description: study.description,
    bodyPart: bodySite?.text ?? '',
    laterality: laterality === 'left' || laterality === 'right' ? laterality : null,
    images: series?.reduce((sum, { instances }) => sum + instances.length, 0) || study.files.length,
    thumbnail: null,
    ...(series ? { series } : {}),
  }
}

function reportFrom({ findings, impression, urgency, comparedWith, told }: ImageReading): FilmReport {
  return {
    findings: findings.map(({ template, slots, decision, ...rest }) => ({
      ...rest,
      template: template ?? null,
      slots: Object.fromEntries((slots ?? []).map(({ name, value }) => [name, value])),
      decision: decision as ImageFinding['decision'],
    })),
    comparison: comparedWith
      ? {
          study: comparedWith.study,
          startedAt: comparedWith.startedAt ?? null,
          words: comparedWith.changes ?? '',
        }
      : null,
    impression,
    urgency: urgency as FilmReport['urgency'],
    ...(told ? { told: { ...told, how: told.how as ToldOfFilm['how'] } } : {}),
  }
}

function readerFirstFrom({ readerFirst }: ImageReading): ReaderFirst {
  if (!readerFirst) return NOTHING_READ
  const { conclusion, lockedAt, secondsAided, ...own } = readerFirst
  return {
    ...NOTHING_READ,
    own: {
      ...own,
      conclusion: (conclusion ?? null) as NonNullable<ReaderFirst['own']>['conclusion'],
      lockedAt: lockedAt ?? null,
    },
    secondsAided,
  }
}

/** How many points a tool has; a freehand contour has three and more. */
const POINTS: Readonly<Record<MarkTool, number>> = {
  length: 2,
  angle: 3,
  cobb: 4,
  ellipse: 2,
  rectangle: 2,
  freehand: 3,
  cardiothoracic: 4,
  marker: 2,
  arrow: 2,
  probe: 1,
}

/** @returns null for a mark of a later version */
function markFrom({ id, tool, frame, plane, points, knownMm, words }: StatedMark): Mark | null {
  const place: MarkPlace | null = frame
    ? { on: 'frame', instance: frame.instance, frame: frame.index }
    : plane
      ? {
          on: 'plane',
          series: plane.series,
          frameOfReference: plane.frameOfReference ?? null,
          normal: plane.normal.map(decimalNumber) as unknown as readonly [number, number, number],
        }
      : null
  const found = pointsFrom(points.map(decimalNumber), plane ? 3 : 2)
  const wanted = Object.hasOwn(POINTS, tool) ? POINTS[tool as MarkTool] : Infinity
  if (!place || found.length < wanted || (found.length > wanted && tool !== 'freehand')) return null
  const known = tool === 'marker' ? { knownMm: knownMm ? decimalNumber(knownMm) : 0 } : {}
  const shape = { tool, points: found, ...known } as unknown as MarkShape
  return { id, place, shape, text: words ?? '' }
}

function pointsFrom(numbers: readonly number[], size: 2 | 3): readonly MarkPoint[] {
  return Array.from({ length: Math.floor(numbers.length / size) }, (_, i) => {
    const [x = 0, y = 0, z = 0] = numbers.slice(i * size)
    return size === 3 ? { x, y, z } : { x, y }
  })
}

function measuresFrom(measures: readonly Measure[]): MarkMeasures {
  const of = (name: string) => measures.find((each) => each.name === name)
  const valueOf = (name: string) => {
    const found = of(name)
    return found ? decimalNumber(found.value) : null
  }
  const unit = ((of('mean') ?? of('value'))?.unit ?? '') === "[hnsf'U]" ? 'HU' : ''
  const [mean, min, max] = [valueOf('mean'), valueOf('min'), valueOf('max')]
  const probed = valueOf('value')
  return {
    extents: measures.flatMap((each) => {
      const extent = extentFrom(each)
      return extent ? [{ name: each.name as MeasureName, extent }] : []
    }),
    values:
      mean === null || min === null || max === null
        ? null
        : { mean, sd: valueOf('sd'), min, max, count: valueOf('count') ?? 0, unit },
    probe: probed === null ? null : { stored: [], value: probed, unit },
  }
}

/** Lengths, areas, angles and the like have a trust; what pixels say has none. */
function extentFrom({ value, unit = '1', trust, basis }: Measure): Extent | null {
  if (trust === undefined) return null
  const inCm2 = unit === 'cm2'
  return {
    quantity: QUANTITIES[unit] ?? 'ratio',
    value: decimalNumber(value) * (inCm2 ? MM2_A_CM2 : 1),
    // Areas are measured in mm²; large ones are said in cm².
    unit: inCm2 ? 'mm2' : unit,
    trust: trust as Extent['trust'],
    basis: (basis ?? null) as Extent['basis'],
  }
}

const MM2_A_CM2 = 100

const QUANTITIES: Readonly<Record<string, Extent['quantity']>> = {
  mm: 'length',
  cm: 'length',
  '{pixel}': 'length',
  mm2: 'area',
  cm2: 'area',
  '{pixel}2': 'area',
  deg: 'angle',
  s: 'time',
  ms: 'time',
  'cm/s': 'velocity',
}
