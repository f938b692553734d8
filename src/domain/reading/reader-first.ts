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

/** Something that was said of a recording or a study: its name, its number in a list of codes, who says so. */
export interface Said {
  /** Name of a rule, or of a finding. */
  readonly rule: string
  readonly code: number | null
  /** `rules`, packs. */
  readonly by: readonly string[]
}

/** All that was said at once, and what it comes to. */
export interface SaidTogether<S extends Said = Said> {
  /** Version of the rules. */
  readonly rules: string
  readonly conclusion: string
  readonly statements: readonly S[]
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
  readonly shown: SaidTogether | null
  readonly decisions: readonly StatementDecision[]
  /** Seconds with ours in view, until signed or kept. */
  readonly secondsAided: number
}

export const NOTHING_READ: ReaderFirst = { own: null, shown: null, decisions: [], secondsAided: 0 }

export type Coverage = 'still-covered' | 'after-own-reading' | 'skipped'

/** Whether ours may be shown: only after the own reading is locked, or was skipped. */
export function coverageOf({ own }: ReaderFirst): Coverage {
  if (own === null) return 'still-covered'
  if (own.skipped) return 'skipped'
  return own.lockedAt === null ? 'still-covered' : 'after-own-reading'
}

/** An own reading says something where it has a conclusion, a statement or a word. */
export function saysSomething({ conclusion, statements, words }: OwnReading): boolean {
  return conclusion !== null || statements.length > 0 || words.trim() !== ''
}

/** Writes in an own reading; one that is locked stays as it is, one that was skipped takes words alone. */
export function rewritten(
  own: OwnReading,
  change: Partial<Pick<OwnReading, 'conclusion' | 'statements' | 'words'>>,
): OwnReading {
  if (own.skipped) return change.words === undefined ? own : { ...own, words: change.words }
  return own.lockedAt === null ? { ...own, ...change } : own
}

/**
 * Locks an own reading that says something; what is locked already stays as it is.
 * @param at ISO 8601 instant
 * @param secondsUnaided with the tracing in view, until now
 */
export function locked(own: OwnReading, at: string, secondsUnaided: number): OwnReading {
  if (own.lockedAt !== null || own.skipped || !saysSomething(own)) return own
  return { ...own, words: own.words.normalize('NFC'), lockedAt: at, secondsUnaided }
}

/** The person cannot read this one, or would not. What was begun is no reading: only its words stay, to be gone on with. */
export function skipped(own: OwnReading, secondsUnaided: number): OwnReading {
  if (own.lockedAt !== null || own.skipped) return own
  return { ...own, conclusion: null, statements: [], secondsUnaided, skipped: true }
}

/** What is remembered of ours as it was uncovered. */
export function shownOf({ rules, conclusion, statements }: SaidTogether): NonNullable<ReaderFirst['shown']> {
  return {
    rules,
    conclusion,
    statements: statements.map(({ rule, code, by }) => ({ rule, code, by })),
  }
}

/** Who is asked for a statement: the pack that was decisive, else the rules. */
export function voiceOf({ by }: Pick<Said, 'by'>): string {
  return by.find((each) => each !== 'rules') ?? 'rules'
}

/**
 * What a person does with a statement; the same again takes it back.
 * @param seconds since ours was uncovered
 */
export function decide(
  decisions: readonly StatementDecision[],
  { rule, code, by }: Said,
  decision: 'accepted' | 'edited' | 'rejected',
  seconds: number,
  to?: string,
): readonly StatementDecision[] {
  const before = decisions.find((each) => each.rule === rule)
  const others = decisions.filter((each) => each.rule !== rule)
  if (before?.decision === decision && before.to === to) return others
  const made = { rule, code, by: voiceOf({ by }), decision, seconds }
  return [...others, to === undefined ? made : { ...made, to }]
}

export function decisionOn(
  decisions: readonly StatementDecision[],
  rule: string,
): StatementDecision['decision'] {
  return decisions.find((each) => each.rule === rule)?.decision ?? 'open'
}

/** All of it in one word: open while any statement waits, rejected where none was left standing. */
export function dispositionOf(
  decisions: readonly StatementDecision[],
  said: readonly Pick<Said, 'rule'>[],
): 'accepted' | 'rejected' | 'open' {
  const made = said.map(({ rule }) => decisionOn(decisions, rule))
  if (made.length === 0 || made.includes('open')) return 'open'
  return made.every((decision) => decision === 'rejected') ? 'rejected' : 'accepted'
}

/** The same decisions, whatever time they took. */
export function sameDecisions(
  one: readonly StatementDecision[],
  other: readonly StatementDecision[],
): boolean {
  const plain = (decisions: readonly StatementDecision[]) =>
    decisions.map(({ rule, decision, to = null }) => JSON.stringify([rule, decision, to])).sort()
  return plain(one).join() === plain(other).join()
}

/** A statement that a person took over, as it stands after them. */
export interface TakenOver<S extends Said> {
  readonly statement: S
  /** Another rule's name or the person's words, where it was edited. */
  readonly to: string | null
}

/** What goes into the report: accepted or edited, and still said. */
export function takenOver<S extends Said>(
  { statements }: Pick<SaidTogether<S>, 'statements'>,
  decisions: readonly StatementDecision[],
): readonly TakenOver<S>[] {
  return statements.flatMap((statement) => {
    const made = decisions.find(({ rule }) => rule === statement.rule)
    if (made?.decision === 'accepted') return [{ statement, to: null }]
    return made?.decision === 'edited' ? [{ statement, to: made.to ?? null }] : []
  })
}

/** Names of rules: what both said, what the reader alone, what ours alone. */
export interface Sides {
  readonly both: readonly string[]
  readonly onlyReader: readonly string[]
  readonly onlyOurs: readonly string[]
}

/** Null where there was no own reading to compare. */
export function sidesOf({ own, shown }: ReaderFirst): Sides | null {
  if (own === null || own.skipped || own.lockedAt === null || shown === null) return null
  const ours = shown.statements.map(({ rule }) => rule)
  return {
    both: own.statements.filter((rule) => ours.includes(rule)),
    onlyReader: own.statements.filter((rule) => !ours.includes(rule)),
    onlyOurs: ours.filter((rule) => !own.statements.includes(rule)),
  }
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
export function agreement(read: ReaderFirst): Agreement | null {
  const sides = sidesOf(read)
  const { own, shown } = read
  if (sides === null || own === null || shown === null) return null
  return {
    both: sides.both.length,
    onlyReader: sides.onlyReader.length,
    onlyOurs: sides.onlyOurs.length,
    sameConclusion: own.conclusion === null ? null : own.conclusion === broadConclusion(shown.conclusion),
  }
}

/** Ours in the three words that a reader chooses from. */
function broadConclusion(conclusion: string): NonNullable<OwnReading['conclusion']> {
  if (conclusion === 'uninterpretable') return 'unreadable'
  return conclusion === 'abnormal' ? 'abnormal' : 'normal'
}
