import {
  NO_FILM_REPORT,
  type FilmReport,
  type ImageFinding,
  type SignedFilmReport,
} from '#domain/imaging/film-report.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { changedSince, signatureOf } from '#domain/imaging/report/signing.ts'

/** The report of one study: written line by line, signed, and changed after that. */
export class OpenFilmReport {
  now = $state.raw<FilmReport>(NO_FILM_REPORT)
  signed = $state.raw<SignedFilmReport | null>(null)

  /** A person wrote the impression: accepted findings do not draft it any more. */
  #impressionWritten = $state(false)
  readonly #changed: () => void

  /** @param changed called after every change, to have it kept */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** What is kept with the study. */
  get kept(): FilmReport {
    return this.now
  }

  get impressionDrafted(): boolean {
    return !this.#impressionWritten
  }

  reopen({
    report,
    signed,
  }: {
    readonly report: FilmReport
    readonly signed: SignedFilmReport | null
  }): void {
    this.now = report
    this.signed = signed
    this.#impressionWritten = report.impression.trim() !== ''
  }

  /** Puts other findings in the place of these: an edit of `#domain/imaging/report/edits.ts`. */
  find(edit: (findings: readonly ImageFinding[]) => readonly ImageFinding[]): void {
    const findings = edit(this.now.findings)
    if (findings === this.now.findings) return
    this.write({ findings })
  }

  write(change: Partial<FilmReport>): void {
    if (change.impression !== undefined) this.#impressionWritten = true
    this.now = { ...this.now, ...change }
    this.#changed()
  }

  /** Fills the impression while nobody has written it. A signed report is not drafted any more. */
  draftImpression(impression: string): void {
    if (this.signed || this.#impressionWritten || impression === this.now.impression) return
    this.now = { ...this.now, impression }
    this.#changed()
  }

  /** What was written is put away for the draft; it can be taken back by writing. */
  redraftImpression(impression: string): void {
    this.#impressionWritten = false
    this.now = { ...this.now, impression }
    this.#changed()
  }

  /** What is signed now; it becomes `signed` when it is on the disk. */
  signature(rests: Parameters<typeof signatureOf>[1], by: string, at: string): SignedFilmReport {
    return signatureOf(this.now, rests, by, at, this.signed)
  }

  /** It is on the disk. */
  signedAs(signed: SignedFilmReport): void {
    this.signed = signed
    this.#impressionWritten = true
  }

  /** Signed, and written or drawn on since. */
  changedSince(marks: readonly Mark[]): boolean {
    return this.signed !== null && changedSince(this.signed, this.now, marks)
  }
}
