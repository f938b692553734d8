import type { CartMeasurement, CartMeasurementName, CartStatement } from '#domain/ecg/cart.ts'
import type { Unit } from '#domain/measured.ts'
import { ByteReader } from './bytes.ts'
import { scpTexts } from './text.ts'

/** Counts and mean intervals; what follows the beats may be left out. */
const REQUIRED_BYTES = 6
const BEAT_BYTES = 16
const SPIKE_BYTES = 4
const SPIKE_KIND_BYTES = 6

export interface Measurements {
  readonly measurements: readonly CartMeasurement[]
  /** The section ends before the beats that it counts. */
  readonly isCut: boolean
}

/**
 * Section 7: what the device measured over the whole recording. Intervals come from the edges of its reference
 * beat, the first of the list.
 * Source: EN 1064:2005, 5.10.
 */
export function readMeasurements(body: Uint8Array): Measurements {
  const reader = new ByteReader(body)
  const measurements: CartMeasurement[] = []
  const add = (name: CartMeasurementName, value: number | null, unit: Unit): void => {
    if (value !== null) measurements.push({ name, value, unit })
  }
  const beatCount = reader.u8()
  const spikeCount = reader.u8()
  const rrMs = given(reader.u16())
  reader.u16()
  const beats = new ByteReader(reader.take(beatCount * BEAT_BYTES))
  reader.take(spikeCount * (SPIKE_BYTES + SPIKE_KIND_BYTES))
  reader.take(reader.u16())
  const rate = given(reader.u16())
  const atrialRate = given(reader.u16())
  const qtcMs = given(reader.u16())
  const formula = reader.u8()
  if (!reader.ranOut) {
    add('rateBpm', rate, '/min')
    add('atrialRateBpm', atrialRate, '/min')
  }
  add('rrMeanMs', rrMs, 'ms')
  if (beatCount > 0) beatMeasurements(beats, add)
  if (!reader.ranOut) add(QTC.get(formula) ?? 'qtcMs', qtcMs, 'ms')
  return { measurements, isCut: body.length < REQUIRED_BYTES + beatCount * BEAT_BYTES }
}

const QTC: ReadonlyMap<number, CartMeasurementName> = new Map([
  [1, 'qtcBazettMs'],
  [2, 'qtcHodgesMs'],
])

function beatMeasurements(
  beat: ByteReader,
  add: (name: CartMeasurementName, value: number | null, unit: Unit) => void,
): void {
  const pOnset = edge(beat.u16())
  const pOffset = edge(beat.u16())
  const qrsOnset = edge(beat.u16())
  const qrsOffset = edge(beat.u16())
  const tOffset = edge(beat.u16())
  const axes = Array.from({ length: 3 }, () => beat.i16())
  if (beat.ranOut) return
  add('pMs', between(pOnset, pOffset), 'ms')
  add('prMs', between(pOnset, qrsOnset), 'ms')
  add('qrsMs', between(qrsOnset, qrsOffset), 'ms')
  add('qtMs', between(qrsOnset, tOffset), 'ms')
  const names = ['pAxisDeg', 'qrsAxisDeg', 'tAxisDeg'] as const
  names.forEach((name, i) => add(name, Math.abs(axes[i]!) <= 360 ? axes[i]! : null, 'deg'))
}

/** 29999 was not measured, 29998 was left out for its quality, 19999 was not seen. */
const NO_VALUES = new Set([29999, 29998, 19999, 0xffff])

function edge(value: number): number | null {
  return NO_VALUES.has(value) ? null : value
}

/** An interval or a rate of 0 is one that was not entered. */
function given(value: number): number | null {
  return value === 0 ? null : edge(value)
}

function between(from: number | null, to: number | null): number | null {
  return from === null || to === null || to <= from ? null : to - from
}

/** Sections 8 and 11 begin alike: whether confirmed, date, time, number of statements. */
export interface Statements {
  readonly isConfirmed: boolean
  readonly statements: readonly CartStatement[]
  /** The section ends in the middle of a statement. */
  readonly isCut: boolean
}

const CONFIRMED = 1
const DATE_AND_TIME_BYTES = 7
const CODED = 1
const FULL_TEXT = 2

/**
 * Section 8, statements in full text; section 11, statements in universal codes or in text.
 * @param coded whether each statement begins with its type, as in section 11
 * Source: EN 1064:2005, 5.11 and 5.14.
 */
export function readStatements(body: Uint8Array, coded: boolean, language: number): Statements {
  const reader = new ByteReader(body)
  const status = reader.u8()
  reader.take(DATE_AND_TIME_BYTES)
  const count = reader.u8()
  const statements: CartStatement[] = []
  for (let i = 0; i < count && !reader.ranOut; i++) {
    reader.u8()
    const field = reader.take(reader.u16())
    const type = coded ? (field[0] ?? 0) : FULL_TEXT
    const text = scpTexts(coded ? field.subarray(1) : field, language).join(' ')
    if (text === '') continue
    if (type === FULL_TEXT) statements.push({ text })
    else if (type === CODED) statements.push({ text, code: text })
  }
  return { isConfirmed: status === CONFIRMED, statements, isCut: reader.ranOut }
}
