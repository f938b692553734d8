import {
  decisionOn,
  takenOver,
  type ReaderFirst,
  type StatementDecision,
} from '#domain/reading/reader-first.ts'
import type { StatementReport } from '#domain/ecg/statements/statement.ts'
import { formatInstant, formatNumber } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import '#ui/statement-words.ts'
import { m } from '#words/messages.js'
import { conclusionWords, ownConclusionWords } from '#ui/own-words.ts'
import { decisionWords, nameOfRule, sayEdited, sayStatement } from '#ui/say-statement.ts'

/** Both readings as a report and a page show them: the person's own first, then ours with what was done with it. */
export interface BothReadings {
  readonly own: {
    readonly conclusion: string
    readonly statements: readonly string[]
    readonly words: string
    /** When it was locked, or that it was skipped. */
    readonly when: string
  } | null
  readonly ours: {
    readonly conclusion: string
    readonly lines: readonly {
      readonly words: string
      readonly decision: StatementDecision['decision']
      /** What the person did; empty where they accepted. */
      readonly done: string
    }[]
    readonly rules: string
  } | null
}

/** @returns null while ours is covered: nothing of it goes into a report or onto a page */
export function bothReadings(
  covered: boolean,
  read: ReaderFirst,
  report: StatementReport | null,
): BothReadings | null {
  if (covered) return null
  return { own: ownOf(read), ours: report && oursOf(report, read.decisions) }
}

function ownOf({ own }: ReaderFirst): BothReadings['own'] {
  if (own === null) return null
  if (own.lockedAt === null) return { conclusion: '', statements: [], words: '', when: m.ecg_own_skipped() }
  return {
    conclusion: ownConclusionWords(own),
    statements: own.statements.map(nameOfRule),
    words: own.words,
    when: m.ecg_own_locked({
      when: formatInstant(own.lockedAt),
      seconds: formatNumber(own.secondsUnaided),
    }),
  }
}

function oursOf(report: StatementReport, decisions: readonly StatementDecision[]): BothReadings['ours'] {
  return {
    conclusion: conclusionWords(report.conclusion),
    rules: report.rules,
    lines: report.statements.map((statement) => {
      const made = decisions.find(({ rule }) => rule === statement.rule)
      const certainty = sayCode('certainty', statement.certainty)
      return {
        words: `${sayStatement(statement)} (${certainty})`,
        decision: decisionOn(decisions, statement.rule),
        done: made ? decisionWords(made) : m.ecg_report_open(),
      }
    }),
  }
}

/** What the person took over, in the words of the report: coded where the list has a number. */
export function takenOverWords(
  report: StatementReport | null,
  decisions: readonly StatementDecision[],
): readonly string[] {
  if (report === null) return []
  return takenOver(report, decisions).map(({ statement, to }) => {
    if (to !== null) return sayEdited(to)
    const { certainty, code } = statement
    const said = sayStatement(statement)
    const sure = certainty === 'definite' ? said : `${sayCode('certainty', certainty)}: ${said}`
    return code === null ? sure : `${sure} [${code}]`
  })
}

/** Where an impression begins: with the own reading, as it was locked or written. */
export function impressionFrom({ own }: ReaderFirst, words: string): string {
  const picked = own === null || own.lockedAt === null ? [] : own.statements.map(nameOfRule)
  return [picked.join(m.list_comma()), words.trim()].filter(Boolean).join('\n')
}
