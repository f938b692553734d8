import {
  agreement,
  coverageOf,
  sidesOf,
  voiceOf,
  type ReaderFirst,
  type StatementDecision,
} from './reader-first.ts'
import { answeredByRules, type LedgerReading } from './ledger-reading.ts'

/**
 * The ledger: what became of everything that was shown, counted over kept readings. It judges nobody: who is right is
 * not known here, only what people did with what was said.
 */

/** What became of statements; `opened` is the sum of the other four. */
export interface Dispositions {
  readonly opened: number
  readonly accepted: number
  readonly edited: number
  readonly rejected: number
  readonly open: number
  /** From uncovering to the decision; null while none was made. */
  readonly secondsMedian: number | null
}

export interface StatementRow extends Dispositions {
  readonly rule: string
  readonly code: number | null
  readonly voice: string
}

/** How own readings that were locked first agree with what was uncovered after them: counts of statements. */
export interface AgreementCounts {
  /** Readings that could be compared. */
  readonly compared: number
  readonly both: number
  readonly onlyReader: number
  readonly onlyOurs: number
  readonly sameConclusion: number
  readonly otherConclusion: number
  /** Of what ours alone said: accepted or edited afterwards, and not. */
  readonly takenOver: number
  readonly notTakenOver: number
}

interface Coverages {
  /** Readings in which ours was uncovered. */
  readonly readings: number
  readonly ownFirst: number
  readonly skipped: number
}

export interface VoiceRow extends Dispositions, Coverages {
  /** `rules`, or a pack. */
  readonly voice: string
  readonly versions: readonly string[]
  /** Readings in which its gate let nothing through. */
  readonly refused: number
  readonly agreement: AgreementCounts
}

export interface PersonRow extends Dispositions, Coverages {
  readonly person: string | null
  readonly secondsUnaidedMedian: number | null
  readonly agreement: AgreementCounts
}

export interface Ledger extends Coverages {
  /** Ours was not uncovered yet. */
  readonly covered: number
  /** Kept before own readings were asked for. */
  readonly before: number
  readonly all: Dispositions
  readonly agreement: AgreementCounts
  readonly contradictions: readonly { readonly name: string; readonly readings: number }[]
  readonly statements: readonly StatementRow[]
  readonly voices: readonly VoiceRow[]
  readonly people: readonly PersonRow[]
  readonly templates: readonly TemplateRow[]
}

/** A sentence of image reports and what became of its lines. */
interface TemplateRow extends Dispositions {
  /** Null for lines in own words. */
  readonly template: string | null
}

/** A statement that was before somebody's eyes, and what they did with it. */
interface Opened {
  readonly rule: string
  readonly code: number | null
  readonly voice: string
  readonly decision: StatementDecision['decision']
  readonly seconds: number | null
}

/** A reading in which ours was uncovered. */
interface Uncovered {
  readonly reading: LedgerReading
  readonly read: ReaderFirst
  readonly opened: readonly Opened[]
}

/** Counts kept readings; their order does not matter. */
export function ledgerOf(readings: readonly LedgerReading[]): Ledger {
  const uncovered = readings.flatMap((reading): Uncovered[] => {
    const { read } = reading
    return read && coverageOf(read) !== 'still-covered' ? [{ reading, read, opened: openedIn(read) }] : []
  })
  const before = readings.filter(({ read }) => read === null).length
  const opened = uncovered.flatMap((each) => each.opened)
  return {
    ...coveragesOf(uncovered),
    covered: readings.length - before - uncovered.length,
    before,
    all: dispositionsOf(opened),
    agreement: agreementIn(uncovered),
    contradictions: contradictionsIn(uncovered),
    statements: statementRows(opened),
    voices: voiceRows(uncovered),
    people: personRows(uncovered),
    templates: templateRows(readings),
  }
}

/** All that was shown, and what was decided of later statements (a corrected number may add one). */
function openedIn({ shown, decisions }: ReaderFirst): readonly Opened[] {
  const heads = new Map(
    (shown?.statements ?? []).map((each) => [each.rule, { ...each, voice: voiceOf(each) }]),
  )
  for (const { rule, code, by } of decisions)
    if (!heads.has(rule)) heads.set(rule, { rule, code, by: [by], voice: by })
  return [...heads.values()].map(({ rule, code, voice }) => {
    const made = decisions.find((each) => each.rule === rule)
    const decided = made && made.decision !== 'open'
    return { rule, code, voice, decision: made?.decision ?? 'open', seconds: decided ? made.seconds : null }
  })
}

function dispositionsOf(opened: readonly Pick<Opened, 'decision' | 'seconds'>[]): Dispositions {
  const count = (which: Opened['decision']) => opened.filter(({ decision }) => decision === which).length
  return {
    opened: opened.length,
    accepted: count('accepted'),
    edited: count('edited'),
    rejected: count('rejected'),
    open: count('open'),
    secondsMedian: medianOf(opened.flatMap(({ seconds }) => seconds ?? [])),
  }
}

function coveragesOf(uncovered: readonly Uncovered[]): Coverages {
  const skipped = uncovered.filter(({ read }) => coverageOf(read) === 'skipped').length
  return { readings: uncovered.length, ownFirst: uncovered.length - skipped, skipped }
}

function statementRows(opened: readonly Opened[]): readonly StatementRow[] {
  return grouped(opened, ({ rule, voice }) => `${rule}\n${voice}`).map((group) => {
    const [{ rule, voice }] = group
    const code = group.find((each) => each.code !== null)?.code ?? null
    return { rule, code, voice, ...dispositionsOf(group) }
  })
}

/** Rules and each pack apart; who was asked and said nothing is listed as well. */
function voiceRows(uncovered: readonly Uncovered[]): readonly VoiceRow[] {
  const opened = uncovered.flatMap((each) => each.opened)
  const answered = uncovered.flatMap(({ reading, read }) => [
    ...(answeredByRules(read) ? ['rules'] : []),
    ...reading.packs.map(({ pack }) => pack),
  ])
  const voices = [...new Set([...opened.map(({ voice }) => voice), ...answered])]
  const rank = (voice: string) => (voice === 'rules' ? 0 : 1)
  return voices
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((voice) => voiceRow(voice, uncovered))
}

function voiceRow(voice: string, uncovered: readonly Uncovered[]): VoiceRow {
  const own = (each: Uncovered) => each.reading.packs.filter(({ pack }) => pack === voice)
  const heard = uncovered.filter(
    (each) =>
      (voice === 'rules' ? answeredByRules(each.read) : own(each).length > 0) ||
      each.opened.some((said) => said.voice === voice),
  )
  const said = heard.flatMap(({ opened }) => opened.filter((each) => each.voice === voice))
  const versions = heard.flatMap((each) =>
    voice === 'rules' ? (each.read.shown?.rules ?? []) : own(each).map(({ version }) => version),
  )
  return {
    voice,
    versions: [...new Set(versions)].sort(),
    ...coveragesOf(heard),
    ...dispositionsOf(said),
    refused: heard.filter((each) => own(each).some(({ refused }) => refused !== null)).length,
    agreement: agreementIn(heard, { voice, rules: new Set(said.map(({ rule }) => rule)) }),
  }
}

function personRows(uncovered: readonly Uncovered[]): readonly PersonRow[] {
  return grouped(uncovered, ({ reading }) => reading.person ?? '').map((group) => ({
    person: group[0].reading.person,
    ...coveragesOf(group),
    ...dispositionsOf(group.flatMap(({ opened }) => opened)),
    secondsUnaidedMedian: medianOf(
      group.flatMap(({ read }) => (read.own?.lockedAt ? read.own.secondsUnaided : [])),
    ),
    agreement: agreementIn(group),
  }))
}

/**
 * @param one of one voice alone: what it said, and of the reader's statements those that it has ever said here, so that
 *   a pack that knows nothing but rhythms is not held to account for a bundle-branch block
 */
function agreementIn(
  uncovered: readonly Uncovered[],
  one: { readonly voice: string; readonly rules: ReadonlySet<string> } | null = null,
): AgreementCounts {
  const sum = { compared: 0, both: 0, onlyReader: 0, onlyOurs: 0 }
  const rest = { sameConclusion: 0, otherConclusion: 0, takenOver: 0, notTakenOver: 0 }
  for (const { read, opened } of uncovered) {
    const sides = sidesOf(read)
    if (sides === null) continue
    const mine = (rule: string) =>
      one === null || opened.some((o) => o.rule === rule && o.voice === one.voice)
    const onlyOurs = sides.onlyOurs.filter(mine)
    const takenOver = onlyOurs.filter((rule) =>
      opened.some((o) => o.rule === rule && (o.decision === 'accepted' || o.decision === 'edited')),
    )
    sum.compared += 1
    sum.both += sides.both.filter(mine).length
    sum.onlyReader += sides.onlyReader.filter((rule) => one === null || one.rules.has(rule)).length
    sum.onlyOurs += onlyOurs.length
    rest.takenOver += takenOver.length
    rest.notTakenOver += onlyOurs.length - takenOver.length
    const same = agreement(read)?.sameConclusion
    if (same === true) rest.sameConclusion += 1
    if (same === false) rest.otherConclusion += 1
  }
  return { ...sum, ...rest }
}

/** Most written first. */
function templateRows(readings: readonly LedgerReading[]): readonly TemplateRow[] {
  const lines = readings.flatMap((reading) => reading.lines)
  return grouped(lines, ({ template }) => template ?? '')
    .map((group) => ({
      template: group[0].template,
      ...dispositionsOf(group.map(({ decision }) => ({ decision, seconds: null }))),
    }))
    .toSorted((a, b) => b.opened - a.opened)
}

function contradictionsIn(uncovered: readonly Uncovered[]): Ledger['contradictions'] {
  const names = uncovered.flatMap(({ reading }) => [...new Set(reading.contradictions)])
  return grouped(names, (name) => name).map((group) => ({ name: group[0], readings: group.length }))
}

/** Groups in the order of their names, so that the order of the readings leaves no trace. */
function grouped<T>(all: readonly T[], keyOf: (each: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const each of all) {
    const group = groups.get(keyOf(each))
    if (group) group.push(each)
    else groups.set(keyOf(each), [each])
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}

/** Of an even number the mean of the two in the middle; null of none. */
export function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Below this a share says more than it knows: the counts alone are shown. */
const SHARE_FROM = 10

/** Null where there are too few cases for a share. */
export function shareOf(part: number, whole: number): number | null {
  return whole < SHARE_FROM ? null : part / whole
}
