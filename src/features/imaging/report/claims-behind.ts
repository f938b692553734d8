import type { ClaimedFinding, FilmClaim, FilmClaims } from '#domain/imaging/claims.ts'
import type { PictureKind } from '#domain/imaging/kinds.ts'
import type { MarkShape } from '#domain/imaging/marks.ts'
import { measureMark } from '#domain/imaging/measure.ts'
import type { ExaminationName } from '#domain/imaging/report/examinations.ts'
import type { Filled } from '#domain/imaging/report/render.ts'
import { extentInWords } from '#ui/displays/image-stage/mark-words.ts'
import type { MeasureChoice } from './mark-measures.ts'
import type { ReportFilm } from './report-film.ts'

/** What a line of the report rests on. */
export interface ClaimBehind {
  readonly claim: FilmClaim
  readonly finding: ClaimedFinding
}

/** What packs propose, the surest first. */
export function claimedFindings({ packs }: FilmClaims): readonly ClaimBehind[] {
  return packs
    .filter(({ refused }) => refused === null)
    .flatMap((claim) => claim.findings.map((finding) => ({ claim, finding })))
    .filter(({ finding: { score, proposedFrom, beside } }) => score >= proposedFrom && beside === undefined)
    .toSorted((a, b) => b.finding.score - a.finding.score)
}

const EXAMINATIONS: Readonly<Partial<Record<PictureKind, ExaminationName>>> = {
  'chest-adult': 'chest-film',
  'chest-child': 'chest-film',
  spine: 'spine-film',
  hand: 'extremity-film',
  fundus: 'fundus',
  'breast-us': 'breast-us',
  skin: 'skin',
}

/** Whose sentences fit what the pictures were taken for; null where nobody said. */
export function examinationSeen({ packs }: FilmClaims): ExaminationName | null {
  for (const { kindSeen, refused } of packs) {
    const name = refused === null && kindSeen?.kind && EXAMINATIONS[kindSeen.kind]
    if (name) return name
  }
  return null
}

/** The place of a sentence that a drawing of a pack fills. */
const SLOT_OF: Readonly<
  Partial<Record<MarkShape['tool'], { slot: string; measure: MeasureChoice['measure'] }>>
> = {
  cobb: { slot: 'angle', measure: 'cobb' },
  cardiothoracic: { slot: 'ratio', measure: 'ratio' },
}

type Measuring = Pick<ReportFilm, 'study'>

/** What a drawing measures, as a choice for a place of a sentence. */
export function choiceOf(
  film: Measuring,
  { instance, frame }: FilmClaim,
  shape: MarkShape,
  mark: string,
): (MeasureChoice & { readonly slot: string }) | null {
  const found = film.study.series.flatMap((each) => each.instances).find(({ id }) => id === instance)
  const info = found?.frames[frame]
  const place = SLOT_OF[shape.tool]
  if (!info || !place) return null
  const { extents } = measureMark(shape, null, info, found.ultrasoundRegions)
  const extent = extents.find(({ name }) => name === place.measure)?.extent
  return extent ? { ...place, mark, name: '', words: extentInWords(extent) } : null
}

/** From the first to the last that a spine pack sets points on, as terms name them. */
const VERTEBRA_NAMES: readonly string[] = [
  ...Array.from({ length: 12 }, (_, i) => `t${i + 1}`),
  ...Array.from({ length: 5 }, (_, i) => `l${i + 1}`),
]

/** Numbers and vertebrae that a pack has drawn, for the places of its sentence; no mark stands behind them yet. */
export function measuredSlots(film: Measuring & Pick<ReportFilm, 'overlays'>, claim: FilmClaim): Filled {
  return Object.fromEntries(
    claim.values.flatMap((value) => {
      const shape = film.overlays.shapeOf(claim, value)
      const choice = shape && choiceOf(film, claim, shape, '')
      if (!choice) return []
      const cobb = shape?.tool === 'cobb' ? film.overlays.measured(claim) : null
      const [vertebra, lowerVertebra] = [VERTEBRA_NAMES[cobb?.upper ?? -1], VERTEBRA_NAMES[cobb?.lower ?? -1]]
      return [
        [choice.slot, choice.words],
        ...(vertebra && lowerVertebra ? Object.entries({ vertebra, lowerVertebra }) : []),
      ]
    }),
  )
}
