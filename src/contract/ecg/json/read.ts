import type { Annotation } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { assembleTracing, type DecodedLead } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { signalKind } from '../lead-names.ts'
import { JSON_BYTES_MAX, SAMPLE_RATE_HZ_MAX, SAMPLES_MAX, SIGNALS_MAX } from '../limits.ts'
import { brokenFile, impossibleRate, noSamples, recordingTooLong } from '../refusals.ts'
import { baseName, type SourceFile } from '../source-file.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'

const LOOK_BYTES = 64 * 1024
const ANNOTATIONS_MAX = 200_000
/** Values are written to the microvolt by most; the file does not say its step. */
const STEP_MV = 0.001

/** Plain JSON with a declared rate and unit (grammar: README of this folder's parent). */
export const jsonFormat: EcgFormat = {
  id: 'json',
  recognise(file) {
    const start = new TextDecoder('utf-8').decode(file.bytes.subarray(0, LOOK_BYTES))
    return /^\s*\{/.test(start) && /"(?:sample_rate_hz|leads)"\s*:/.test(start)
  },
  read: (file) => ({ companions: [], outcome: readJson(file) }),
}

function readJson(file: SourceFile): Outcome<EcgRead> {
  const name = baseName(file.name)
  if (file.bytes.length > JSON_BYTES_MAX) {
    return bad(
      'json-too-large',
      `${name} has ${file.bytes.length} bytes; JSON up to ${JSON_BYTES_MAX} bytes is read.`,
      'Write the recording as WFDB, EDF or DICOM, or in shorter parts.',
      { file: name, bytes: file.bytes.length, limit: JSON_BYTES_MAX },
    )
  }
  const record = parsed(file.bytes)
  if (record === null) return brokenFile(file, 'JSON', 'the text ends early or is no JSON')
  const rate = record['sample_rate_hz']
  if (typeof rate !== 'number') return brokenFile(file, 'JSON', 'sample_rate_hz')
  if (!(rate > 0 && rate <= SAMPLE_RATE_HZ_MAX)) return impossibleRate(file, rate)
  const unit = typeof record['unit'] === 'string' ? voltageUnit(record['unit']) : null
  if (unit === null) return brokenFile(file, 'JSON', 'unit')
  const leads = leadsOf(file, record['leads'], millivoltsPer(unit))
  if (!leads.ok) return leads
  const isHeart = ({ name }: DecodedLead): boolean => signalKind(name) !== 'other'
  const kept = leads.value.filter(isHeart)
  if (kept.length === 0 || kept[0]!.samplesMv.length === 0) return noSamples(file)
  const startedAt = record['started_at']
  return good({
    format: 'json',
    formatDetail: unit,
    cart: null,
    cartMedianBeat: null,
    tracing: assembleTracing({
      sampleRateHz: rate,
      leads: kept,
      annotations: annotationsOf(record['annotations']),
      startedAt: typeof startedAt === 'string' ? (LOCAL_TIME.exec(startedAt)?.[0] ?? null) : null,
      warnings: [],
      leftOut: leads.value.filter((lead) => !isHeart(lead)).map((lead) => lead.name),
    }),
  })
}

const LOCAL_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d/

type JsonObject = Readonly<Record<string, unknown>>

function parsed(bytes: Uint8Array): JsonObject | null {
  try {
    return objectOf(JSON.parse(new TextDecoder('utf-8').decode(bytes)))
  } catch {
    return null
  }
}

function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

function leadsOf(file: SourceFile, value: unknown, perUnit: number): Outcome<DecodedLead[]> {
  const object = objectOf(value)
  const entries = object === null ? [] : Object.entries(object)
  if (entries.length === 0 || entries.length > SIGNALS_MAX) return brokenFile(file, 'JSON', 'leads')
  const lengths = entries.map(([, samples]) => (Array.isArray(samples) ? samples.length : -1))
  const wrong = lengths.findIndex((length) => length !== lengths[0] || length < 0)
  if (wrong >= 0) return brokenFile(file, 'JSON', `leads.${entries[wrong]![0]}: length`)
  const total = lengths[0]! * entries.length
  if (total > SAMPLES_MAX) return recordingTooLong(file, total)
  const leads: DecodedLead[] = []
  for (const [name, values] of entries) {
    const samplesMv = samplesOf(values as readonly unknown[], perUnit)
    if (samplesMv === null) return brokenFile(file, 'JSON', `leads.${name}: value`)
    leads.push({ name, samplesMv, lsbMv: STEP_MV })
  }
  return good(leads)
}

/** A number, or null for a missing sample; anything else makes the lead unreadable. */
function samplesOf(values: readonly unknown[], perUnit: number): Float32Array | null {
  const samplesMv = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value !== null && typeof value !== 'number') return null
    samplesMv[i] = value === null ? NaN : value * perUnit
  }
  return samplesMv
}

function annotationsOf(value: unknown): Annotation[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, ANNOTATIONS_MAX).flatMap((one: unknown) => {
    const { at_ms: atMs, symbol, text } = objectOf(one) ?? {}
    if (typeof atMs !== 'number' || atMs < 0 || typeof symbol !== 'string') return []
    return [{ atMs, symbol, ...(typeof text === 'string' && { text }) }]
  })
}
