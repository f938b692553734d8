/**
 * Reader first: a person's own reading is locked before ours is shown, and stays beside it (DESIGN section 3; Bernstein
 * 2023 and others: only a locked own read keeps its evidence).
 */
export interface OwnReading {
  readonly conclusion: 'normal' | 'abnormal' | 'unreadable' | null
  /** Names of statement rules that the person chose, in the order of the list. */
  readonly statements: readonly string[]
  readonly words: string
  /** ISO 8601 instants of the tablet's clock; `lockedAt` null while it can still be changed. */
  readonly openedAt: string
  readonly lockedAt: string | null
  /** Seconds with the tracing in view before the lock; the hidden page does not count. */
  readonly secondsUnaided: number
  /** The person cannot read this kind, or would not: counted, never hidden. */
  readonly skipped: boolean
}

/** What a person did with one statement or one pack's answer. */
export interface StatementDecision {
  /** Rule name, or a pack's label. */
  readonly rule: string
  readonly code: number | null
  /** `rules`, or the pack that said it. */
  readonly by: string
  readonly decision: 'accepted' | 'edited' | 'rejected' | 'open'
  /** What it was changed to, where edited: another rule's name or the person's words. */
  readonly to?: string
  /** Seconds from uncovering to the decision. */
  readonly seconds: number
}

/** Kept with a reading, and on the chart with it. */
export interface ReaderFirst {
  readonly own: OwnReading | null
  /** Version of the rules that made what was uncovered, and names and codes of what was shown. */
  readonly shown: {
    readonly rules: string
    readonly conclusion: string
    readonly statements: readonly {
      readonly rule: string
      readonly code: number | null
      readonly by: readonly string[]
    }[]
  } | null
  readonly decisions: readonly StatementDecision[]
  /** Seconds with ours in view, until signed or kept. */
  readonly secondsAided: number
}

export interface Agreement {
  /** Of what either said. */
  readonly both: number
  readonly onlyReader: number
  readonly onlyOurs: number
  readonly sameConclusion: boolean | null
}

/**
 * How a locked own reading and what was uncovered agree; null where there was no own reading to compare.
 */
export function agreement({ own, shown }: ReaderFirst): Agreement | null {
  if (own === null || own.skipped || own.lockedAt === null || shown === null) return null
  const ours = new Set(shown.statements.map(({ rule }) => rule))
  const theirs = new Set(own.statements)
  const both = [...theirs].filter((rule) => ours.has(rule)).length
  return {
    both,
    onlyReader: theirs.size - both,
    onlyOurs: ours.size - both,
    sameConclusion: own.conclusion === null ? null : own.conclusion === broadConclusion(shown.conclusion),
  }
}

/** Ours in the three words that a reader chooses from. */
function broadConclusion(conclusion: string): OwnReading['conclusion'] {
  if (conclusion === 'uninterpretable') return 'unreadable'
  return conclusion === 'abnormal' ? 'abnormal' : 'normal'
}
