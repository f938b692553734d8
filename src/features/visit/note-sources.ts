import type { Chart, ChartKind, Statement } from '#domain/record/chart.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { Allergy } from '#domain/record/kinds/allergy.ts'
import type { Medication } from '#domain/record/kinds/medication.ts'
import type { Problem } from '#domain/record/kinds/problem.ts'
import type { Result } from '#domain/record/kinds/result.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import { resultText } from '#domain/record/portrait.ts'
import { sayCode } from '#ui/say.ts'
import { allergyWords, atWords, medicationWords, vitalRows } from './visit-words.ts'

/** An entry of the chart that a sentence rests on, as one line. */
export interface NoteSource {
  readonly fact: FactId
  readonly text: string
  readonly when: string
}

/** The entries of these facts; one that is not on the chart any more is left out. */
export function sourcesOf(facts: readonly FactId[], chart: Chart): readonly NoteSource[] {
  return Object.entries(chart.statements).flatMap(([kind, statements]) =>
    (statements as readonly Statement<unknown>[]).flatMap(({ current, rivals, history }) =>
      [...history, current, ...rivals]
        .filter(
          ({ fact }, i, all) => facts.includes(fact) && all.findIndex((each) => each.fact === fact) === i,
        )
        .map(({ fact, value, at }) => ({
          fact,
          text: `${sayCode('chart_kind', kind)}: ${value === null ? '' : lineOf(kind as ChartKind, value)}`,
          when: atWords(at),
        })),
    ),
  )
}

function lineOf(kind: ChartKind, value: unknown): string {
  if (kind === 'vitals')
    return vitalRows(value as Vitals)
      .map(({ label, text, unit }) => `${label} ${text} ${unit}`.trim())
      .join(' · ')
  if (kind === 'allergy') return allergyWords(value as Allergy)
  if (kind === 'medication') return medicationWords(value as Medication)
  if (kind === 'problem') return (value as Problem).condition.text
  if (kind === 'result') return `${(value as Result).test.text} ${resultText(value as Result)}`
  return ''
}
