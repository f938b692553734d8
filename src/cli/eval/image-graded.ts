import { bootstrap, seededRandom, type Figure } from '#domain/evaluation/bootstrap.ts'
import type { ImageGateReason } from '#domain/imaging/claims.ts'

/** One picture as it is labelled and as it was answered. */
export interface GradedPicture<Graded> {
  readonly patient: string
  /** Site, group, sex and age band, as far as the row says them. */
  readonly groups: readonly string[]
  /** Why the pack says nothing of it, with the intake before it; null where it speaks. */
  readonly refused: ImageGateReason | null
  /** What the network alone made of it, beside its label; null where it could not be run. */
  readonly graded: Graded | null
}

/** Figures of a sample, by name. */
export type Measures<Graded> = Readonly<Record<string, (sample: readonly Graded[]) => number | null>>

const SEED = 2014

/**
 * Figures with 95 % intervals by bootstrap over patients; of what the network alone said, whether or not the gate let it
 * through. What it could not be run on is left out.
 */
export function figuresOf<Graded>(
  pictures: readonly GradedPicture<Graded>[],
  measures: Measures<Graded>,
): Record<string, Figure> {
  const told = pictures.flatMap(({ patient, graded }) => (graded === null ? [] : [{ patient, graded }]))
  const groups = patientsOf(told)
  return Object.fromEntries(
    Object.entries(measures).map(([name, of]) => [
      name,
      told.length === 0
        ? NONE
        : bootstrap(groups, (sample) => of(sample.map((i) => told[i]!.graded)), seededRandom(SEED)),
    ]),
  )
}

/** The share of pictures that are refused. */
export function refusedShare(pictures: readonly GradedPicture<unknown>[]): Figure {
  if (pictures.length === 0) return NONE
  return bootstrap(
    patientsOf(pictures),
    (sample) => sample.filter((i) => pictures[i]!.refused !== null).length / sample.length,
    seededRandom(SEED),
  )
}

const NONE: Figure = { value: null, low: null, high: null }

function patientsOf(pictures: readonly { readonly patient: string }[]): number[][] {
  const by = new Map<string, number[]>()
  pictures.forEach(({ patient }, i) => {
    const found = by.get(patient)
    if (found) found.push(i)
    else by.set(patient, [i])
  })
  return [...by.values()]
}

const AGE_BANDS = [18, 40, 60] as const

/** The groups that a row of a list belongs to. */
export function groupsOf(row: Readonly<Record<string, string>>): string[] {
  const named = [row['site'], row['group'], row['sex']].filter((name) => name !== undefined && name !== '')
  const age = Number.parseFloat(row['age'] ?? '')
  const band = AGE_BANDS.findLastIndex((from) => age >= from)
  const ages = ['under 18 years', '18 to 39 years', '40 to 59 years', '60 years and older']
  return [...new Set([...(named as string[]), ...(Number.isFinite(age) ? [ages[band + 1]!] : [])])]
}
