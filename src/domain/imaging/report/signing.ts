import type { FilmReport, SignedFilmReport } from '../film-report.ts'
import type { Mark } from '../marks.ts'

/**
 * @param at ISO 8601 instant
 * @param before what was signed already: this one amends it
 */
export function signatureOf(
  report: FilmReport,
  { marks, measures, readerFirst }: Pick<Required<SignedFilmReport>, 'marks' | 'measures' | 'readerFirst'>,
  by: string,
  at: string,
  before: SignedFilmReport | null = null,
): SignedFilmReport {
  const findings = report.findings.map((finding) => ({ ...finding, text: plain(finding.text) }))
  return {
    report: { ...report, findings, impression: plain(report.impression) },
    marks,
    measures,
    readerFirst,
    by,
    at,
    ...(before && { amends: before.at }),
  }
}

/** Anything that a reader of the report would see differs from what was signed; lines that wait are not seen. */
export function changedSince(
  signed: Pick<SignedFilmReport, 'report' | 'marks'>,
  now: FilmReport,
  marks: readonly Mark[],
): boolean {
  return seen(signed.report, signed.marks) !== seen(now, marks)
}

function seen(report: FilmReport, marks: readonly Mark[]): string {
  const { comparison, impression, urgency, told = null } = report
  const lines = standing(report).map(({ text, marks: on }) => [plain(text), on])
  return JSON.stringify([lines, comparison, plain(impression), urgency, told, marks])
}

/** What goes into the report: accepted or edited, in the order of the list. */
export function standing({ findings }: Pick<FilmReport, 'findings'>): FilmReport['findings'] {
  return findings.filter(({ decision }) => decision === 'accepted' || decision === 'edited')
}

function plain(words: string): string {
  return words.normalize('NFC').trim()
}
