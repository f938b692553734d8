import type { CartReading } from '#domain/ecg/cart.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Outcome } from '#domain/problem.ts'
import { base64url } from '../../record/base64url.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { readEcgFiles } from '../read.ts'
import type { SourceFile } from '../source-file.ts'

/** What the writers of these tests write: a rhythm, a median beat that is surely another signal, and a reading. */
export interface FixtureEcg {
  readonly tracing: Tracing
  readonly median: Tracing
  readonly cart: CartReading
}

const SAMPLE_RATE_HZ = 500

/** Ten seconds (or fewer) of a simulated heart in twelve leads. */
export function fixtureEcg(seed = 11, durationMs = 10_000): FixtureEcg {
  const { tracing } = simulateEcg({
    seed,
    rhythm: 'sinus',
    sampleRateHz: SAMPLE_RATE_HZ,
    durationMs,
    noise: 0.1,
  })
  const beat = simulateEcg({
    seed: seed + 1,
    rhythm: 'sinus',
    sampleRateHz: SAMPLE_RATE_HZ,
    durationMs: 1200,
  })
  return {
    tracing: { ...tracing, startedAt: '2026-11-21T09:30:07' },
    median: beat.tracing,
    cart: CART,
  }
}

const CART: CartReading = {
  device: ['Maker & Sons', 'Model <1>', 'SN-7', '1.2'],
  measurements: [
    { name: 'rateBpm', value: 72, unit: '/min' },
    { name: 'pMs', value: 104, unit: 'ms' },
    { name: 'prMs', value: 162, unit: 'ms' },
    { name: 'qrsMs', value: 92, unit: 'ms' },
    { name: 'qtMs', value: 380, unit: 'ms' },
    { name: 'qtcMs', value: 416, unit: 'ms' },
    { name: 'pAxisDeg', value: 50, unit: 'deg' },
    { name: 'qrsAxisDeg', value: -30, unit: 'deg' },
    { name: 'tAxisDeg', value: 0, unit: 'deg' },
  ],
  statements: [{ text: '窦性心律' }, { text: 'Otherwise normal ECG' }],
  confirmedBy: null,
  filter: { highPassHz: 0.05, lowPassHz: 150, notchHz: 50 },
  person: { name: '张 伟', id: 'P-1', sex: 'female', birthDate: '1980-03-02', ageYears: 46 },
}

/** The value of a measurement of the fixture, as text. */
export function cartValue(ecg: FixtureEcg, name: string): string {
  return String(ecg.cart.measurements.find((one) => one.name === name)?.value ?? '')
}

/** Counts of a signal; a missing sample has none and must not be asked for. */
export function counts(samplesMv: Float32Array, lsbMv: number): Int16Array {
  return Int16Array.from(samplesMv, (mv) => Math.round(mv / lsbMv))
}

/** Text between tags and in attributes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** Base64 in lines of 76, padded. */
export function base64Of(bytes: Uint8Array): string {
  const digits = base64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return digits.padEnd(Math.ceil(digits.length / 4) * 4, '=').replace(/.{76}/g, '$&\n')
}

/** 16 bits a sample, little endian. */
export function int16Bytes(values: Int16Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 2)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => view.setInt16(2 * i, value, true))
  return bytes
}

export function xmlFile(name: string, lines: readonly string[]): SourceFile {
  return { name, bytes: new TextEncoder().encode(lines.join('\n')) }
}

/** The same file with one text of it replaced, which must be there. */
export function withText(file: SourceFile, from: string | RegExp, to: string): SourceFile {
  const text = new TextDecoder().decode(file.bytes)
  const changed = text.replace(from, to)
  if (changed === text) throw new RangeError(`${String(from)} is not in ${file.name}`)
  return { name: file.name, bytes: new TextEncoder().encode(changed) }
}

/** The largest difference over the leads of the written tracing, found again by their standard names; infinite where one is not there. */
export function worstDifferenceMv(read: Tracing, written: Tracing): number {
  let worst = 0
  for (const { standard, samplesMv } of written.leads) {
    const found = read.leads.find((lead) => lead.standard === standard)?.samplesMv
    if (found?.length !== samplesMv.length) return Infinity
    for (let i = 0; i < samplesMv.length; i++) {
      const difference = Math.abs(found[i]! - samplesMv[i]!)
      if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference
    }
  }
  return worst
}

/** What comes of one file where this format alone is known. */
export function outcomeOf(format: EcgFormat, file: SourceFile): Outcome<EcgRead> {
  return readEcgFiles([file], {}, [format])[0]!.outcome
}

/** @throws Error where the file cannot be read */
export function readWith(format: EcgFormat, file: SourceFile): EcgRead {
  const outcome = outcomeOf(format, file)
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.message}`)
  return outcome.value
}

/** The code of the refusal, or `read`. */
export function refusal(format: EcgFormat, file: SourceFile): string {
  const outcome = outcomeOf(format, file)
  return outcome.ok ? 'read' : outcome.problem.code
}

/** The same file without its end. */
export function cutAt(file: SourceFile, bytes: number): SourceFile {
  return { name: file.name, bytes: file.bytes.slice(0, bytes) }
}

/** Where a text first stands behind another one, in bytes. */
export function placeOf(file: SourceFile, after: string, text: string): number {
  // One character a byte.
  const whole = new TextDecoder('latin1').decode(file.bytes)
  const at = whole.indexOf(text, whole.indexOf(after))
  if (at < 0) throw new RangeError(`${text} is not in ${file.name}`)
  return at
}
