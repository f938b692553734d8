import type { CartReading } from '#domain/ecg/cart.ts'
import type { Tracing, TracingWarning } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { readXml, XML_BYTES_MAX, xmlRootName, type XmlBreak } from '../../xml/document.ts'
import type { XmlElement } from '../../xml/element.ts'
import { assembleTracing, deriveLimbLeads, filterWarnings, type DecodedLead } from '../assemble.ts'
import type { EcgFormat, EcgFormatId, EcgRead } from '../format.ts'
import { isLeadName } from '../lead-names.ts'
import { SAMPLE_RATE_HZ_MAX, SAMPLES_MAX, SIGNALS_MAX } from '../limits.ts'
import { brokenFile, impossibleRate, noKnownLead, noSamples, recordingTooLong } from '../refusals.ts'
import { baseName, type SourceFile } from '../source-file.ts'

/** A lead as an XML file stores it; leads of one group may differ in length and begin apart. */
export interface StoredLead extends DecodedLead {
  /** Where its first sample stands, counted from the first sample of the group. */
  readonly firstSample: number
  /** How many samples the file says it has, where it says so. */
  readonly claimedCount?: number
}

/** Leads that belong together: the rhythm, or the median beat. */
export interface WaveGroup {
  readonly sampleRateHz: number
  readonly leads: readonly StoredLead[]
  /** Leads and other parts that cannot be read, by the file's own names. */
  readonly unreadable: readonly string[]
  readonly warnings: readonly TracingWarning[]
}

/** What a reader makes of a document of its format. */
export interface XmlEcg {
  /** The kind within the format, for people. */
  readonly detail: string
  /** A string is the name of the part that the file lacks. */
  readonly rhythm: WaveGroup | string
  readonly median: WaveGroup | null
  readonly startedAt: string | null
  readonly cart: CartReading | null
  /** What is shown and which other waveforms of the file are not; null where all are. */
  readonly leftOut: { readonly shown: string; readonly others: string } | null
}

export interface XmlFormatOptions {
  readonly id: EcgFormatId
  /** As people call the format. */
  readonly name: string
  /** Told from the root, by its local name. */
  readonly isRoot: (name: string) => boolean
  /** Eight leads are stored of twelve. */
  readonly derivesLimbLeads?: boolean
  readonly read: (root: XmlElement) => XmlEcg
}

/** A format whose recordings are XML documents of one root. */
export function xmlFormat(options: XmlFormatOptions): EcgFormat {
  return {
    id: options.id,
    recognise(file) {
      const root = xmlRootName(file.bytes)
      return root !== null && options.isRoot(root)
    },
    read: (file) => ({ companions: [], outcome: readFile(file, options) }),
  }
}

function readFile(file: SourceFile, options: XmlFormatOptions): Outcome<EcgRead> {
  if (file.bytes.length > XML_BYTES_MAX) return tooLarge(file)
  const { root, broken } = readXml(file.bytes)
  const breakingPart = broken === null ? null : `line ${broken.line}`
  if (root === null) return brokenFile(file, options.name, breakingPart ?? 'line 1')
  const ecg = options.read(root)
  if (typeof ecg.rhythm === 'string') return brokenFile(file, options.name, breakingPart ?? ecg.rhythm)
  const problem = problemOf(ecg.rhythm, file, options.name, breakingPart)
  if (problem !== null) return problem
  const { median } = ecg
  const hasMedian = median !== null && problemOf(median, file, options.name, null) === null
  return good({
    format: options.id,
    formatDetail: ecg.detail,
    tracing: tracingOf(
      ecg.rhythm,
      ecg.startedAt,
      options,
      fileWarnings(ecg, broken, median !== null && !hasMedian),
    ),
    cartMedianBeat: hasMedian ? tracingOf(median, ecg.startedAt, options, []) : null,
    cart: ecg.cart,
  })
}

/** Why these leads cannot be shown, or null. Asked before their arrays are laid out. */
function problemOf(
  { sampleRateHz, leads, unreadable }: WaveGroup,
  file: SourceFile,
  format: string,
  breakingPart: string | null,
): Outcome<never> | null {
  if (!(sampleRateHz > 0 && sampleRateHz <= SAMPLE_RATE_HZ_MAX)) return impossibleRate(file, sampleRateHz)
  if (leads.length === 0) {
    const part = breakingPart ?? unreadable[0]
    return part === undefined ? noSamples(file) : brokenFile(file, format, part)
  }
  if (leads.length > SIGNALS_MAX) return brokenFile(file, format, `${leads.length} leads`)
  const known = leads.filter(isKnown)
  if (known.length === 0) {
    return noKnownLead(
      file,
      leads.map((lead) => lead.name),
    )
  }
  const samples = lengthOf(known) * known.length
  if (samples > SAMPLES_MAX) return recordingTooLong(file, samples)
  return samples > 0 ? null : noSamples(file)
}

function tracingOf(
  group: WaveGroup,
  startedAt: string | null,
  options: XmlFormatOptions,
  warnings: readonly TracingWarning[],
): Tracing {
  const { sampleRateHz } = group
  const known = group.leads.filter(isKnown)
  const length = lengthOf(known)
  const leads = known.map((lead) => placed(lead, length))
  const short = shortfall(known, length, sampleRateHz)
  return assembleTracing({
    sampleRateHz,
    leads: options.derivesLimbLeads ? deriveLimbLeads(leads) : leads,
    annotations: [],
    startedAt,
    warnings: [
      ...group.warnings,
      ...unreadableWarning(group.unreadable),
      ...(short === null ? [] : [short]),
      ...warnings,
    ],
    leftOut: [],
    unknownLeads: group.leads.filter((lead) => !isKnown(lead)).map((lead) => lead.name),
  })
}

function isKnown({ name, standard }: StoredLead): boolean {
  return (standard !== undefined && standard !== null) || isLeadName(name)
}

function lengthOf(leads: readonly StoredLead[]): number {
  return Math.max(0, ...leads.map((lead) => lead.firstSample + lead.samplesMv.length))
}

/** The lead on the time line of its group: what comes before and after it is missing. */
function placed({ firstSample, samplesMv, ...lead }: StoredLead, length: number): DecodedLead {
  if (firstSample === 0 && samplesMv.length === length) return { ...lead, samplesMv }
  const whole = new Float32Array(length).fill(NaN)
  whole.set(samplesMv, firstSample)
  return { ...lead, samplesMv: whole }
}

/** A lead that ends before the others, or before the file says that it does, was cut. */
function shortfall(
  leads: readonly StoredLead[],
  length: number,
  sampleRateHz: number,
): TracingWarning | null {
  const ends = leads.map((lead) => lead.firstSample + lead.samplesMv.length)
  const claimed = leads.map((lead) => lead.firstSample + (lead.claimedCount ?? lead.samplesMv.length))
  const expected = Math.max(length, ...claimed)
  const found = Math.min(...ends)
  if (found >= expected) return null
  const milliseconds = (samples: number): number => Math.round((samples / sampleRateHz) * 1000)
  return {
    code: 'data-cut-short',
    details: { expectedMs: milliseconds(expected), foundMs: milliseconds(found) },
  }
}

function fileWarnings(ecg: XmlEcg, broken: XmlBreak | null, isMedianLost: boolean): TracingWarning[] {
  return [
    ...unreadableWarning([
      ...(broken === null ? [] : [`line ${broken.line}`]),
      ...(isMedianLost ? ['median beat'] : []),
    ]),
    ...filterWarnings(ecg.cart?.filter ?? null),
    ...(ecg.leftOut === null ? [] : [{ code: 'other-groups-left-out' as const, details: ecg.leftOut }]),
  ]
}

function unreadableWarning(parts: readonly string[]): TracingWarning[] {
  return parts.length === 0
    ? []
    : [{ code: 'part-unreadable', details: { part: [...new Set(parts)].join(', ') } }]
}

function tooLarge(file: SourceFile): Outcome<never> {
  const name = baseName(file.name)
  const megabytes = Math.ceil(file.bytes.length / 1024 / 1024)
  const limit = XML_BYTES_MAX / 1024 / 1024
  return bad(
    'xml-too-large',
    `${name} has ${megabytes} MB; XML files of up to ${limit} MB can be opened.`,
    'Export the recording as DICOM, SCP-ECG or EDF, which are far smaller, or in shorter parts.',
    { file: name, megabytes, limit },
  )
}
