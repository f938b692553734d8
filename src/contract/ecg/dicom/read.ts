import type { CartFilter } from '#domain/ecg/cart.ts'
import type { Tracing, TracingWarning } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { assembleTracing, deriveLimbLeads, filterWarnings, type DecodedLead } from '../assemble.ts'
import type { EcgFormat, EcgRead } from '../format.ts'
import { brokenFile, noKnownLead, noSamples, recordingTooLong, scaleMissing } from '../refusals.ts'
import { baseName, type SourceFile } from '../source-file.ts'
import { acquisitionTime, cartReading } from './cart.ts'
import { parseDicomFile } from './elements.ts'
import { decodeChannel, isTooLong, readGroup, type Channel, type Group } from './group.ts'
import type { DicomItem } from '../../dicom/item.ts'
import { looksLikeDicom } from '../../dicom/source.ts'

/**
 * DICOM waveform objects: 12-lead, general and ambulatory ECG, and the ECG channels of a haemodynamic recording.
 * Source: PS3.3 A.34 (waveform IODs), C.10.8 to C.10.10.
 */
export const dicomFormat: EcgFormat = {
  id: 'dicom',
  recognise: (file) => looksLikeDicom(file.bytes),
  read: (file) => ({ companions: [], outcome: readDicom(file) }),
}

const SOP_CLASSES: Readonly<Record<string, string>> = {
  '1.2.840.10008.5.1.4.1.1.9.1.1': '12-lead ECG',
  '1.2.840.10008.5.1.4.1.1.9.1.2': 'general ECG',
  '1.2.840.10008.5.1.4.1.1.9.1.3': 'ambulatory ECG',
  '1.2.840.10008.5.1.4.1.1.9.1.4': 'general 32-bit ECG',
  '1.2.840.10008.5.1.4.1.1.9.2.1': 'hemodynamic waveform',
}

/** What all SOP classes of waveforms begin with. */
const WAVEFORM_CLASSES = '1.2.840.10008.5.1.4.1.1.9.'

function readDicom(file: SourceFile): Outcome<EcgRead> {
  const name = baseName(file.name)
  const parsed = parseDicomFile(file.bytes)
  if (parsed === 'deflated') {
    return bad(
      'dicom-deflated',
      `${name} is DICOM in its deflated form, which is not read.`,
      'Export it as "Explicit VR Little Endian" (uncompressed).',
      { file: name },
    )
  }
  const { root, unreadable } = parsed
  if (!root.has('WaveformSequence')) {
    const isWaveform = root.text('SOPClassUID').startsWith(WAVEFORM_CLASSES)
    if (unreadable.length > 0 || isWaveform) {
      return brokenFile(file, 'DICOM', unreadable.slice(0, 3).join(', ') || 'Waveform Sequence')
    }
    return bad(
      'dicom-no-waveform',
      `${name} is DICOM, but holds no ECG signal: it may be a picture or a report of one (${root.text('Modality') || '?'}).`,
      'Ask the machine for the "ECG waveform" export, not for an image or a PDF.',
      { file: name, modality: root.text('Modality') || '?' },
    )
  }
  return readWaveforms(file, root, unreadable)
}

function readWaveforms(file: SourceFile, root: DicomItem, unreadable: readonly string[]): Outcome<EcgRead> {
  const read = root.items('WaveformSequence').map((item, i) => readGroup(item, i + 1))
  const groups = read.filter((group) => typeof group !== 'string')
  const broken = [...read.filter((group) => typeof group === 'string'), ...unreadable]
  const rhythm = rhythmOf(groups)
  if (rhythm === null) {
    if (groups.length === 0 || broken.length > 0) {
      return brokenFile(file, 'DICOM', broken[0] ?? 'Waveform Sequence')
    }
    const name = baseName(file.name)
    return bad(
      'only-median-beat',
      `${name} holds the median beat of a machine, and no rhythm.`,
      'Export the ECG again with its rhythm (ten seconds of all leads).',
      { file: name },
    )
  }
  const parts = [rhythm, ...joinedTo(rhythm, groups)]
  const length = lengthOf(parts)
  const known = parts.flatMap(knownChannels)
  if (length === 0) return noSamples(file)
  if (known.length === 0) {
    const scaleless = parts.flatMap((group) => group.channels).find((channel) => channel.isKnown)
    const names = parts.flatMap((group) => group.channels.map((channel) => channel.name))
    return scaleless ? scaleMissing(file, scaleless.name) : noKnownLead(file, names)
  }
  if (isTooLong(length, known.length)) return recordingTooLong(file, length * known.length)
  const medians = groups.filter((group) => group.isMedian && knownChannels(group).length > 0)
  const median = medians.find((group) => group.sampleCount > 0 && group.sampleCount === group.statedCount)
  if (medians.length > 0 && !median) broken.push(medians[0]!.label || 'MEDIAN BEAT')
  const isShown = (group: Group): boolean => parts.includes(group) || group === (median ?? medians[0])
  const others = groups.filter((group) => !isShown(group) && group.sampleCount > 0)
  const filter = filterOf(known)
  return good({
    format: 'dicom',
    formatDetail: SOP_CLASSES[root.text('SOPClassUID')] ?? 'waveform',
    cart: cartReading(root, filter),
    cartMedianBeat:
      median && !isTooLong(median.sampleCount, 12) ? tracingOf([median], median.sampleCount, null, []) : null,
    tracing: tracingOf(parts, length, acquisitionTime(root), [
      ...lengthWarnings(rhythm),
      ...skewWarnings(parts),
      ...filterWarnings(filter),
      ...groupWarnings(rhythm, others),
      ...broken.slice(0, 10).map((part) => ({ code: 'part-unreadable' as const, details: { part } })),
    ]),
  })
}

/** The group named RHYTHM; where none is, the longest one that was recorded and is no median beat. */
function rhythmOf(groups: readonly Group[]): Group | null {
  const candidates = groups.filter((group) => !group.isMedian)
  const seconds = (group: Group): number => group.sampleCount / group.sampleRateHz
  const rank = (group: Group): number =>
    (/rhythm/i.test(group.label) ? 2 : 0) +
    (group.isDerived ? 0 : 1) +
    (knownChannels(group).length > 0 ? 4 : 0)
  const [first] = [...candidates].sort((a, b) => rank(b) - rank(a) || seconds(b) - seconds(a))
  return first ?? null
}

/** Leads may be recorded a few at a time, each group with its own (three leads for 2.5 s, then the next three). */
const JOIN_MS_MAX = 60_000

/** Recorded groups of the same rate with other leads, near in time by the file's own offsets. */
function joinedTo(rhythm: Group, groups: readonly Group[]): Group[] {
  const taken = new Set(knownChannels(rhythm).map((channel) => channel.standard ?? channel.name))
  return groups.filter((group) => {
    if (group === rhythm || group.isMedian || group.isDerived || rhythm.isDerived) return false
    if (group.sampleRateHz !== rhythm.sampleRateHz || group.sampleCount === 0) return false
    const apart = Math.abs((group.offsetMs ?? NaN) - (rhythm.offsetMs ?? NaN))
    if (!(apart <= JOIN_MS_MAX)) return false
    const leads = knownChannels(group).map((channel) => channel.standard ?? channel.name)
    if (leads.length === 0 || leads.some((lead) => taken.has(lead))) return false
    for (const lead of leads) taken.add(lead)
    return true
  })
}

function knownChannels(group: Group): Channel[] {
  return group.channels.filter((channel) => channel.isKnown && channel.scale !== null)
}

function startOf(group: Group, parts: readonly Group[]): number {
  const first = Math.min(...parts.map((part) => part.offsetMs ?? 0))
  return Math.round((((group.offsetMs ?? 0) - first) * group.sampleRateHz) / 1000)
}

function lengthOf(parts: readonly Group[]): number {
  return Math.max(...parts.map((part) => startOf(part, parts) + part.sampleCount))
}

function tracingOf(
  parts: readonly Group[],
  length: number,
  startedAt: string | null,
  warnings: readonly TracingWarning[],
): Tracing {
  const leads: DecodedLead[] = parts.flatMap((group) =>
    knownChannels(group).map((channel) => ({
      name: channel.name,
      standard: channel.standard,
      samplesMv: decodeChannel(group, channel, length, startOf(group, parts)),
      lsbMv: Math.abs(channel.scale!.lsbMv),
    })),
  )
  const channels = parts.flatMap((group) => group.channels)
  // Two leads of a monitor are left as they are; a cart that stores eight of twelve means all twelve.
  const isEightOfTwelve = leads.filter((lead) => lead.standard).length >= 8
  return assembleTracing({
    sampleRateHz: parts[0]!.sampleRateHz,
    leads: isEightOfTwelve ? deriveLimbLeads(leads) : leads,
    annotations: [],
    startedAt,
    warnings,
    leftOut: channels
      .filter((channel) => channel.isOther || (channel.isKnown && channel.scale === null))
      .map((channel) => channel.name),
    unknownLeads: channels
      .filter((channel) => !channel.isKnown && !channel.isOther)
      .map((channel) => channel.name),
  })
}

function lengthWarnings({ sampleCount, statedCount, sampleRateHz }: Group): TracingWarning[] {
  if (sampleCount >= statedCount) return []
  const ms = (samples: number): number => Math.round((samples / sampleRateHz) * 1000)
  return [{ code: 'data-cut-short', details: { expectedMs: ms(statedCount), foundMs: ms(sampleCount) } }]
}

function skewWarnings(parts: readonly Group[]): TracingWarning[] {
  const moved = parts.flatMap((group) =>
    knownChannels(group)
      .filter((channel) => Math.round(channel.skewSamples) !== 0)
      .map((channel) => ({
        name: channel.name,
        ms: (Math.abs(Math.round(channel.skewSamples)) / group.sampleRateHz) * 1000,
      })),
  )
  if (moved.length === 0) return []
  const milliseconds = Math.max(...moved.map(({ ms }) => ms))
  const names = moved.map(({ name }) => name).join(', ')
  return [{ code: 'skew-corrected', details: { milliseconds: Math.round(milliseconds * 10) / 10, names } }]
}

function groupWarnings(rhythm: Group, others: readonly Group[]): TracingWarning[] {
  if (others.length === 0) return []
  const named = (group: Group): string => {
    const seconds = Math.round((group.sampleCount / group.sampleRateHz) * 10) / 10
    return `${group.label || (group.isDerived ? 'DERIVED' : 'ORIGINAL')} (${seconds} s)`
  }
  return [
    {
      code: 'other-groups-left-out',
      details: { shown: named(rhythm), others: others.map(named).join(', ') },
    },
  ]
}

/** The narrowest band of the leads shown. Zero is how carts say that a filter was off. */
function filterOf(channels: readonly Channel[]): CartFilter | null {
  const highPassHz = Math.max(0, ...channels.map((channel) => channel.highPassHz))
  const lowPassHz = Math.min(...channels.map((channel) => channel.lowPassHz).filter((hz) => hz > 0))
  const notchHz = Math.max(0, ...channels.map((channel) => channel.notchHz))
  const filter: CartFilter = {
    ...(highPassHz > 0 && { highPassHz }),
    ...(Number.isFinite(lowPassHz) && { lowPassHz }),
    ...(notchHz > 0 && { notchHz }),
  }
  return Object.keys(filter).length > 0 ? filter : null
}
