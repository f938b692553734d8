import type { StatementEvidence } from '#domain/ecg/statements/statement.ts'
import type { Unit } from '#domain/measured.ts'
import { formatNumber } from '#ui/format.ts'
import { sayCode, sayReason } from '#ui/say.ts'
import { m } from '#words/messages.js'
import { measuredWords } from '../number-words.ts'
import { labelWords } from './label-words.ts'
import { nameOfRule } from '#ui/say-statement.ts'

const KNOWN_UNITS: ReadonlySet<string> = new Set(['ms', 'mV', '/min', 'deg', '1', 'uV'])
const PACK_INPUTS: ReadonlySet<string> = new Set(['rhythm', 'findings'])
const SIGNS = { '<': '<', '<=': '≤', '>': '>', '>=': '≥' } as const

/**
 * What was compared, in words. `V1.r2Mv` is "V1" and the words of `r2Mv` where the whole has none of its own; a pack's
 * label is said as the pack's.
 */
export function inputWords(input: string): string {
  const whole = said(input)
  if (whole) return whole
  if (input.startsWith('rule.')) return nameOfRule(input.slice('rule.'.length))
  const dot = input.indexOf('.')
  if (dot < 0) return input
  const [of, part] = [input.slice(0, dot), input.slice(dot + 1)]
  const group = said(of)
  if (PACK_INPUTS.has(of)) return m.ecg_named({ name: group ?? m.source_model(), value: labelWords(part) })
  return [group ?? of, said(part) ?? part].join(' ')
}

function said(input: string): string | null {
  const key = input.replaceAll('.', '_')
  const words = sayCode('statement_input', key)
  return words === key ? null : words
}

export function valueWords({ value, unit, input, reason }: StatementEvidence): string {
  if (value === null) return m.ecg_evidence_unknown({ reason: sayWhy(reason ?? '') })
  return wordsOf(value, unit, input)
}

/** What was asked of the value: `≥ 120 ms`, `60 to 100 /min`. */
function askedWords({ comparison, threshold, unit, input }: StatementEvidence): string {
  if (Array.isArray(threshold)) {
    const [low, high] = threshold as readonly [number, number]
    return m.ecg_evidence_between({ low: numberOf(low), high: wordsOf(high, unit, input) })
  }
  const plain = threshold as number | string | boolean
  if (comparison === 'is' || comparison === 'between') return wordsOf(plain, unit, input)
  return `${SIGNS[comparison]} ${wordsOf(plain, unit, input)}`
}

function wordsOf(value: number | string | boolean, unit: string | null, input: string): string {
  if (typeof value === 'boolean') return value ? m.ecg_evidence_yes() : m.ecg_evidence_no()
  if (typeof value === 'string')
    return PACK_INPUTS.has(input.split('.')[0]!) ? labelWords(value) : sayCode('statement_value', value)
  if (unit !== null && KNOWN_UNITS.has(unit) && unit !== '1') return measuredWords(value, unit as Unit)
  return unit === null || unit === '1' ? numberOf(value) : `${numberOf(value)} ${unit}`
}

/** As many digits as such a number needs to be told from its neighbour. */
function numberOf(value: number): string {
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1
  const words = formatNumber(Math.abs(value), digits)
  return value < 0 ? `−${words}` : words
}

/** Why something could not be told: a reason of the rules, of the measurements, or of a pack's gate. */
export function sayWhy(reason: string): string {
  const ours = sayCode('statement_reason', reason)
  if (ours !== reason) return ours
  const measured = sayReason(reason as Parameters<typeof sayReason>[0])
  if (measured !== reason) return measured
  return reason.startsWith('with-') ? nameOfRule(reason.slice('with-'.length)) : sayCode('gate', reason)
}

/** What one input was asked, in one line: a rate that must lie above one limit and below another. */
export interface EvidenceLine {
  readonly first: StatementEvidence
  readonly asked: string
  readonly holds: boolean | null
  readonly bar: Bar | null
}

/** Comparisons of the same input in the same part of a rule stand in one line. */
export function linesOf(evidence: readonly StatementEvidence[]): readonly EvidenceLine[] {
  const lines = new Map<string, StatementEvidence[]>()
  for (const each of evidence) {
    const key = JSON.stringify([each.input, each.part, each.value])
    lines.set(key, [...(lines.get(key) ?? []), each])
  }
  return [...lines.values()].map((same) => {
    const [first] = same
    const either = first!.part === 'one-of'
    return {
      first: first!,
      asked: same.map(askedWords).join(either ? m.ecg_evidence_or() : m.list_comma()),
      holds: heldBy(same, either),
      bar: barOf(
        first!.value,
        same.flatMap(({ threshold }) => threshold),
      ),
    }
  })
}

function heldBy(same: readonly StatementEvidence[], either: boolean): boolean | null {
  const held = same.map(({ holds }) => holds)
  if (held.includes(either)) return either
  return held.includes(null) ? null : !either
}

/** Where a number stands against what was asked: shares of the drawn line, 0 to 1. */
export interface Bar {
  readonly zero: number
  readonly value: number
  readonly marks: readonly number[]
}

/** @returns null where there is nothing to draw */
export function barOf(value: StatementEvidence['value'], thresholds: readonly unknown[]): Bar | null {
  const marks = thresholds.filter((each): each is number => typeof each === 'number' && Number.isFinite(each))
  if (typeof value !== 'number' || marks.length === 0) return null
  const low = Math.min(0, value, ...marks)
  const high = Math.max(0, value, ...marks)
  if (low === high) return null
  const room = (high - low) * 0.08
  const [from, to] = [low < 0 ? low - room : 0, high > 0 ? high + room : 0]
  const share = (at: number) => (at - from) / (to - from)
  return { zero: share(0), value: share(value), marks: marks.map(share) }
}
