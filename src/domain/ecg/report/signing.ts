import type { Corrections } from '../corrections.ts'
import { sameDecisions, type StatementDecision } from '../../reading/reader-first.ts'
import type { EcgReport, SignedReport } from '../report.ts'

/** A report as it is signed: the words as they stand, without what a fact does not take. */
export function signatureOf(
  report: EcgReport,
  corrections: Corrections,
  by: string,
  at: string,
  decisions: readonly StatementDecision[] = [],
): SignedReport {
  const words = { findings: plainWords(report.findings), impression: plainWords(report.impression) }
  return { report: { ...report, ...words }, corrections, decisions, by, at }
}

/**
 * Whether a person has changed words, quotes, numbers or what they did with statements since the signature. How it lies
 * on paper is no change.
 */
export function changedSince(
  signed: SignedReport,
  report: EcgReport,
  corrections: Corrections,
  decisions: readonly StatementDecision[] = [],
): boolean {
  return (
    said(report, corrections) !== said(signed.report, signed.corrections) ||
    !sameDecisions(signed.decisions ?? [], decisions)
  )
}

function said({ findings, impression, quotes, comparedWith }: EcgReport, corrections: Corrections): string {
  const numbers = Object.entries(corrections).sort(([a], [b]) => (a < b ? -1 : 1))
  const words = [plainWords(findings), plainWords(impression)]
  return JSON.stringify([words, quotes, comparedWith?.reading ?? null, numbers])
}

/** As a fact takes it: NFC, line breaks, no other control characters (a table that was pasted has tabs). */
function plainWords(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]+/gu, ' ')
    .trim()
}
