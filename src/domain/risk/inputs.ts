import type {
  Choice,
  ChartSource,
  ChoiceInput,
  DateInput,
  FlagInput,
  Input,
  NumberInput,
  Observed,
  Words,
} from './calculator.ts'

/** Makers of inputs. All are required until `optional` says otherwise. */
export function number(
  label: Words,
  unit: string,
  range: readonly [low: number, high: number],
  more: Pick<NumberInput, 'step' | 'completed' | 'applies' | 'hint' | 'chart'> = {},
): NumberInput<true> {
  return { kind: 'number', label, unit, low: range[0], high: range[1], required: true, ...more }
}

/** @param choices code, words, and points where the choice scores */
export function choice<const C extends string>(
  label: Words,
  choices: readonly (readonly [code: C, label: Words, points?: number])[],
  more: { readonly hint?: Words; readonly chart?: ChartSource } = {},
): ChoiceInput<C, true> {
  const listed = choices.map(([code, words, points]): Choice<C> => ({
    code,
    label: words,
    ...(points === undefined ? {} : { points }),
  }))
  return { kind: 'choice', label, choices: listed, required: true, ...more }
}

export function flag(
  label: Words,
  more: Pick<FlagInput, 'points' | 'refuses' | 'hint' | 'chart'> = {},
): FlagInput<true> {
  return { kind: 'flag', label, required: true, ...more }
}

export function date(
  label: Words,
  more: { readonly hint?: Words; readonly chart?: ChartSource } = {},
): DateInput<true> {
  return { kind: 'date', label, required: true, ...more }
}

export function optional<I extends Input>(input: I): Omit<I, 'required'> & { readonly required: false } {
  return { ...input, required: false }
}

/** @param units the wanted unit first */
export function observed(
  codes: readonly string[],
  units: readonly string[],
  withinMs: number,
  more: Pick<Observed, 'test' | 'coded' | 'withinMsUnder18'> = {},
): Observed {
  return { from: 'observation', codes, units, withinMs, ...more }
}

export function onProblemList(...icd10: readonly string[]): ChartSource {
  return { from: 'problem', icd10 }
}
