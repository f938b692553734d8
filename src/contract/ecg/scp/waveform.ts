import { ByteReader } from './bytes.ts'
import type { Zone } from './beats.ts'
import type { ScpSection } from './sections.ts'
import { undoDifferences, unpack, type Packing } from './huffman.ts'

/** Sections 5 (reference beat) and 6 (rhythm), as they are packed. */
export interface PackedWave {
  /** Nanovolts of one step. */
  readonly stepNv: number
  readonly intervalUs: number
  /** 0 the samples themselves, 1 first, 2 second differences. */
  readonly differences: number
  /** Section 6 alone: outside the protected zones several samples share one value. */
  readonly isBimodal: boolean
  readonly leads: readonly PackedLead[]
  /** Its check number differs. */
  readonly isDamaged: boolean
}

interface PackedLead {
  readonly bytes: Uint8Array
  /** As the section says; fewer are there where the file is cut. */
  readonly statedBytes: number
}

const HEADER_BYTES = 6
const RESERVED_FROM = 30

/**
 * Null where the section ends before its table of lengths does, or states no scale.
 * Source: EN 1064:2005, 5.8 and 5.9.
 */
export function readPackedWave(section: ScpSection | undefined, leadCount: number): PackedWave | null {
  const reader = new ByteReader(section?.body ?? new Uint8Array())
  if (reader.left < HEADER_BYTES + leadCount * 2) return null
  const stepNv = reader.u16()
  const intervalUs = reader.u16()
  const differences = reader.u8()
  // Reserved in section 5, and in section 6 from version 3.0 on.
  const isBimodal = reader.u8() === 1 && section?.id === 6 && section.protocol < RESERVED_FROM
  if (stepNv === 0 || intervalUs === 0 || differences > 2) return null
  const lengths = Array.from({ length: leadCount }, () => reader.u16())
  const leads = lengths.map((statedBytes) => ({ statedBytes, bytes: reader.take(statedBytes) }))
  return { stepNv, intervalUs, differences, isBimodal, leads, isDamaged: section?.crcAgrees === false }
}

export interface UnpackedLead {
  readonly values: Int32Array
  /** Values that are there and sound; fewer than asked for where the lead is cut or broken. */
  readonly count: number
  /** Whether bytes and values fit each other as they do where the file is what it says. */
  readonly fits: boolean
}

/** Bytes that writers leave behind the last value, to end on an even one. */
const SPARE_BYTES = 4

export function unpackLead(wave: PackedWave, lead: number, packing: Packing, expected: number): UnpackedLead {
  const { bytes, statedBytes } = wave.leads[lead]!
  const { values, bytesUsed } = unpack(bytes, packing, expected)
  const count = undoDifferences(values, wave.differences, !wave.isDamaged)
  const isWhole = bytes.length === statedBytes
  return { values, count, fits: !isWhole || (count === expected && bytes.length - bytesUsed <= SPARE_BYTES) }
}

/** Values that a stretch takes which has one for `rate` samples. */
function shared(samples: number, rate: number): number {
  return Math.ceil(samples / rate)
}

interface Stretch extends Zone {
  readonly rate: number
}

/**
 * How a lead is cut into stretches with every sample (the protected zones) and with one value for `rate` samples.
 * @param zones in order, without overlap, counted as `lead` is
 */
export function stretches(lead: Zone, zones: readonly Zone[], rate: number): Stretch[] {
  const found: Stretch[] = []
  let next = lead.first
  for (const zone of zones) {
    const first = Math.max(zone.first, lead.first)
    const last = Math.min(zone.last, lead.last)
    if (last < first) continue
    if (first > next) found.push({ first: next, last: first - 1, rate })
    found.push({ first, last, rate: 1 })
    next = last + 1
  }
  if (next <= lead.last) found.push({ first: next, last: lead.last, rate })
  return found
}

export function storedValues(parts: readonly Stretch[]): number {
  return parts.reduce((sum, { first, last, rate }) => sum + shared(last - first + 1, rate), 0)
}

/**
 * Every sample of a lead, from values that stand for one or for several. A shared value is the mean of its samples
 * and stands in their middle; between two of them, and from the last to the first sample of a protected zone, the
 * line is straight. EN 1064 leaves the curve between to the reader; the mean is what the one open writer
 * (ECGToolkit) stores.
 * @returns NaN from where the values end
 */
export function everySample(values: Int32Array, count: number, parts: readonly Stretch[]): Float64Array {
  const length = parts.length === 0 ? 0 : parts.at(-1)!.last - parts[0]!.first + 1
  const samples = new Float64Array(length).fill(NaN)
  let at = 0
  let from = 0
  for (const { first, last, rate } of parts) {
    const size = last - first + 1
    const stored = shared(size, rate)
    const there = Math.max(0, Math.min(stored, count - from))
    if (rate === 1) for (let i = 0; i < there; i++) samples[at + i] = values[from + i]!
    else if (there > 0) {
      const after = there === stored && from + stored < count ? values[from + stored]! : null
      drawShared(samples.subarray(at, at + Math.min(size, there * rate)), {
        values: values.subarray(from, from + there),
        rate,
        before: at > 0 ? samples[at - 1]! : null,
        after,
      })
    }
    at += size
    from += stored
  }
  return samples
}

function drawShared(
  samples: Float64Array,
  stretch: {
    readonly values: Int32Array
    readonly rate: number
    readonly before: number | null
    readonly after: number | null
  },
): void {
  const { values, rate, before, after } = stretch
  const middle = (i: number): number => i * rate + (Math.min(rate, samples.length - i * rate) - 1) / 2
  for (let i = 0; i <= values.length; i++) {
    const fromValue = i === 0 ? (before ?? values[0]!) : values[i - 1]!
    const fromAt = i === 0 ? -1 : middle(i - 1)
    const toValue = i === values.length ? (after ?? fromValue) : values[i]!
    const toAt = i === values.length ? samples.length : middle(i)
    for (let at = Math.ceil(fromAt); at <= toAt && at < samples.length; at++) {
      if (at >= 0) samples[at] = fromValue + ((toValue - fromValue) * (at - fromAt)) / (toAt - fromAt)
    }
  }
}
