import type { CartReading } from '#domain/ecg/cart.ts'
import { STANDARD_LEADS, type TracingWarning } from '#domain/ecg/tracing.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { assembleTracing, type DecodedLead } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { SAMPLE_RATE_HZ_MAX, SAMPLES_MAX } from '../limits.ts'
import { brokenFile, impossibleRate, noSamples, recordingTooLong, scaleMissing } from '../refusals.ts'
import type { SourceFile } from '../source-file.ts'
import { looksLikeIshne, parseIshneHeader, type IshneHeader } from './header.ts'

/** ISHNE 1.0, the exchange format of Holter recorders. */
export const ishneFormat: EcgFormat = {
  id: 'ishne',
  recognise: (file) => looksLikeIshne(file.bytes),
  read: (file) => ({ companions: [], outcome: readIshne(file) }),
}

/** Lead codes of the standard, its table 2; 0 and 1 name no lead, and are named by their place. */
const LEADS: Readonly<Record<number, string>> = Object.fromEntries(
  ['X', 'Y', 'Z', ...STANDARD_LEADS, 'ES', 'AS', 'AI'].map((name, i) => [i + 2, name]),
)

function readIshne(file: SourceFile): Outcome<EcgRead> {
  const header = parseIshneHeader(file.bytes)
  if (typeof header === 'string') return brokenFile(file, 'ISHNE', header)
  const { sampleRateHz, leads } = header
  if (!(sampleRateHz > 0 && sampleRateHz <= SAMPLE_RATE_HZ_MAX)) return impossibleRate(file, sampleRateHz)
  const available = Math.max(0, Math.floor((file.bytes.length - header.dataOffset) / (2 * leads.length)))
  const stated = statedOfEach(header, available)
  const sampleCount = Math.min(stated, available)
  if (sampleCount === 0) return noSamples(file)
  if (sampleCount * leads.length > SAMPLES_MAX) return recordingTooLong(file, sampleCount * leads.length)
  const names = leads.map(({ code }, i) => LEADS[code] ?? `Lead ${i + 1}`)
  const scaled = leads.flatMap(({ resolutionNv }, i) => (resolutionNv > 0 ? [i] : []))
  if (scaled.length === 0) return scaleMissing(file, names[0]!)
  return good({
    format: 'ishne',
    formatDetail: `${leads.length} ${leads.length === 1 ? 'lead' : 'leads'}`,
    cartMedianBeat: null,
    cart: cartOf(header),
    tracing: assembleTracing({
      sampleRateHz,
      leads: scaled.map((position) => decode(file, header, position, names[position]!, sampleCount)),
      annotations: [],
      startedAt: header.startedAt,
      warnings: warningsOf(header, stated, sampleCount),
      leftOut: names.filter((_, i) => !scaled.includes(i)),
    }),
  })
}

/** Some writers count the samples of all leads together; the length of the file tells which it is. */
function statedOfEach({ statedSamples, leads }: IshneHeader, available: number): number {
  const isOfAll = leads.length > 1 && statedSamples === available * leads.length
  return isOfAll ? available : statedSamples
}

function decode(
  { bytes }: SourceFile,
  { dataOffset, leads }: IshneHeader,
  position: number,
  name: string,
  sampleCount: number,
): DecodedLead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const lsbMv = leads[position]!.resolutionNv * 1e-6
  const samplesMv = new Float32Array(sampleCount)
  for (let i = 0; i < sampleCount; i++) {
    samplesMv[i] = view.getInt16(dataOffset + 2 * (i * leads.length + position), true) * lsbMv
  }
  // "Lead 1" is a place, not a lead: it names none of the twelve.
  const isNamed = LEADS[leads[position]!.code] !== undefined
  return { name, samplesMv, lsbMv, ...(!isNamed && { standard: null }) }
}

function warningsOf(header: IshneHeader, stated: number, found: number): TracingWarning[] {
  const warnings: TracingWarning[] = []
  const ms = (samples: number): number => Math.round((samples / header.sampleRateHz) * 1000)
  if (found < stated) {
    warnings.push({ code: 'data-cut-short', details: { expectedMs: ms(stated), foundMs: ms(found) } })
  }
  if (header.isChecksumRight === false)
    warnings.push({ code: 'checksum-differs', details: { leads: 'header' } })
  return warnings
}

function cartOf({ recorder, firstName, lastName, id, sex, birthDate }: IshneHeader): CartReading | null {
  const name = [lastName, firstName].filter(Boolean).join(' ')
  const person = {
    ...(name && { name }),
    ...(id && { id }),
    ...(sex && { sex }),
    ...(birthDate && { birthDate }),
  }
  const isNamed = Object.keys(person).length > 0
  if (!recorder && !isNamed) return null
  return {
    device: recorder ? [recorder] : [],
    measurements: [],
    statements: [],
    confirmedBy: null,
    filter: null,
    person: isNamed ? person : null,
  }
}
