import type { Chart } from '#domain/record/chart.ts'
import { checkEncounter, type CheckFinding } from '#domain/record/encounter-checks.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { VisitOnDesk } from '#domain/record/visit.ts'
import type { Finding } from '#domain/vitals/finding.ts'
import { checkVitals } from '#domain/vitals/plausibility.ts'
import { lineDoubts } from './prescription.ts'
import type { VisitDraft } from './visit-draft.ts'
import { mustBeDecided, type VisitScore } from './visit-scores.ts'
import { notNumbers, numbersOf, vitalsContext, vitalsOf } from './vitals-form.ts'

/** Something to be said while a visit is written, and where. */
export interface VisitCheck {
  /** Of exactly this doubt about exactly this value: another value asks again. */
  readonly key: string
  /** stop: cannot be signed so; ask: asks once; note: stands beside. */
  readonly severity: 'stop' | 'ask' | 'note'
  /** The field it speaks of: `vitals.heightCm`, `reason`, `prescriptions.3`, `scores.news2`. */
  readonly path: string
  /** What settles it besides another value: a reason, a word, or nothing. */
  readonly settledBy: 'reason' | 'word' | null
  /** Somebody must act at once. */
  readonly critical: boolean
  /** False: screens print "unverified". */
  readonly verified: boolean
  readonly says:
    | { readonly is: 'vital'; readonly finding: Finding }
    | { readonly is: 'form'; readonly code: string; readonly details: Details }
    | { readonly is: 'encounter'; readonly code: string; readonly details: Details }
  /** Facts of the chart that speak against it. */
  readonly facts: readonly FactId[]
}

type Details = Readonly<Record<string, string | number>>

/** A doubt of ours in words of this screen. */
function check(
  severity: VisitCheck['severity'],
  code: string,
  path: string,
  details: Details = {},
  settledBy: VisitCheck['settledBy'] = severity === 'ask' ? 'word' : null,
): VisitCheck {
  const key = [path, code, JSON.stringify(details)].join(' ')
  const says = { is: 'form', code, details } as const
  return { key, severity, path, settledBy, critical: false, verified: true, says, facts: [] }
}

/**
 * Everything about the numbers: what is none, what cannot be, what is unusual, what it means for this person.
 * @param today `YYYY-MM-DD`
 */
export function vitalChecks(draft: VisitDraft, chart: Chart, today: string): readonly VisitCheck[] {
  const unread = notNumbers(draft.vitals).map((field) =>
    check('stop', 'not-a-number', `vitals.${field}`, { typed: draft.vitals.texts[field].slice(0, 20) }),
  )
  const vitals = vitalsOf(draft.vitals)
  if (!vitals) return unread
  const findings = checkVitals(numbersOf(vitals), vitalsContext(chart, draft.vitals, today))
  return [...unread, ...findings.map(vitalCheck)]
}

const SEVERITIES = { impossible: 'stop', ask: 'ask', notable: 'note' } as const

function vitalCheck(finding: Finding): VisitCheck {
  const { code, field, severity, critical, details, verified } = finding
  return {
    key: [`vitals.${field}`, code, JSON.stringify(details)].join(' '),
    severity: SEVERITIES[severity],
    path: `vitals.${field}`,
    settledBy: severity === 'impossible' ? 'reason' : severity === 'ask' ? 'word' : null,
    critical,
    verified,
    says: { is: 'vital', finding },
    facts: [],
  }
}

/**
 * What is missing, late, contradicts the chart, or is prescribed against an allergy (`checkEncounter`), at the fields of
 * this form.
 */
export function encounterChecks(
  draft: VisitDraft,
  chart: Chart,
  visit: VisitOnDesk,
  clock: { readonly nowMs: number; readonly today: string },
): readonly VisitCheck[] {
  return checkEncounter(chart, visit, clock).map((finding) => encounterCheck(finding, draft))
}

function encounterCheck(
  { code, severity, path, details, facts, rule }: CheckFinding,
  draft: VisitDraft,
): VisitCheck {
  return {
    key: [path, code, JSON.stringify(details)].join(' '),
    severity,
    path: formPath(path, draft),
    settledBy: severity === 'ask' ? 'word' : null,
    critical: severity === 'stop' && facts.length > 0,
    verified: rule?.verified ?? true,
    says: { is: 'encounter', code, details },
    facts,
  }
}

/** `encounter.reason` is `reason` here, and lines of a list go by their key, which stays when another is taken away. */
function formPath(path: string, { prescriptions, diagnoses }: VisitDraft): string {
  const [part = '', ...rest] = path.replace(/^encounter\./, '').split('.')
  const lines = part === 'prescriptions' ? prescriptions : part === 'assessment' ? diagnoses : null
  const line = lines?.[Number(rest[0])]
  return [part, ...(line ? [String(line.key), ...rest.slice(1)] : lines ? [] : rest)].join('.')
}

/** A time of vital signs that has not come yet. The clock of a colleague's tablet may be a little ahead. */
const AHEAD_MAX_MS = 5 * 60_000

export function timeChecks({ vitals: { takenAtMs } }: VisitDraft, nowMs: number): readonly VisitCheck[] {
  return takenAtMs !== null && takenAtMs > nowMs + AHEAD_MAX_MS
    ? [check('stop', 'taken-in-future', 'vitals.takenAt')]
    : []
}

export function prescriptionChecks({ prescriptions }: VisitDraft): readonly VisitCheck[] {
  return prescriptions.flatMap((line) =>
    lineDoubts(line).map(({ field, doubt }) => check('stop', doubt, `prescriptions.${line.key}.${field}`)),
  )
}

/**
 * Scores that wait for a person: what came with its inputs is confirmed or skipped, what was asked for and cannot be
 * computed is not kept, and that is said.
 * @param name of a calculator in the reader's language
 */
export function scoreChecks(
  scores: readonly VisitScore[],
  name: (score: VisitScore) => string,
): readonly VisitCheck[] {
  return scores.flatMap((score) => {
    const path = `scores.${score.calculator.id}`
    const details = { name: name(score) }
    if (mustBeDecided(score))
      return [check('stop', score.outdated ? 'score-outdated' : 'score-undecided', path, details)]
    const incomplete = score.form.requested && !score.decided
    return incomplete ? [check('ask', 'score-incomplete', path, details)] : []
  })
}

/** Whether a person has settled it; a reason must say something. */
export function isSettled({ key, settledBy }: VisitCheck, answered: VisitDraft['answered']): boolean {
  const answer = answered[key]
  return settledBy !== null && answer !== undefined && (settledBy === 'word' || answer.trim() !== '')
}

export interface Standing {
  /** What stops the signing. */
  readonly stops: readonly VisitCheck[]
  /** What is asked once before it. */
  readonly asks: readonly VisitCheck[]
  readonly notes: readonly VisitCheck[]
  /** What a person has answered. */
  readonly settled: readonly VisitCheck[]
}

export function standingChecks(checks: readonly VisitCheck[], answered: VisitDraft['answered']): Standing {
  const open = checks.filter((each) => !isSettled(each, answered))
  return {
    stops: open.filter(({ severity }) => severity === 'stop'),
    asks: open.filter(({ severity }) => severity === 'ask'),
    notes: open
      .filter(({ severity }) => severity === 'note')
      .toSorted((a, b) => Number(b.critical) - Number(a.critical)),
    settled: checks.filter((each) => isSettled(each, answered)),
  }
}

const WAITS_FOR_A_PERSON = ['score-undecided', 'score-incomplete']

/** Something that is not there yet: nobody is told of it before they come to sign. */
export function isAboutMissing({ says }: VisitCheck): boolean {
  return says.is !== 'vital' && (says.code.endsWith('-missing') || WAITS_FOR_A_PERSON.includes(says.code))
}

/** The part of the form that a path leads into. */
export function sectionOf(path: string): string {
  return path.split('.')[0]!
}
