import { all, at, attribute, numberIn, textAt, type XmlElement } from '../../xml/element.ts'
import { standardLead } from '../lead-names.ts'
import { SAMPLES_MAX } from '../limits.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import { listedSamples } from '../xml/listed-samples.ts'
import type { StoredLead, WaveGroup } from '../xml/xml-ecg.ts'

/** Sequences recorded at one time, with the time of their first sample. */
interface SequenceSet {
  readonly sampleRateHz: number
  /** Seconds on the clock of the series; NaN where the file does not say. */
  readonly startSeconds: number
  readonly leads: readonly StoredLead[]
  readonly unreadable: readonly string[]
}

/**
 * The leads of a series. Sets that begin apart (three leads at a time, say) are laid on one time line, and the gaps
 * stay gaps.
 * @returns the name of what is missing where there is no group
 */
export function readSequences(series: XmlElement): WaveGroup | string {
  const sets = all(series, 'component')
    .flatMap((component) => all(component, 'sequenceSet'))
    .map(readSet)
  const timed = sets.filter((set): set is SequenceSet => typeof set !== 'string')
  const [first] = timed
  if (first === undefined) return sets.find((set) => typeof set === 'string') ?? 'sequenceSet'
  const { sampleRateHz } = first
  const fitting = timed.filter((set) => set.sampleRateHz === sampleRateHz)
  const origin = fitting.reduce(
    (earliest, { startSeconds }) => (startSeconds < earliest ? startSeconds : earliest),
    Infinity,
  )
  const leads = fitting.flatMap((set) => {
    const offset = Number.isNaN(set.startSeconds) ? 0 : Math.round((set.startSeconds - origin) * sampleRateHz)
    return set.leads.map((lead) => ({ ...lead, firstSample: offset }))
  })
  return {
    sampleRateHz,
    leads: joined(leads),
    unreadable: [
      ...fitting.flatMap((set) => set.unreadable),
      ...sets.filter((set) => typeof set === 'string'),
      ...timed.filter((set) => set.sampleRateHz !== sampleRateHz).map((set) => `${set.sampleRateHz} Hz`),
    ],
    warnings: [],
  }
}

/**
 * A lead that several sets carry on becomes one. Where all of them would not fit into memory nothing is laid out, and
 * the parts come back as they are, to be refused.
 */
function joined(leads: readonly StoredLead[]): readonly StoredLead[] {
  const byName = Map.groupBy(leads, (lead) => lead.name)
  const end = leads.reduce((last, lead) => Math.max(last, lead.firstSample + lead.samplesMv.length), 0)
  if (byName.size === leads.length || !(end * byName.size <= SAMPLES_MAX)) return leads
  return [...byName.values()].map((parts) => {
    const samplesMv = new Float32Array(end).fill(NaN)
    for (const part of parts) samplesMv.set(part.samplesMv, part.firstSample)
    const lsbMv = parts.reduce((largest, part) => Math.max(largest, part.lsbMv), 0)
    return { ...parts[0]!, samplesMv, lsbMv, firstSample: 0 }
  })
}

function readSet(set: XmlElement): SequenceSet | string {
  const sequences = all(set, 'component').flatMap((component) => all(component, 'sequence'))
  const time = sequences.find((sequence) => /^TIME_(?:ABSOLUTE|RELATIVE)$/.test(codeOf(sequence)))
  const increment = at(time, 'value', 'increment')
  const seconds = secondsOf(attribute(increment, 'value'), attribute(increment, 'unit'))
  if (seconds === null || seconds <= 0) return 'increment'
  const head = attribute(at(time, 'value', 'head'), 'value')
  const isAbsolute = codeOf(time!) === 'TIME_ABSOLUTE'
  const unit = attribute(at(time, 'value', 'head'), 'unit')
  const leads: StoredLead[] = []
  const unreadable: string[] = []
  for (const sequence of sequences) {
    if (sequence === time) continue
    const lead = readLead(sequence)
    if (lead === null) unreadable.push(leadName(codeOf(sequence)))
    else {
      leads.push(lead)
      if (lead.unreadable > 0) unreadable.push(`${lead.name} (${lead.unreadable})`)
    }
  }
  return {
    // 1 / 0.002 and its like are not whole in binary.
    sampleRateHz: Math.round(1e6 / seconds) / 1e6,
    startSeconds: (isAbsolute ? clockSeconds(head) : secondsOf(head, unit)) ?? NaN,
    leads,
    unreadable,
  }
}

function readLead(sequence: XmlElement): (StoredLead & { readonly unreadable: number }) | null {
  const value = at(sequence, 'value')
  const scaleMv = millivolts(at(value, 'scale'))
  const originMv = at(value, 'origin') === undefined ? 0 : millivolts(at(value, 'origin'))
  const digits = at(value, 'digits')
  // Nothing is scaled by a guess: a lead without a unit, or with a step of nothing, is left out.
  if (scaleMv === null || scaleMv === 0 || originMv === null || digits === undefined) return null
  const { samplesMv, unreadable } = listedSamples(
    textAt(digits),
    { perCountMv: scaleMv, originMv },
    digits.complete,
  )
  return { name: leadName(codeOf(sequence)), samplesMv, lsbMv: Math.abs(scaleMv), firstSample: 0, unreadable }
}

function millivolts(quantity: XmlElement | undefined): number | null {
  const value = numberIn(attribute(quantity, 'value'))
  const unit = voltageUnit(attribute(quantity, 'unit'))
  return value === null || unit === null ? null : value * millivoltsPer(unit)
}

/** `MDC_ECG_LEAD_AVR` → `aVR`; other leads without their prefix; what is no lead as it stands. */
function leadName(code: string): string {
  return standardLead(code) ?? code.replace(/^(?:MDC|NOM)_ECG_LEAD_/i, '')
}

function codeOf(element: XmlElement): string {
  return attribute(at(element, 'code'), 'code')
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6 }

function secondsOf(value: string, unit: string): number | null {
  const number = numberIn(value)
  const perUnit = SECONDS[unit]
  return number === null || perUnit === undefined ? null : number * perUnit
}

/** `20021122091000.122` in seconds from an origin of no meaning: only differences count. */
function clockSeconds(time: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d(?:\.\d{1,9})?)/.exec(time)
  if (parts === null) return null
  const part = (at: number): number => Number(parts[at])
  return ((dayNumber(part(1), part(2), part(3)) * 24 + part(4)) * 60 + part(5)) * 60 + part(6)
}

/** Days since an origin of the Gregorian calendar, whose year is counted from March here. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year
  const m = (month + 9) % 12
  return (
    365 * y +
    Math.floor(y / 4) -
    Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((153 * m + 2) / 5) +
    day
  )
}
