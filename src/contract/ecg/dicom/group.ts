import { signalKind } from '../lead-names.ts'
import { SAMPLE_RATE_HZ_MAX, SAMPLES_MAX, SIGNALS_MAX } from '../limits.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import { codeOf } from './codes.ts'
import type { DicomItem } from '../../dicom/item.ts'
import { leadOfChannel, type ChannelLead } from './lead.ts'
import {
  foldedRange,
  sampleFormat,
  storedValue,
  storedValues,
  type SampleFormat,
  type StoredValues,
} from './samples.ts'

export interface Channel extends ChannelLead {
  /** Place among the channels of a sample frame. */
  readonly position: number
  /** Null where the file gives no scale in volts. */
  readonly scale: { readonly lsbMv: number; readonly baselineMv: number } | null
  /** Whether the file says outright that this is no voltage of the heart (a pressure, a pulse wave). */
  readonly isOther: boolean
  readonly bitsStored: number
  /** By how much its first sample lies behind the group's start. */
  readonly skewSamples: number
  readonly highPassHz: number
  readonly lowPassHz: number
  readonly notchHz: number
}

/** A multiplex group: channels that were sampled together. */
export interface Group {
  readonly label: string
  readonly isDerived: boolean
  readonly isMedian: boolean
  readonly sampleRateHz: number
  /** From a common reference; null where the file does not say. */
  readonly offsetMs: number | null
  readonly channels: readonly Channel[]
  /** Samples of each channel that are there, and that the file says there are. */
  readonly sampleCount: number
  readonly statedCount: number
  readonly padding: number | null
  readonly data: DataView
  readonly format: SampleFormat
}

/** @returns the part of the group that cannot be read, where it is one without which there is no signal */
export function readGroup(item: DicomItem, position: number): Group | string {
  const where = `Waveform Sequence, group ${position}`
  const channelCount =
    item.number('NumberOfWaveformChannels') ?? item.items('ChannelDefinitionSequence').length
  if (channelCount < 1 || channelCount > SIGNALS_MAX) return `${where}: Number of Waveform Channels`
  const sampleRateHz = item.number('SamplingFrequency') ?? NaN
  if (!(sampleRateHz > 0 && sampleRateHz <= SAMPLE_RATE_HZ_MAX)) return `${where}: Sampling Frequency`
  const format = sampleFormat(
    item.number('WaveformBitsAllocated'),
    item.text('WaveformSampleInterpretation'),
    !item.isBigEndian,
  )
  if (format === null) return `${where}: Waveform Sample Interpretation`
  const data = item.raw('WaveformData')
  if (data === null) return `${where}: Waveform Data`
  const available = Math.floor(data.length / (channelCount * format.width))
  const statedCount = item.number('NumberOfWaveformSamples') ?? available
  const label = item.text('MultiplexGroupLabel')
  const isDerived = item.text('WaveformOriginality').toUpperCase() === 'DERIVED'
  const definitions = item.items('ChannelDefinitionSequence')
  const padding = item.raw('WaveformPaddingValue')
  return {
    label,
    isDerived,
    isMedian: isMedianBeat(label, isDerived, statedCount / sampleRateHz),
    sampleRateHz,
    offsetMs: item.number('MultiplexGroupTimeOffset'),
    channels: Array.from({ length: channelCount }, (_, i) => readChannel(definitions[i], i, sampleRateHz)),
    sampleCount: Math.min(available, statedCount),
    statedCount,
    padding: padding && padding.length >= format.width ? storedValue(viewOf(padding), 0, format) : null,
    data: viewOf(data),
    format,
  }
}

/** A name that says so; carts that give no name store a derived group as long as one beat. */
function isMedianBeat(label: string, isDerived: boolean, seconds: number): boolean {
  if (/median|average|template|representative|mean beat/i.test(label)) return true
  if (/rhythm/i.test(label)) return false
  return isDerived && seconds < 2.5
}

function readChannel(definition: DicomItem | undefined, position: number, sampleRateHz: number): Channel {
  const unnamed = { name: `channel ${position + 1}`, isKnown: false, standard: null }
  if (!definition) {
    const none = { scale: null, isOther: false, bitsStored: 0, skewSamples: 0 }
    return { ...unnamed, ...none, position, highPassHz: 0, lowPassHz: 0, notchHz: 0 }
  }
  const lead = leadOfChannel(definition, position + 1)
  const unit = codeOf(definition, 'ChannelSensitivityUnitsSequence')
  const volts = unit && (voltageUnit(unit.value) ?? voltageUnit(unit.meaning))
  const sensitivity = definition.number('ChannelSensitivity')
  const factor = definition.number('ChannelSensitivityCorrectionFactor') ?? 1
  const perUnit = volts ? millivoltsPer(volts) : NaN
  const lsbMv = (sensitivity ?? NaN) * factor * perUnit
  const baselineMv = (definition.number('ChannelBaseline') ?? 0) * perUnit
  const inSamples = definition.number('ChannelSampleSkew')
  const inSeconds = definition.number('ChannelTimeSkew')
  return {
    ...lead,
    position,
    scale: Number.isFinite(lsbMv) && lsbMv !== 0 ? { lsbMv, baselineMv } : null,
    isOther: !lead.isKnown && ((unit !== null && volts === null) || signalKind(lead.name) === 'other'),
    bitsStored: definition.number('WaveformBitsStored') ?? 0,
    skewSamples: inSamples || (inSeconds ?? 0) * sampleRateHz,
    highPassHz: definition.number('FilterLowFrequency') ?? 0,
    lowPassHz: definition.number('FilterHighFrequency') ?? 0,
    notchHz: definition.number('NotchFilterFrequency') ?? 0,
  }
}

export function isTooLong(sampleCount: number, channels: number): boolean {
  return sampleCount * channels > SAMPLES_MAX
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Which samples of a channel are missing. A padding value beyond all other values of the channel is always a gap. One
 * among them (a writer declares 0) is what the heart says each time the trace crosses it, so it is a gap only where
 * every channel of the group has it.
 */
function gapTest({ data, format, padding, channels }: Group, values: StoredValues): (i: number) => boolean {
  if (padding === null) return () => false
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value === padding) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (padding <= low || padding >= high) return (i) => values[i] === padding
  const at = (i: number, position: number): number => (i * channels.length + position) * format.width
  return (i) =>
    values[i] === padding &&
    channels.every(({ position }) => storedValue(data, at(i, position), format) === padding)
}

/**
 * One channel in millivolts: raw × sensitivity × correction factor + baseline, padding a gap, moved by its skew to
 * the nearest sample. Source: PS3.3 C.10.9.1.4 to C.10.9.1.7.
 * @param length samples of the tracing
 * @param start where the group begins in it
 */
export function decodeChannel(group: Group, channel: Channel, length: number, start: number): Float32Array {
  const { data, format, channels, sampleCount, padding } = group
  const { lsbMv, baselineMv } = channel.scale!
  const values = storedValues(data, format, channels.length, channel.position, sampleCount)
  const isGap = gapTest(group, values)
  const range = foldedRange(values, format, channel.bitsStored, padding)
  const samplesMv = new Float32Array(length).fill(NaN)
  const shift = start + Math.round(channel.skewSamples)
  for (let i = Math.max(0, -shift); i < sampleCount && i + shift < length; i++) {
    if (isGap(i)) continue
    const value = values[i]!
    const carried = range > 0 && value >= range / 2 ? value - range : value
    samplesMv[i + shift] = carried * lsbMv + baselineMv
  }
  return samplesMv
}
