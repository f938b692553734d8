import type { StatementDecision } from '#domain/reading/reader-first.ts'
import type { Statement } from '#domain/ecg/statements/statement.ts'
import { sayCode } from './say.ts'
import { m } from '#words/messages.js'

/** A statement in one line: its name, its modifiers, the leads that it speaks of. */
export function sayStatement({
  rule,
  modifiers,
  leads,
}: Pick<Statement, 'rule' | 'modifiers' | 'leads'>): string {
  const parts = [nameOfRule(rule), ...modifiers.map((code) => sayCode('modifier', String(code)))]
  const where = leads.length > 0 ? ` (${leads.join(m.list_comma())})` : ''
  return parts.join(m.list_comma()) + where
}

/** A rule of a later version has no words here: its name says what it is. */
export function nameOfRule(rule: string): string {
  const said = sayCode('statement', rule)
  return said === rule ? rule.replaceAll('-', ' ') : said
}

/** What a statement was changed to: another rule's name, or the person's own words. */
export function sayEdited(to: string): string {
  return sayCode('statement', to)
}

/** Who says so: our rules, or a pack by its name. */
export function nameOfVoice(by: string): string {
  return by === 'rules' ? m.ecg_by_rules() : by
}

/** What a person did with a statement; empty while they did nothing. */
export function decisionWords({ decision, to }: Pick<StatementDecision, 'decision' | 'to'>): string {
  if (decision === 'accepted') return m.ecg_statement_accepted()
  if (decision === 'rejected') return m.ecg_statement_rejected()
  return decision === 'edited' ? m.ecg_statement_edited({ to: sayEdited(to ?? '') }) : ''
}
