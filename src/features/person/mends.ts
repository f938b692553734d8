import type { Chart } from '#domain/record/chart.ts'
import type { Gap } from '#domain/record/completeness.ts'
import type { FactDraft } from '#domain/record/fact.ts'
import type { Identifier } from '#domain/record/kinds/identifier.ts'
import { assertFact, correct } from './drafts.ts'
import { isFormKind } from './fact-forms.ts'
import type { AnyStatement, OpenPerson } from './open-person.svelte.ts'
import type { PersonDialog } from './person-dialogs.svelte.ts'

/** One tap that fills a gap, or opens the form in which it is filled. */
export interface Mend {
  /** Message `chart_mend_<label>`. */
  readonly label: 'write' | 'seen' | 'agrees' | 'refuses' | 'none-known' | 'add'
  readonly write?: FactDraft
  readonly dialog?: PersonDialog
}

type Who = Pick<OpenPerson, 'subject' | 'statementOf'>

/** The ways to fill a gap, the usual one first. */
export function mendsOf(gap: Gap, person: Who, chart: Chart): readonly Mend[] {
  const { code, kind, fields, facts } = gap
  const there = facts.map((fact) => person.statementOf(fact)).find((statement) => statement !== null) ?? null
  if (code === 'identifier-not-seen' && there) return [{ label: 'seen', write: cardSeen(person, there) }]
  if (code === 'consent-missing') return [consent(person, chart, true), consent(person, chart, false)]
  if (code === 'allergies-not-asked')
    return [
      { label: 'none-known', write: assertFact(person.subject, 'allergy', { is: 'none-known' }, { chart }) },
      { label: 'add', dialog: { is: 'add', kind: 'allergy' } },
    ]
  if (kind === 'contact') return [{ label: 'write', dialog: { is: 'contact' } }]
  if (!isFormKind(kind)) return []
  // What nobody has said yet is stated; what is said already is corrected (an identity: proposed, then checked).
  const unsaid = there === null || code.endsWith('-missing') || code === 'sex-unknown'
  if (kind === 'identity' && unsaid) return [{ label: 'write', dialog: { is: 'add', kind, only: fields } }]
  if (there === null) return [{ label: 'write', dialog: { is: 'add', kind } }]
  const only = kind === 'identity' ? { only: fields } : {}
  return [{ label: 'write', dialog: { is: 'correct', kind, statement: there, ...only } }]
}

function cardSeen({ subject }: Who, statement: AnyStatement): FactDraft {
  const value: Identifier = { ...(statement.current.value as Identifier), verified: true }
  return correct(subject, statement, value, null)
}

function consent({ subject }: Who, chart: Chart, given: boolean): Mend {
  const value = { purpose: 'record', given, by: 'person', how: 'spoken' }
  return { label: given ? 'agrees' : 'refuses', write: assertFact(subject, 'consent', value, { chart }) }
}
