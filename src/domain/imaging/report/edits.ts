import type { ImageFinding } from '../film-report.ts'
import type { FilmProposal } from '../claims.ts'
import type { ExaminationName } from './examinations.ts'
import { findingNamed } from './findings.ts'
import type { ReportLanguage } from './language.ts'
import { rendered, type Filled } from './render.ts'
import { isSlotName, SLOTS } from './slots.ts'
import type { Template } from './template.ts'
import { normalSet, templateFor } from './templates.ts'

/** Edits of the findings of a report: each makes a new list and leaves the old one as it was. */
type Findings = readonly ImageFinding[]

/** A sentence that a person filled and added: it stands at once. Null while a place is empty. */
export function sentenceOf(
  id: string,
  template: Template,
  slots: Filled,
  language: ReportLanguage,
  marks: readonly string[] = [],
): ImageFinding | null {
  const text = rendered(template, slots, language)
  if (text === null) return null
  return { id, template: template.name, slots, text, marks, by: 'person', decision: 'accepted' }
}

/** Free words of a person. */
export function freeLine(id: string, text: string, marks: readonly string[] = []): ImageFinding {
  return { id, template: null, slots: {}, text, marks, by: 'person', decision: 'accepted' }
}

/**
 * The normal sentences of an examination as proposals: each waits for the person. What stands in the list already, in
 * whatever state, is not proposed again.
 * @param idOf a fresh id
 */
export function withNormalSet(
  findings: Findings,
  examination: ExaminationName,
  language: ReportLanguage,
  idOf: () => string,
): Findings {
  const fresh = normalSet(examination)
    .filter(({ name }) => !findings.some(({ template }) => template === name))
    .flatMap((template): ImageFinding[] => {
      const made = sentenceOf(idOf(), template, {}, language)
      return made ? [{ ...made, decision: 'open' }] : []
    })
  return fresh.length === 0 ? findings : [...findings, ...fresh]
}

/** What a pack proposes, as a line that waits. Where its sentence lacks a place, the finding's name stands until it is filled. */
export function proposedLine(
  id: string,
  { finding, slots, pack }: FilmProposal,
  examination: ExaminationName,
  language: ReportLanguage,
): ImageFinding {
  const template = templateFor(examination, finding)
  return {
    id,
    template: template?.name ?? null,
    slots,
    text: proposedText(template, finding, slots, language),
    marks: [],
    by: pack,
    decision: 'open',
  }
}

/** The sentence of a finding; its name with what was measured of it, while the sentence lacks a place. */
export function proposedText(
  template: Template | null,
  finding: string,
  slots: Filled,
  language: ReportLanguage,
): string {
  const text = template && rendered(template, slots, language)
  const name = findingNamed(finding)?.[language] ?? finding.replaceAll('-', ' ')
  return text ?? [name, ...measured(slots)].join(language === 'en' ? ', ' : '，')
}

/** Numbers that stand beside a name while its sentence lacks a place. */
function measured(slots: Filled): readonly string[] {
  return Object.entries(slots).flatMap(([slot, words]) =>
    isSlotName(slot) && SLOTS[slot].is.kind === 'measure' && words !== '' ? [words] : [],
  )
}

export function withLine(findings: Findings, line: ImageFinding): Findings {
  return [...findings, line]
}

export function withoutLine(findings: Findings, id: string): Findings {
  return findings.some((each) => each.id === id) ? findings.filter((each) => each.id !== id) : findings
}

/** Accepts or rejects a line; the same again takes it back. */
export function decided(findings: Findings, id: string, decision: 'accepted' | 'rejected'): Findings {
  return changed(findings, id, (line) => {
    const back = line.decision === decision || (decision === 'accepted' && line.decision === 'edited')
    return { ...line, decision: back ? 'open' : decision }
  })
}

/** Other words for a line: it stands, and is no longer what its template says. */
export function rewrittenLine(findings: Findings, id: string, text: string): Findings {
  return changed(findings, id, (line) => {
    return text.trim() === '' || text === line.text ? line : { ...line, text, decision: 'edited' }
  })
}

/** The sentence with other values in its places. */
export function refilled(
  findings: Findings,
  id: string,
  made: Pick<ImageFinding, 'slots' | 'text' | 'marks'>,
): Findings {
  return changed(findings, id, (line) => ({
    ...line,
    ...made,
    decision: line.decision === 'edited' ? 'accepted' : line.decision,
  }))
}

export function tied(findings: Findings, id: string, mark: string): Findings {
  return changed(findings, id, (line) =>
    line.marks.includes(mark) ? line : { ...line, marks: [...line.marks, mark] },
  )
}

export function untied(findings: Findings, id: string, mark: string): Findings {
  return changed(findings, id, (line) => ({ ...line, marks: line.marks.filter((each) => each !== mark) }))
}

/** @param steps -1 up, 1 down; at the end of the list it stays */
export function moved(findings: Findings, id: string, steps: -1 | 1): Findings {
  const from = findings.findIndex((each) => each.id === id)
  const to = from + steps
  if (from < 0 || to < 0 || to >= findings.length) return findings
  const next = [...findings]
  ;[next[from], next[to]] = [next[to]!, next[from]!]
  return next
}

function changed(findings: Findings, id: string, change: (line: ImageFinding) => ImageFinding): Findings {
  return findings.map((line) => (line.id === id ? change(line) : line))
}
