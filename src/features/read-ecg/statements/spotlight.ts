import type { Beat } from '#domain/ecg/beats.ts'
import type { Statement } from '#domain/ecg/statements/statement.ts'

/** Reach of a beat on paper, milliseconds before and after it: P to T, and never into its neighbours. */
const BEFORE_MS = 260
const AFTER_MS = 460

export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** The beats and leads that a statement speaks of, as the paper lights them; null where it speaks of all. */
export function spotlightOf(
  statement: Pick<Statement, 'beats' | 'leads'>,
  beats: readonly Pick<Beat, 'atMs'>[],
): { readonly stretches: readonly Stretch[]; readonly leads: readonly string[] } | null {
  const { leads } = statement
  const stretches = statement.beats.flatMap((index) => {
    const at = beats[index]?.atMs
    return at === undefined ? [] : [around(at, beats[index - 1]?.atMs, beats[index + 1]?.atMs)]
  })
  return stretches.length === 0 && leads.length === 0 ? null : { stretches, leads }
}

function around(atMs: number, before = -Infinity, after = Infinity): Stretch {
  return {
    fromMs: atMs - Math.min(BEFORE_MS, (atMs - before) * 0.4),
    toMs: atMs + Math.min(AFTER_MS, (after - atMs) * 0.6),
  }
}
