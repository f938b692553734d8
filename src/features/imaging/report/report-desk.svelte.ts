import {
  decided,
  freeLine,
  proposedLine,
  proposedText,
  refilled,
  sentenceOf,
  withLine,
  withNormalSet,
  withoutLine,
} from '#domain/imaging/report/edits.ts'
import type { ClaimedValue, FilmClaim } from '#domain/imaging/claims.ts'
import type { ImageFinding } from '#domain/imaging/film-report.ts'
import { examinationOf, isExamination, type ExaminationName } from '#domain/imaging/report/examinations.ts'
import { filmContradictions } from '#domain/imaging/report/contradictions.ts'
import { draftedImpression, isCriticalByFindings } from '#domain/imaging/report/impression.ts'
import { rendered, type Filled } from '#domain/imaging/report/render.ts'
import type { Template } from '#domain/imaging/report/template.ts'
import { templateFor, templateNamed } from '#domain/imaging/report/templates.ts'
import {
  claimedFindings,
  choiceOf,
  examinationSeen,
  measuredSlots,
  type ClaimBehind,
} from './claims-behind.ts'
import { remeasured, withMeasure } from './mark-measures.ts'
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

  /** As a person chose it; else as the files say it; where they do not, as the picture was taken for. */
  get examination(): ExaminationName {
    const chosen = this.film.report.now.examination
    if (chosen !== undefined && isExamination(chosen)) return chosen
    const said = examinationOf(this.film.study)
    return said === 'other' ? (examinationSeen(this.film.claims) ?? said) : said
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

  /**
   * What packs say stands in the list as lines that wait, once the own reading is locked or skipped: each finding of a
   * pack once, however many pictures show it. A signed report gets no more of them.
   */
  proposeClaims(): void {
    const { film, examination } = this
    if (film.reader.covered || film.report.signed) return
    const lines: ImageFinding[] = []
    for (const { claim, finding } of claimedFindings(film.claims)) {
      const proposal = {
        ...finding,
        slots: { ...finding.slots, ...measuredSlots(film, claim) },
        pack: claim.pack,
      }
      const line = proposedLine(crypto.randomUUID(), proposal, examination, reportLanguage())
      const isThere = [...film.report.now.findings, ...lines].some(
        (each) =>
          each.by === line.by &&
          (each.template === null ? each.text === line.text : each.template === line.template),
      )
      if (!isThere) lines.push(line)
    }
    if (lines.length > 0) film.report.find((before) => [...before, ...lines])
  }

  /** The claim and the finding behind a line that a pack proposed; null for a person's own. */
  behind(line: ImageFinding): ClaimBehind | null {
    if (line.by === 'person') return null
    const finding = templateNamed(line.template)?.finding
    return (
      claimedFindings(this.film.claims).find(
        (each) => each.claim.pack === line.by && (finding === undefined || each.finding.finding === finding),
      ) ?? null
    )
  }

  /** Brings into view what a line of a pack rests on. */
  showBehind({ claim, finding }: ClaimBehind): void {
    const { film } = this
    if (finding.map) film.overlays.showMap(claim, finding)
    else film.showFrame(claim.instance, claim.frame)
  }

  /** A pack's drawing becomes a mark of the reader's own, and the sentence that rests on it measures that mark. */
  takeOver(claim: FilmClaim, value: ClaimedValue): void {
    const { film } = this
    const shape = film.overlays.shapeOf(claim, value)
    if (!shape) return
    const mark = film.takeOver(shape, claim.instance, claim.frame)
    film.overlays.tookOver(claim, value, mark)
    const choice = choiceOf(film, claim, shape, mark)
    const line = film.report.now.findings.find((each) => this.behind(each)?.claim === claim)
    if (!line) return
    const slots = choice ? withMeasure(line.slots, choice.slot, choice) : line.slots
    const { finding } = this.behind(line)!.finding
    const text = proposedText(templateNamed(line.template), finding, slots, reportLanguage())
    const words = line.decision === 'edited' ? line.text : text
    film.report.find((findings) =>
      findings.map((each) =>
        each.id === line.id ? { ...each, slots, text: words, marks: [...each.marks, mark] } : each,
      ),
    )
  }

  decide(id: string, decision: 'accepted' | 'rejected'): void {
    const before = this.film.report.now.findings.find((each) => each.id === id)
    this.film.report.find((findings) => decided(findings, id, decision))
    const behind = before && this.behind(before)
    if (decision === 'accepted' && behind && before.decision !== 'accepted')
      this.#takeOverBehind(behind.claim)
    const finding = before && (behind?.finding.finding ?? templateNamed(before.template)?.finding)
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
    if (!slots) return null
    const text =
      finding.by === 'person'
        ? rendered(template, slots, reportLanguage())
        : proposedText(template, template.finding ?? '', slots, reportLanguage())
    return text ? { slots, text, marks: finding.marks } : null
  }

  measureAgain(finding: ImageFinding): void {
    const now = this.asMeasured(finding)
    if (now) this.film.report.find((findings) => refilled(findings, finding.id, now))
  }

  /** What rests on a drawing is accepted with it: the mark can be moved, and the sentence says what it measures. */
  #takeOverBehind(claim: FilmClaim): void {
    for (const value of claim.values)
      if (value.shape && this.film.overlays.markOf(claim, value) === null) this.takeOver(claim, value)
  }

  get #chosenMark(): readonly string[] {
    const { selectedMark } = this.film
    return selectedMark === null ? [] : [selectedMark]
  }
}
