import { createRandom } from '#domain/random.ts'

/**
 * A bench of any kind of case: read unaided, then, in another order, with what the app says shown. What is compared is
 * the reader with themselves.
 */
export interface BenchRounds<Source, Read> {
  /** Both orders follow from it. */
  readonly seed: number
  readonly cases: readonly BenchCaseOf<Source>[]
  /** By case; null where the reader left it out. */
  readonly unaided: Readonly<Record<string, Read | null>>
  readonly aided: Readonly<Record<string, Read | null>>
}

export interface BenchCaseOf<Source> {
  readonly id: string
  readonly source: Source
}

type BenchRound = 'unaided' | 'aided'

/** What became of a reading with what the app says beside it; `changed`: from one answer to another, neither known to be right. */
export type BenchChange = 'better' | 'worse' | 'changed' | 'same'

export function casesOf<Source>(sources: readonly Source[]): readonly BenchCaseOf<Source>[] {
  return sources.map((source, i) => ({ id: `case-${i + 1}`, source }))
}

/** The cases of a round in their order; what was left out of the first is not in the second. */
export function orderOf<Source, Read>(
  { seed, cases, unaided }: BenchRounds<Source, Read>,
  round: BenchRound,
): readonly BenchCaseOf<Source>[] {
  const first = shuffled(cases, seed, 'unaided')
  if (round === 'unaided') return first
  const second = shuffled(cases, seed, 'aided')
  const same = second.every(({ id }, i) => id === first[i]!.id)
  return (same ? second.toReversed() : second).filter(({ id }) => unaided[id] !== null)
}

/** What is read next, and how far that is; null when both rounds are done. */
export function nextOf<Source, Read>(
  bench: BenchRounds<Source, Read>,
): {
  readonly round: BenchRound
  readonly at: number
  readonly all: number
  readonly case: BenchCaseOf<Source>
} | null {
  for (const round of ['unaided', 'aided'] as const) {
    const order = orderOf(bench, round)
    const index = order.findIndex(({ id }) => bench[round][id] === undefined)
    if (index >= 0) return { round, at: index + 1, all: order.length, case: order[index]! }
  }
  return null
}

/** @param read null: left out */
export function withRead<Bench extends BenchRounds<unknown, unknown>>(
  bench: Bench,
  round: BenchRound,
  id: string,
  read: Bench['unaided'][string],
): Bench {
  return { ...bench, [round]: { ...bench[round], [id]: read } }
}

/** Fisher-Yates. */
export function shuffled<T>(all: readonly T[], seed: number, purpose: string): readonly T[] {
  const random = createRandom(seed, purpose)
  const order = [...all]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.between(0, i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
