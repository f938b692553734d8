import type { Annotation } from '#domain/ecg/tracing.ts'
import {
  ANNOTATION_CODES,
  ANNOTATION_SYMBOLS,
  AUX,
  CHN,
  NOTE_CODE,
  NUM,
  SKIP,
  SUB,
} from './annotation-codes.ts'

/** Ten per second for a whole week: more is not an annotation file. */
const ANNOTATIONS_MAX = 6_048_000
const LARGEST_STEP = 1023
const AUX_BYTES_MAX = 255

/**
 * Reads annotations in MIT format: words of 16 bits, 6 of code and 10 of time since the last one.
 * @param sampleRateHz time base of the record, used unless the file brings its own ("time resolution")
 * @returns null where the bytes are not such a file: a code nobody assigned, time running backwards,
 *   a text that leaves the file, or no end mark
 * Source: WFDB Applications Guide, "annot(5)".
 */
export function readAnnotations(bytes: Uint8Array, sampleRateHz: number): Annotation[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const marks: { sample: number; code: number; text: string }[] = []
  let sample = 0
  let at = 0
  while (at + 2 <= bytes.length) {
    const word = view.getUint16(at, true)
    at += 2
    const code = word >> 10
    const low = word & 0x3ff
    if (word === 0) return annotationsOf(marks, sampleRateHz)
    if (code === SKIP) {
      if (at + 4 > bytes.length) return null
      sample += (view.getInt16(at, true) << 16) | view.getUint16(at + 2, true)
      at += 4
    } else if (code === AUX) {
      const last = marks.at(-1)
      if (last === undefined || low > AUX_BYTES_MAX || at + low > bytes.length) return null
      last.text = new TextDecoder('utf-8').decode(bytes.subarray(at, at + low)).replace(/\0+$/, '')
      at += low + (low % 2)
    } else if (code !== NUM && code !== SUB && code !== CHN) {
      if (!ANNOTATION_SYMBOLS.has(code) && code !== 0) return null
      sample += low
      if (sample < 0 || marks.length >= ANNOTATIONS_MAX) return null
      marks.push({ sample, code, text: '' })
    }
  }
  return null
}

interface Mark {
  readonly sample: number
  readonly code: number
  readonly text: string
}

/** Notes at time 0 that begin with `##` speak about the file, not about the heart. */
function annotationsOf(marks: readonly Mark[], sampleRateHz: number): Annotation[] {
  const annotations: Annotation[] = []
  let rate = sampleRateHz
  let inDefinitions = false
  for (const { sample, code, text } of marks) {
    if (code === 0) continue
    if (code === NOTE_CODE && sample === 0 && (text.startsWith('## ') || inDefinitions)) {
      const resolution = Number(text.match(/^## time resolution: ([0-9.]+)/)?.[1])
      if (resolution > 0) rate = resolution
      if (text.startsWith('## annotation type definitions')) inDefinitions = true
      if (text.startsWith('## end of definitions')) inDefinitions = false
      continue
    }
    const symbol = ANNOTATION_SYMBOLS.get(code)!
    const atMs = (sample / rate) * 1000
    annotations.push(text === '' ? { atMs, symbol } : { atMs, symbol, text })
  }
  return annotations
}

/**
 * Writes annotations in MIT format, in time order, each at its nearest sample.
 * @throws RangeError on a symbol WFDB does not know, a time before the record, a text above 255 bytes
 */
export function writeAnnotations(annotations: readonly Annotation[], sampleRateHz: number): Uint8Array {
  const bytes: number[] = []
  const word = (value: number): number => bytes.push(value & 0xff, (value >> 8) & 0xff)
  let last = 0
  for (const { atMs, symbol, text } of [...annotations].sort((a, b) => a.atMs - b.atMs)) {
    const code = ANNOTATION_CODES.get(symbol)
    const sample = Math.round((atMs * sampleRateHz) / 1000)
    if (code === undefined) throw new RangeError(`not a WFDB annotation symbol: ${symbol}`)
    if (sample < 0) throw new RangeError('an annotation before the first sample cannot be written')
    let step = sample - last
    if (step > LARGEST_STEP) {
      word(SKIP << 10)
      word(step >> 16)
      word(step)
      step = 0
    }
    word((code << 10) | step)
    last = sample
    if (text === undefined || text === '') continue
    const aux = new TextEncoder().encode(text)
    if (aux.length > AUX_BYTES_MAX) throw new RangeError('an annotation text holds 255 bytes at most')
    word((AUX << 10) | aux.length)
    bytes.push(...aux)
    if (aux.length % 2 === 1) bytes.push(0)
  }
  word(0)
  return Uint8Array.from(bytes)
}
