import type { Corrections } from '#domain/ecg/corrections.ts'
import type { StatementDecision } from '#domain/reading/reader-first.ts'
import { changedSince, signatureOf } from '#domain/ecg/report/signing.ts'
import type { EcgReport, PaperSetting, SignedReport } from '#domain/ecg/report.ts'
import type { ReadingDraft } from '#data/readings/reading-store.ts'

/** What the desk drafts by itself as long as nobody has written anything else. */
export interface Drafted {
  readonly findings: string
  readonly impression: string
  readonly paper: PaperSetting
}

type Words = Partial<Pick<EcgReport, 'findings' | 'impression' | 'quotes' | 'comparedWith'>>

const FIELDS = ['findings', 'impression', 'quotes', 'comparedWith'] as const

/** The report of one recording: drafted while nobody has touched it, written, signed, and changed after that. */
export class OpenReport {
  /** Null until the report is looked at for the first time. */
  now = $state.raw<EcgReport | null>(null)
  signed = $state.raw<SignedReport | null>(null)

  /** Fields that a person wrote: a new draft does not touch them. */
  #written = $state.raw<readonly (keyof Words)[]>([])
  readonly #changed: () => void

  /** @param changed called after every word, to have it kept */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** What is kept with the reading: nothing, where a person has neither written nor signed. */
  get kept(): EcgReport | null {
    return this.#written.length > 0 || this.signed ? this.now : null
  }

  get draftedFindings(): boolean {
    return !this.#written.includes('findings')
  }

  reopen({ report, signed }: Pick<ReadingDraft, 'report' | 'signed'>): void {
    this.now = report ?? null
    this.signed = signed ?? null
    if (report) this.#written = FIELDS
  }

  /** Fills what nobody has written. A signed report is not drafted any more: the first word signed stays. */
  draft({ findings, impression, paper }: Drafted): void {
    if (this.signed) return
    const now = this.now ?? { findings, impression, quotes: [], paper, comparedWith: null }
    const next: EcgReport = {
      ...now,
      paper,
      findings: this.#written.includes('findings') ? now.findings : findings,
      impression: this.#written.includes('impression') ? now.impression : impression,
    }
    if (JSON.stringify(next) !== JSON.stringify(this.now)) this.now = next
  }

  write(words: Words): void {
    if (!this.now) return
    this.now = { ...this.now, ...words }
    this.#written = [...this.#written, ...(Object.keys(words) as (keyof Words)[])]
    this.#changed()
  }

  /** The findings as the numbers draft them, in the place of what was written. */
  redraft(findings: string): void {
    if (!this.now) return
    this.now = { ...this.now, findings }
    this.#written = this.#written.filter((field) => field !== 'findings')
    this.#changed()
  }

  /** What is signed now; it becomes `signed` when it is on the disk. */
  signature(
    corrections: Corrections,
    decisions: readonly StatementDecision[],
    by: string,
    at: string,
  ): SignedReport | null {
    return this.now && signatureOf(this.now, corrections, by, at, decisions)
  }

  /** It is on the disk; a word that was typed meanwhile waits for the next signature. */
  signedAs(signed: SignedReport): void {
    this.signed = signed
    this.#written = FIELDS
  }

  /** Signed, and written on since. */
  changedSince(corrections: Corrections, decisions: readonly StatementDecision[]): boolean {
    const { signed, now } = this
    return signed !== null && now !== null && changedSince(signed, now, corrections, decisions)
  }
}
