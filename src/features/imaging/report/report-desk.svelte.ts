import {
  decided,
  freeLine,
  proposedLine,
  refilled,
  sentenceOf,
  withLine,
  withNormalSet,
  withoutLine,
} from '#domain/imaging/report/edits.ts'
import { proposalsOf } from '#domain/imaging/claims.ts'
import type { ImageFinding } from '#domain/imaging/film-report.ts'
import { examinationOf, isExamination, type ExaminationName } from '#domain/imaging/report/examinations.ts'
import { filmContradictions } from '#domain/imaging/report/contradictions.ts'
import { draftedImpression, isCriticalByFindings } from '#domain/imaging/report/impression.ts'
import { rendered, type Filled } from '#domain/imaging/report/render.ts'
import type { Template } from '#domain/imaging/report/template.ts'
import { templateFor, templateNamed } from '#domain/imaging/report/templates.ts'
import { remeasured } from './mark-measures.ts'
import type { ReportFilm } from './report-film.ts'
import { reportLanguage } from './report-language.ts'

/** The report of one study as it lies on the desk: what is being added or changed, and what of it contradicts itself. */
export class ReportDesk {
  readonly film: ReportFilm
  /** The sentence whose places are being filled. */
  adding = $state.raw<{ readonly template: Template; readonly marks: readonly string[] } | null>(null)
  /** A line of own words is being written. */
  writing = $state(false)
  /** Id of the line that is being changed. */
  editing = $state<string | null>(null)
  /** A line that was taken out a moment ago, and where it stood. */
  taken = $state.raw<{ readonly before: readonly ImageFinding[] } | null>(null)

  constructor(film: ReportFilm) {
    this.film = film
  }

  get examination(): ExaminationName {
    const chosen = this.film.report.now.examination
    return chosen !== undefined && isExamination(chosen) ? chosen : examinationOf(this.film.study)
  }

  readonly contradictions = $derived.by(() => {
    const { report, study, marks, reader } = this.film
    const own = reader.covered ? null : reader.own.conclusion
    return filmContradictions(report.now, study, marks, own)
  })

  readonly critical = $derived.by(() => isCriticalByFindings(this.film.report.now))

  readonly drafted = $derived.by(() => draftedImpression(this.film.report.now, reportLanguage()))

  /** Coded findings of the own reading that no line of the report says yet. */
  readonly fromOwnReading = $derived.by(() => {
    const { reader, report } = this.film
    if (reader.covered) return []
    const said = report.now.findings.map(({ template }) => templateNamed(template)?.finding)
    return reader.own.statements.filter((finding) => !said.includes(finding))
  })

  examine(examination: ExaminationName): void {
    this.film.report.write({ examination })
  }

  /** Begins a sentence; one that needs nothing filled stands at once. */
  begin(template: Template, marks: readonly string[] = this.#chosenMark): void {
    this.writing = false
    this.adding = { template, marks }
  }

  /** Begins the sentence of a coded finding; a finding without one is a free line. */
  beginFinding(finding: string): void {
    const template = templateFor(this.examination, finding)
    if (template) this.begin(template)
    else this.write()
  }

  write(): void {
    this.adding = null
    this.writing = true
  }

  leave(): void {
    this.adding = null
    this.writing = false
  }

  add(template: Template, slots: Filled, marks: readonly string[]): void {
    const line = sentenceOf(crypto.randomUUID(), template, slots, reportLanguage(), marks)
    if (line) this.film.report.find((findings) => withLine(findings, line))
    this.leave()
  }

  addWords(words: string): void {
    const line = freeLine(crypto.randomUUID(), words.normalize('NFC').trim(), this.#chosenMark)
    if (line.text !== '') this.film.report.find((findings) => withLine(findings, line))
    this.leave()
  }

  proposeNormal(): void {
    const fresh = () => crypto.randomUUID() as string
    this.film.report.find((findings) => withNormalSet(findings, this.examination, reportLanguage(), fresh))
  }

  /** What packs say stands in the list as lines that wait, once the own reading is locked or skipped. */
  proposeClaims(): void {
    if (this.film.reader.covered) return
    const { findings } = this.film.report.now
    const lines = proposalsOf(this.film.claims)
      .map((proposal) => proposedLine(crypto.randomUUID(), proposal, this.examination, reportLanguage()))
      .filter(({ by, text }) => !findings.some((each) => each.by === by && each.text === text))
    if (lines.length > 0) this.film.report.find((before) => [...before, ...lines])
  }

  decide(id: string, decision: 'accepted' | 'rejected'): void {
    const before = this.film.report.now.findings.find((each) => each.id === id)
    this.film.report.find((findings) => decided(findings, id, decision))
    const finding = before && templateNamed(before.template)?.finding
    // Of what a pack said the ledger hears; a line of the person's own is nobody's claim.
    if (before && finding && before.by !== 'person') {
      this.film.reader.decide({ rule: finding, code: null, by: [before.by] }, decision)
    }
  }

  takeOut(id: string): void {
    const before = this.film.report.now.findings
    this.film.report.find((findings) => withoutLine(findings, id))
    this.taken = { before }
  }

  bringBack(): void {
    const { taken } = this
    if (taken) this.film.report.find(() => taken.before)
    this.taken = null
  }

  /** What a line would say with its marks as they measure now; null where that is what it says. */
  asMeasured(finding: ImageFinding): Pick<ImageFinding, 'slots' | 'text' | 'marks'> | null {
    const template = templateNamed(finding.template)
    const slots = template && remeasured(this.film, finding)
    const text = slots && rendered(template, slots, reportLanguage())
    return slots && text ? { slots, text, marks: finding.marks } : null
  }

  measureAgain(finding: ImageFinding): void {
    const now = this.asMeasured(finding)
    if (now) this.film.report.find((findings) => refilled(findings, finding.id, now))
  }

  get #chosenMark(): readonly string[] {
    const { selectedMark } = this.film
    return selectedMark === null ? [] : [selectedMark]
  }
}
