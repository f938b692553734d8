import type { StandardLead } from '#domain/ecg/tracing.ts'
import { base64Bytes } from '../../xml/base64.ts'
import { attribute, numberIn, textAt, type XmlElement } from '../../xml/element.ts'
import { standardLead } from '../lead-names.ts'
import { SAMPLES_MAX, SIGNALS_MAX } from '../limits.ts'
import { listedSamples } from '../xml/listed-samples.ts'
import type { StoredLead, WaveGroup } from '../xml/xml-ecg.ts'
import { calibrationStart } from './calibration.ts'
import { restoreLimbLeads } from './limb-leads.ts'
import { readXli, type XliLead } from './xli.ts'

/** What version 1.03 does not spell out: the order of the leads in a recording with ten electrodes. */
const TWELVE_LEADS = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']
const TEN_ELECTRODES = /^(?:STD-12|10-WIRE)$/

interface Layout {
  readonly names: readonly string[]
  readonly sampleRateHz: number
  readonly samplesPerLead: number
  readonly lsbMv: number
  /** The count that stands for nothing. */
  readonly zero: number
  /** Computed by the device from other electrodes: such leads are no standard leads, whatever their names. */
  readonly isComputed: boolean
}

/** The rhythm, or the name of what is missing or of a kind that nobody here knows. */
export function readParsedWaveforms(
  waveform: XmlElement,
  signal: XmlElement | undefined,
): WaveGroup | string {
  const layout = layoutOf(waveform, signal)
  if (typeof layout === 'string') return layout
  const compression = attribute(waveform, 'compression') || attribute(waveform, 'compressmethod')
  const isCompressed =
    attribute(waveform, 'compressflag').toLowerCase() !== 'false' &&
    !/^(?:|none|uncompressed)$/i.test(compression)
  const encoding = attribute(waveform, 'dataencoding')
  if (isCompressed && (compression.toUpperCase() !== 'XLI' || encoding !== 'Base64')) return compression
  if (isCompressed) return readCompressed(waveform, layout)
  if (encoding === 'Plain') return readPlain(waveform, layout)
  return encoding === 'Base64' ? readBinary(waveform, layout) : `dataencoding ${encoding}`
}

function layoutOf(waveform: XmlElement, signal: XmlElement | undefined): Layout | string {
  const number = (name: string, ...elements: readonly string[]): number | null =>
    numberIn(attribute(waveform, name)) ??
    elements.reduce<number | null>((found, element) => found ?? numberIn(textAt(signal, element)), null)
  const sampleRateHz = number('samplespersecond', 'samplingrate')
  const resolutionUv = number('resolution', 'resolution', 'signalresolution')
  const durationMs = number('durationperchannel')
  const bits = number('bitspersample', 'bitspersample') ?? number('nbitspersample') ?? 16
  const labels = attribute(waveform, 'leadlabels')
  const names = labels === '' ? namesOf(signal) : labels.split(/\s+/)
  if (sampleRateHz === null || !(sampleRateHz > 0)) return 'samplingrate'
  if (resolutionUv === null || !(resolutionUv > 0)) return 'resolution'
  if (durationMs === null || !(durationMs > 0)) return 'durationperchannel'
  if (names === null || names.length > SIGNALS_MAX) return 'leadlabels'
  if (bits !== 16) return `bitspersample ${bits}`
  const samplesPerLead = Math.round((durationMs / 1000) * sampleRateHz)
  if (samplesPerLead * names.length > SAMPLES_MAX) return `durationperchannel ${durationMs}`
  const zero = number('signaloffset', 'signaloffset') ?? 0
  const isComputed = /^(?:EASI|MIDA)/.test(textAt(signal, 'acquisitiontype'))
  return { names, sampleRateHz, samplesPerLead, lsbMv: resolutionUv / 1000, zero, isComputed }
}

function namesOf(signal: XmlElement | undefined): readonly string[] | null {
  return TEN_ELECTRODES.test(textAt(signal, 'acquisitiontype')) ? TWELVE_LEADS : null
}

function readCompressed(waveform: XmlElement, layout: Layout): WaveGroup {
  const { bytes, spoiled } = base64Bytes(waveform.text)
  const isSpoiled = (from: number, to: number): boolean => spoiled.some((at) => at >= from && at < to)
  // A recording may be longer than it says; two are no longer the same thing.
  const chunks = readXli(bytes, layout.names.length, 2 * layout.samplesPerLead, isSpoiled)
  const length = commonLength(chunks)
  const counts = new Map<string, Int32Array>()
  layout.names.forEach((name, i) => {
    const chunk = chunks[i]
    if (chunk && chunk.counts.length === length) counts.set(name, chunk.counts)
  })
  restoreLimbLeads(counts)
  const leads = [...counts].map(([name, values]) => stored(name, Float32Array.from(values), layout))
  return groupOf(leads, layout)
}

/** All leads are recorded together: one of another length is damaged. */
function commonLength(chunks: readonly (XliLead | null)[]): number {
  const lengths = Map.groupBy(
    chunks.filter((chunk) => chunk !== null),
    (chunk) => chunk.counts.length,
  )
  const [most] = [...lengths].sort(([, a], [, b]) => b.length - a.length)
  return most?.[0] ?? 0
}

/** Lead after lead, 16 bits a sample, little endian. */
function readBinary(waveform: XmlElement, layout: Layout): WaveGroup {
  const { bytes, spoiled } = base64Bytes(waveform.text)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const counts = new Float32Array(Math.floor(bytes.length / 2))
  for (let i = 0; i < counts.length; i++) counts[i] = view.getInt16(2 * i, true)
  for (const at of spoiled) counts[at >> 1] = NaN
  return splitLeads(counts, layout)
}

function readPlain(waveform: XmlElement, layout: Layout): WaveGroup {
  const { samplesMv } = listedSamples(waveform.text, { perCountMv: 1, originMv: 0 }, waveform.complete)
  return splitLeads(samplesMv, layout)
}

function splitLeads(counts: Float32Array, layout: Layout): WaveGroup {
  const { names, samplesPerLead } = layout
  const leads = names.flatMap((name, i) => {
    const values = counts.slice(i * samplesPerLead, (i + 1) * samplesPerLead)
    return values.length === 0 ? [] : [stored(name, values, layout)]
  })
  return groupOf(leads, layout)
}

/** @param counts become millivolts in place */
function stored(name: string, counts: Float32Array, layout: Layout): StoredLead {
  const { lsbMv, zero, samplesPerLead } = layout
  const named = layout.isComputed ? { name, standard: null } : namedLead(name)
  for (let i = 0; i < counts.length; i++) counts[i] = (counts[i]! - zero) * lsbMv
  return { ...named, samplesMv: counts, lsbMv, firstSample: 0, claimedCount: samplesPerLead }
}

/** IEC carts call the chest leads C1 to C6; in this format they are nothing else. */
export function namedLead(name: string): { readonly name: string; readonly standard: StandardLead | null } {
  return { name, standard: standardLead(name.replace(/^C(?=[1-6]$)/, 'V')) }
}

function groupOf(leads: readonly StoredLead[], { names, sampleRateHz }: Layout): WaveGroup {
  const found = new Set(leads.map((lead) => lead.name))
  const heartEnd = calibrationStart(leads, sampleRateHz)
  for (const lead of leads) lead.samplesMv.fill(NaN, heartEnd)
  return { sampleRateHz, leads, unreadable: names.filter((name) => !found.has(name)), warnings: [] }
}
