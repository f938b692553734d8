import type { Statement, StatementEvidence, StatementReport } from '#domain/ecg/statements/statement.ts'
import aha from '#domain/ecg/statements/data/aha-statements.json' with { type: 'json' }
import type { ReadResult } from './read-result.ts'

type Row = NonNullable<ReadResult['ecg']>['statements'][number]

const WORDS = new Map(
  [...aha.primary, ...aha.secondary].map((entry) => [entry.code, entry as { en: string; zh?: string }]),
)
const MODIFIERS = new Map(aha.modifiers.map((entry) => [entry.code, (entry as { en: string }).en]))

/** Statements as `read` prints them: the wording of AHA/ACC/HRS 2007, or the rule's name where that list has none. */
export function statementRows({ statements }: StatementReport): Row[] {
  return statements.map((statement) => ({
    rule: statement.rule,
    code: statement.code,
    text: textOf(statement),
    certainty: statement.certainty,
    by: statement.by,
    evidence: statement.evidence.filter(({ holds }) => holds === true).map(evidenceText),
  }))
}

function textOf({ rule, code, modifiers, leads }: Statement): string {
  const name = (code === null ? null : WORDS.get(code)?.en) ?? rule.replaceAll('-', ' ')
  const more = modifiers.map((modifier) => MODIFIERS.get(modifier)?.toLowerCase() ?? String(modifier))
  const where = leads.length > 0 ? ` (${leads.join(', ')})` : ''
  return [`${name}${where}`, ...more].join(', ')
}

function evidenceText({ input, value, unit, comparison, threshold }: StatementEvidence): string {
  const shown = typeof value === 'number' ? `${Number(value.toPrecision(4))}` : String(value)
  const limit = Array.isArray(threshold) ? threshold.join(' to ') : String(threshold)
  return `${input} ${shown}${unit === null || unit === '1' ? '' : ` ${unit}`} (${comparison} ${limit})`
}
