import { placesOf, standingNumbers } from '#domain/ecg/report/standing-numbers.ts'
import type { SignedReport } from '#domain/ecg/report.ts'
import { parseAt } from '#domain/record/at.ts'
import type { Chart } from '#domain/record/chart.ts'
import { decimalNumber, decimalOf } from '#domain/record/decimal.ts'
import type { FactDraft, FactId, SubjectId } from '#domain/record/fact.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import type { KeptReading } from '../readings/reading-store.ts'
import type { WorkOnChart } from './work-plan.ts'
import { oneLine, ownReadingOf, wholeSecond, worksOn } from './work-facts.ts'

/** What a fact takes of names of the device. */
const DEVICE_MAX = 8
/** What a fact takes of statements, and of words that were put in the place of one. */
const STATEMENTS_MAX = 100
const EDITED_MAX = 1000

export function readingsOn(chart: Chart): WorkOnChart[] {
  return worksOn(chart, 'ecg-reading', ({ reading }) => reading)
}

/**
 * The reading as a statement on the person's chart, in the place of what stands of it there. An answer that is still
 * covered has been seen by nobody: it is no part of what a person states (decision 0006).
 */
export function statementOf(
  reading: KeptReading,
  subject: SubjectId,
  stands: readonly FactId[],
): FactDraft<EcgReading> {
  const { summary, uncovered, signed } = reading
  const device = (reading.cart?.device ?? []).map(oneLine).filter(Boolean).slice(0, DEVICE_MAX)
  const answer = uncovered === 'still-covered' ? null : reading.answer
  const numbers = numbersOf(reading)
  const rate = numbers.find(({ id }) => id === 'rateBpm')?.value
  const percent =
    answer?.label && answer.calibrated ? Math.round(answer.calibrated[answer.label] * 100) : null
  const value: EcgReading = {
    reading: reading.id,
    recording: [...reading.recording],
    leads: summary.leads.length,
    durationMs: Math.round(summary.durationMs),
    ...(rate ? { ratePerMin: decimalNumber(rate) } : {}),
    ownWords: reading.ownWords,
    ...(answer?.label && percent !== null
      ? { answer: { pack: answer.pack, version: answer.version, label: answer.label, percent } }
      : {}),
    disposition: reading.disposition,
    ...(numbers.length > 0 ? { measurements: numbers } : {}),
    ...statementsOf(reading),
    ...ownReadingOf(reading.readerFirst),
    ...(device.length > 0 ? { device: device.map((name) => name.slice(0, 200)) } : {}),
    ...(signed ? { report: reportOf(signed) } : {}),
  }
  const at = summary.startedAt === null ? null : parseAt(summary.startedAt.slice(0, 19))
  return {
    kind: 'ecg-reading',
    verb: stands.length > 0 ? 'amend' : 'assert',
    subject,
    refs: stands,
    ...(at ? { at } : {}),
    body: { value, source: { origin: 'measured', by: reading.format } },
  }
}

/** What is stated of the numbers is what was signed; what was put right since waits for the next signature. */
function numbersOf({ summary, signed, corrections }: KeptReading): NonNullable<EcgReading['measurements']> {
  const said = standingNumbers(summary.analysis, signed?.corrections ?? corrections ?? {})
  return said.map(({ id, unit, value, mark, ours }) => ({
    id,
    unit,
    ...(value === null ? {} : { value: decimalOf(value, placesOf(unit)) }),
    mark,
    ...(mark === 'ours' || ours === null ? {} : { ours: decimalOf(ours, placesOf(unit)) }),
  }))
}

/** As for the numbers: what is stated of statements is what was signed. Covered statements have been seen by nobody. */
function statementsOf(reading: KeptReading): Pick<EcgReading, 'statements'> {
  const { uncovered, statements, readerFirst, signed } = reading
  if (uncovered === 'still-covered' || !statements) return {}
  const decisions = signed?.decisions ?? readerFirst?.decisions ?? []
  return {
    statements: {
      rules: statements.rules,
      conclusion: statements.conclusion,
      said: statements.statements.slice(0, STATEMENTS_MAX).map(({ rule, code, certainty, by }) => {
        const made = decisions.find((each) => each.rule === rule)
        const to = oneLine(made?.to ?? '').slice(0, EDITED_MAX)
        return {
          rule,
          ...(code === null ? {} : { code }),
          certainty,
          by: [...by],
          decision: made?.decision ?? 'open',
          ...(to === '' ? {} : { to }),
          ...(made ? { seconds: Math.round(made.seconds) } : {}),
        }
      }),
    },
  }
}

function reportOf({ report, by, at }: SignedReport): NonNullable<EcgReading['report']> {
  const { paper, comparedWith } = report
  const { highPassHz, lowPassHz, mainsHz } = paper.filter
  const startedAt = comparedWith?.startedAt?.slice(0, 19)
  return {
    findings: report.findings,
    impression: report.impression,
    quotes: report.quotes.map((quote) => oneLine(quote).slice(0, 1000)).filter(Boolean),
    signedBy: by,
    signedAt: wholeSecond(at),
    paper: {
      layout: paper.layout,
      speedMmPerS: decimalOf(paper.speedMmPerS, paper.speedMmPerS === 12.5 ? 1 : 0),
      gainMmPerMv: decimalOf(paper.gainMmPerMv, 0),
      ...(highPassHz === null ? {} : { highPassHz: decimalOf(highPassHz, 2) }),
      ...(lowPassHz === null ? {} : { lowPassHz: decimalOf(lowPassHz, 0) }),
      ...(mainsHz === null ? {} : { mainsHz: decimalOf(mainsHz, 0) }),
    },
    ...(comparedWith
      ? { comparedWith: { reading: comparedWith.reading, ...(startedAt ? { startedAt } : {}) } }
      : {}),
  }
}
