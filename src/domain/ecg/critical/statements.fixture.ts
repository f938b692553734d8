import type { EcgAnalysis } from '../analysis.ts'
import type { Statement, StatementReport } from '../statements/statement.ts'

/** A statement of the rules that something measured speaks for. */
export function statement(code: number | null, more: Partial<Statement> = {}): Statement {
  return {
    rule: `rule-${code}`,
    code,
    category: 'G',
    certainty: 'probable',
    weight: 'abnormal',
    modifiers: [],
    leads: [],
    beats: [],
    by: ['rules'],
    evidence: [
      {
        input: 'qrsMs',
        value: 140,
        unit: 'ms',
        comparison: '>=',
        threshold: 120,
        holds: true,
        reason: null,
        part: 'needed',
      },
    ],
    caveats: [],
    source: { knowledge: 'ecg.statements', text: 'test', verified: true },
    ...more,
  }
}

export function reportOf(
  statements: readonly Statement[],
  conclusion: StatementReport['conclusion'] = 'abnormal',
): StatementReport {
  return { rules: 'test', conclusion, statements, notAssessable: [], contradictions: [] }
}

/** An analysis of which only the moments of the beats are read. @param beatsMs ascending */
export function analysisOf(beatsMs: readonly number[]): EcgAnalysis {
  return { beats: beatsMs.map((atMs) => ({ atMs })) } as unknown as EcgAnalysis
}
