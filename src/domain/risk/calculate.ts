import { dayOf } from '../identity/calendar.ts'
import type { Problem } from '../problem.ts'
import type {
  Action,
  Also,
  Calculator,
  Finding,
  Input,
  InputValue,
  NumberInput,
  Part,
  Refusal,
  Words,
} from './calculator.ts'
import { settled } from './settled.ts'

export type Result = Computed | NotComputable

export interface Computed {
  readonly computed: true
  /** In full. Print and keep it as `value.toFixed(decimals)`. Null where the rule gives a class and no number. */
  readonly value: number | null
  /** UCUM */
  readonly unit: string
  /** Places to print: those of the source, or more where rounding would move the value into another class. */
  readonly decimals: number
  readonly band?: string
  readonly parts: readonly Part[]
  readonly also: readonly Also[]
  readonly limits: readonly Words[]
  readonly actions: readonly Action[]
}

interface NotComputable {
  readonly computed: false
  readonly faults: readonly Fault[]
}

/** Why a calculator gives no result, and which input is to blame. */
export interface Fault {
  readonly input: string
  /** Codes: `calculator-input-missing`, `-out-of-range`, `-not-understood`, `calculator-not-for-this-person`, `calculator-inputs-contradict`. */
  readonly problem: Problem
  /** The rule's own sentence, where it has one. */
  readonly why?: Words
}

/**
 * Runs a calculator over values that a person confirmed. Nothing is assumed: a required input that is missing, a value
 * out of its range and a person whom the rule does not fit give faults instead of a result.
 * @param given by input name, numbers in the unit of their input; undefined is missing
 * @throws for a name that the calculator does not know (a mistake of ours)
 */
export function calculate(
  calculator: Calculator,
  given: Readonly<Record<string, InputValue | undefined>>,
): Result {
  for (const name of Object.keys(given))
    if (!(name in calculator.inputs)) throw new Error(`${calculator.id} has no input ${name}`)

  const faults: Fault[] = []
  const taken: Record<string, InputValue | undefined> = {}
  for (const [name, input] of Object.entries(calculator.inputs)) {
    const value = given[name]
    if (value === undefined) {
      if (input.required) faults.push(missing(name, input))
      continue
    }
    const ready = input.kind === 'number' && typeof value === 'number' ? toResolution(value, input) : value
    const fault = faultOf(name, input, ready)
    if (fault) faults.push(fault)
    taken[name] = ready
  }
  // Who is outside the rule need not be asked for the rest.
  const outside = faults.filter(({ problem }) => problem.code === 'calculator-not-for-this-person')
  if (outside.length > 0) return { computed: false, faults: outside }
  if (faults.length > 0) return { computed: false, faults }

  const found = calculator.compute(taken)
  if ('refuses' in found) return { computed: false, faults: [refusalFault(calculator, found)] }
  return computed(calculator, found)
}

function computed(calculator: Calculator, found: Finding): Computed {
  const { band, limits = [], also = [], actions = [], parts } = found
  const value = found.value === null ? null : settled(found.value)
  const common = { computed: true, value, unit: calculator.output.unit, parts, also, actions } as const
  const allLimits = [...limits, ...calculator.limits]
  const { decimals } = calculator.output
  if (value === null || typeof band !== 'function')
    return { ...common, decimals, limits: allLimits, ...(typeof band === 'string' ? { band } : {}) }
  return {
    ...common,
    decimals: decimalsThatKeepBand(value, decimals, band),
    band: band(value),
    limits: allLimits,
  }
}

/** No further than twelve places: `settled` keeps no more. */
const DECIMALS_MAX = 12

/** 59.6 must not be printed as 60 beside the class of those below 60. */
function decimalsThatKeepBand(value: number, decimals: number, band: (value: number) => string): number {
  const true_ = band(value)
  let places = decimals
  while (places < DECIMALS_MAX && band(Number(value.toFixed(places))) !== true_) places++
  return places
}

function toResolution(value: number, { step, completed }: NumberInput): number {
  if (!Number.isFinite(value)) return value
  if (completed) return Math.floor(value)
  if (step === undefined) return value
  return settled(Math.round(settled(value / step)) * step)
}

function faultOf(name: string, input: Input, value: InputValue): Fault | null {
  switch (input.kind) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return notUnderstood(name, input)
      if (value < input.low || value > input.high) return outOfRange(name, input)
      if (input.applies && (value < input.applies.low || value > input.applies.high))
        return notForThisPerson(name, input.applies.why)
      return null
    case 'choice':
      return input.choices.some(({ code }) => code === value) ? null : notUnderstood(name, input)
    case 'flag':
      if (typeof value !== 'boolean') return notUnderstood(name, input)
      return value && input.refuses ? notForThisPerson(name, input.refuses) : null
    case 'date':
      return typeof value === 'string' && dayOf(value) ? null : notUnderstood(name, input)
  }
}

function missing(input: string, { label }: Input): Fault {
  return {
    input,
    problem: {
      code: 'calculator-input-missing',
      message: `${label.en} is missing.`,
      cure: 'Measure it or ask for it; nothing is assumed in its place.',
      details: { input },
    },
  }
}

function outOfRange(input: string, { label, low, high, unit }: NumberInput): Fault {
  return {
    input,
    problem: {
      code: 'calculator-input-out-of-range',
      message: `${label.en} is outside ${low} to ${high} ${unit}.`,
      cure: 'Check the number and its unit.',
      details: { input, low, high, unit },
    },
  }
}

function notUnderstood(input: string, { label }: Input): Fault {
  return {
    input,
    problem: {
      code: 'calculator-input-not-understood',
      message: `${label.en} is not a value that can be used here.`,
      cure: 'Enter it again.',
      details: { input },
    },
  }
}

function notForThisPerson(input: string, why: Words): Fault {
  return {
    input,
    why,
    problem: {
      code: 'calculator-not-for-this-person',
      message: why.en,
      cure: 'Use a rule made for this person, or judge without one.',
      details: { input },
    },
  }
}

function refusalFault(calculator: Calculator, { refuses, input, why }: Refusal): Fault {
  if (refuses === 'not-for-this-person') return notForThisPerson(input, why)
  if (refuses === 'missing') return { ...missing(input, calculator.inputs[input]!), why }
  return {
    input,
    why,
    problem: {
      code: 'calculator-inputs-contradict',
      message: why.en,
      cure: 'Check the values against each other.',
      details: { input },
    },
  }
}
