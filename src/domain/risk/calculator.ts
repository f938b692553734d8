/**
 * What a clinical calculator is: plain data that a screen can build a form from, that the chart can fill, and one pure
 * rule. README.md beside this file says how to add one. `calculate` (calculate.ts) is the only caller of `compute`.
 */
export interface Calculator {
  /** Stable name, kept in facts: `news2`. */
  readonly id: string
  /** The entry of the knowledge files that states the rule: `score.news2`. */
  readonly entry: string
  readonly names: Words
  /** Guideline or paper with its year, printed with every result. */
  readonly source: string
  /** False: the rule was found in one place only; screens print "unverified". */
  readonly verified: boolean
  /** Changes when the same inputs may give another result. */
  readonly version: string
  /** `automatically`: opens by itself at `moment`, to be confirmed or skipped with a reason. */
  readonly fires: 'automatically' | 'on-request'
  readonly moment: Moment | null
  readonly output: Output
  /** Every class that a result can fall into. */
  readonly bands: Readonly<Record<string, Band>>
  /** In the order of the form. */
  readonly inputs: Inputs
  /** Observations that count only when they were made together: one round of vital signs, one blood sample. */
  readonly together: Together | null
  /** What holds for every result of this rule. */
  readonly limits: readonly Words[]
  compute(given: Readonly<Record<string, InputValue | undefined>>): Finding | Refusal
}

/** Data of a rule in both languages. Words of the screen live in `ui/messages`. */
export interface Words {
  readonly en: string
  readonly zh: string
}

type Moment = 'after-vitals' | 'after-lab' | 'at-assessment'

interface Output {
  /** UCUM */
  readonly unit: string
  /** Places after the point as the source prints it; computing is never rounded. */
  readonly decimals: number
  /** Lowest and highest value that the rule can give, where it has such. */
  readonly range?: readonly [low: number, high: number]
}

interface Band {
  readonly label: Words
  /** What the source says to do, or what the class means. */
  readonly means?: Words
}

interface Together {
  readonly inputs: readonly string[]
  readonly withinMs: number
}

export type Inputs = Readonly<Record<string, Input>>
export type Input = NumberInput | ChoiceInput | FlagInput | DateInput
/** Flags are booleans, choices and dates (`2026-01-31`) are strings. */
export type InputValue = number | string | boolean

interface Asked<Required extends boolean> {
  readonly label: Words
  readonly hint?: Words
  readonly required: Required
  /** Where the value stands when it is on the chart; left out where only a person can say. */
  readonly chart?: ChartSource
}

export interface NumberInput<Required extends boolean = boolean> extends Asked<Required> {
  readonly kind: 'number'
  /** UCUM; the value that `compute` sees is in this unit. */
  readonly unit: string
  /** Accepted interval, ends included. Beyond it the value is not believed. */
  readonly low: number
  readonly high: number
  /** The resolution in which the rule speaks: the value is rounded to it before it is looked up. */
  readonly step?: number
  /** Completed years or months: rounded down. */
  readonly completed?: boolean
  /** Within what the rule holds, ends included; outside it is refused in these words. */
  readonly applies?: { readonly low: number; readonly high: number; readonly why: Words }
}

export interface ChoiceInput<
  C extends string = string,
  Required extends boolean = boolean,
> extends Asked<Required> {
  readonly kind: 'choice'
  readonly choices: readonly Choice<C>[]
}

export interface Choice<C extends string = string> {
  readonly code: C
  readonly label: Words
  readonly points?: number
}

export interface FlagInput<Required extends boolean = boolean> extends Asked<Required> {
  readonly kind: 'flag'
  /** Points when true. */
  readonly points?: number
  /** A true value takes the person out of the rule, for this reason. */
  readonly refuses?: Words
}

export interface DateInput<Required extends boolean = boolean> extends Asked<Required> {
  readonly kind: 'date'
}

/** Where a value stands on the chart. */
export type ChartSource =
  Observed | AgeOnChart | OnProblemList | { readonly from: 'sex' | 'pregnancy' | 'today' }

export interface Observed {
  readonly from: 'observation'
  /** LOINC; or a field of our own vital signs that LOINC does not name: `vitals.onOxygen`. */
  readonly codes: readonly string[]
  /** UCUM units that are taken, the one that is wanted first. Empty for coded values and dates. */
  readonly units: readonly string[]
  /** An older value is not used (freshness.ts says why). */
  readonly withinMs: number
  /** For people under 18 years and where the age is not known, if it differs: children grow. */
  readonly withinMsUnder18?: number
  /** Turns the number into a flag. */
  readonly test?: Test
  /** What a coded value means for this input; codes left out say nothing. */
  readonly coded?: Readonly<Record<string, string | boolean>>
}

export interface AgeOnChart {
  readonly from: 'age'
  readonly unit: 'a' | 'mo' | 'd'
  readonly test?: Test
}

/** True when a problem code begins with one of these. Their absence proves nothing and fills nothing. */
interface OnProblemList {
  readonly from: 'problem'
  readonly icd10: readonly string[]
}

export interface Test {
  readonly is: 'above' | 'below' | 'at-least'
  readonly than: number
}

/** What a rule found. `calculate` makes a `Computed` of it. */
export interface Finding<B extends string = string> {
  /** Null where the rule gives a class and no number. */
  readonly value: number | null
  /** The class, or how the class follows from the value. */
  readonly band?: B | ((value: number) => B)
  readonly parts: readonly Part[]
  readonly also?: readonly Also[]
  /** What limits this very result. */
  readonly limits?: readonly Words[]
  readonly actions?: readonly Action[]
}

/** What an input brought: points or a signed contribution; null where it enters a formula as a factor. */
export interface Part {
  readonly input: string
  readonly contribution: number | null
}

/** A second number, class or date that follows from the same inputs. */
export interface Also {
  readonly id: string
  readonly names: Words
  readonly verified: boolean
  readonly shows:
    | { readonly value: number; readonly unit: string; readonly decimals: number }
    | { readonly code: string; readonly label: Words }
    | { readonly date: string }
}

/** What the source says must happen now because of an input or the value. */
export interface Action {
  readonly urgent: boolean
  readonly words: Words
}

export interface Refusal {
  readonly refuses: 'missing' | 'not-for-this-person' | 'contradiction'
  readonly input: string
  readonly why: Words
}

type ValueOf<I extends Input> = I extends NumberInput
  ? number
  : I extends ChoiceInput<infer C>
    ? C
    : I extends FlagInput
      ? boolean
      : string

/** The values that a rule sees: present, of their kind, within their range. */
export type Given<I extends Inputs> = {
  readonly [K in keyof I]: I[K]['required'] extends true ? ValueOf<I[K]> : ValueOf<I[K]> | undefined
}

type Definition<I extends Inputs, B extends string> = Omit<
  Calculator,
  'compute' | 'inputs' | 'bands' | 'together'
> & {
  readonly inputs: I
  readonly bands: Readonly<Record<B, Band>>
  readonly together: { readonly inputs: readonly (keyof I & string)[]; readonly withinMs: number } | null
  compute(given: Given<I>): Finding<B> | Refusal
}

/** A calculator whose rule sees its inputs by type: a misspelt input or class does not compile. */
export function defineCalculator<const I extends Inputs, B extends string>(
  definition: Definition<I, B>,
): Calculator {
  return definition as unknown as Calculator
}

export function words(en: string, zh: string): Words {
  return { en, zh }
}

export function refuse(refuses: Refusal['refuses'], input: string, why: Words): Refusal {
  return { refuses, input, why }
}
