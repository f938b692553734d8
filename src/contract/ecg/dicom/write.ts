import type { CartFilter, CartMeasurement, FilePerson } from '#domain/ecg/cart.ts'
import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
import { numberOfLead } from '../lead-names.ts'
import type { SourceFile } from '../source-file.ts'
import { codeItem, decimal, ElementWriter, joined } from './element-writer.ts'
import { fileHead } from '../../dicom/file-head.ts'
import { annotationItems } from './write-annotations.ts'

export interface WriteDicomOptions {
  readonly recordName: string
  readonly uids: DicomUids
  /** When the file is made, local time `YYYY-MM-DDThh:mm:ss`; never taken for the time of the recording. */
  readonly writtenAt: string
  /** Left out: the file names nobody. */
  readonly person?: FilePerson
  readonly device?: {
    readonly manufacturer?: string
    readonly model?: string
    readonly serial?: string
    readonly software?: string
  }
  /** The band that the samples were filtered to before they were recorded; a display filter never belongs here. */
  readonly filter?: CartFilter | null
  readonly measurements?: readonly CartMeasurement[]
  /** Text that stands for the whole recording, such as a signed report. */
  readonly report?: string
  /** Who signed the report. */
  readonly confirmedBy?: string
  /** Written as a second, derived group named MEDIAN BEAT. */
  readonly medianBeat?: Tracing
  /** Microvolts of one count. Default: the finest common step that holds the largest sample in 16 bits. */
  readonly sensitivityUv?: number
  /** Default 1 and 0; the samples are stored so that sensitivity × correction and baseline give them back. */
  readonly correctionFactor?: number
  readonly baselineUv?: number
}

/** Unique identifiers of the study, the series and this object; see `uidOf`. */
interface DicomUids {
  readonly study: string
  readonly series: string
  readonly instance: string
}

const TWELVE_LEAD = '1.2.840.10008.5.1.4.1.1.9.1.1'
const GENERAL = '1.2.840.10008.5.1.4.1.1.9.1.2'
const AMBULATORY = '1.2.840.10008.5.1.4.1.1.9.1.3'

/** Source: PS3.3 A.34.3.4 (12-lead ECG IOD content constraints). */
const TWELVE_LEAD_SAMPLES_MAX = 16_384
const PADDING = -32_768
const STEPS_UV = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000]

/** A unique identifier from 16 random bytes (a UUID). Source: PS3.5 B.2. */
export function uidOf(random: Uint8Array): string {
  const hex = [...random.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `2.25.${BigInt(`0x${hex || '0'}`)}`
}

/**
 * Writes a tracing as one DICOM ECG object, explicit little endian, UTF-8: 12-lead where it has the twelve and at most
 * 16,384 samples at 200 to 1000 Hz, general or ambulatory ECG else. A missing sample becomes the padding value. Where
 * the tracing does not say when it was recorded, the times that DICOM wants of the recording stay empty.
 * @throws RangeError on our own mistakes: no samples, a lead that 16 bits cannot hold at the given sensitivity
 * Source: PS3.3 A.34.3 to A.34.5, C.10.8 to C.10.10; PS3.10 7.
 */
export function writeDicom(tracing: Tracing, options: WriteDicomOptions): SourceFile[] {
  const sampleCount = tracing.leads[0]?.samplesMv.length ?? 0
  if (sampleCount === 0) throw new RangeError('a tracing without samples cannot be written')
  const sopClass = sopClassOf(tracing)
  const groups = [groupItem(tracing, 'RHYTHM', options)]
  if (options.medianBeat) groups.push(groupItem(options.medianBeat, 'MEDIAN BEAT', options))
  const annotations = annotationItems(options.measurements ?? [], options.report ?? '')
  const root = identity(tracing, sopClass, options).sequence(0x00400555, []).sequence(0x54000100, groups)
  if (annotations.length > 0) root.sequence(0x0040b020, annotations)
  const bytes = joined([fileHead(sopClass, options.uids.instance), root.bytes()])
  return [{ name: `${options.recordName}.dcm`, bytes }]
}

function sopClassOf({ leads, sampleRateHz }: Tracing): string {
  const has = new Set(leads.map((lead) => lead.standard))
  const isDiagnosticRate = sampleRateHz >= 200 && sampleRateHz <= 1000
  const isTwelve = leads.length <= 13 && STANDARD_LEADS.every((lead) => has.has(lead))
  if (isTwelve && isDiagnosticRate && leads[0]!.samplesMv.length <= TWELVE_LEAD_SAMPLES_MAX)
    return TWELVE_LEAD
  return isDiagnosticRate ? GENERAL : AMBULATORY
}

/** Patient, study, series, equipment and times (modules of the IOD that are mandatory, empty where nothing is known). */
function identity(tracing: Tracing, sopClass: string, options: WriteDicomOptions): ElementWriter {
  const { uids, person = {}, device = {} } = options
  const [date, time] = daTm(tracing.startedAt)
  const [writtenDate, writtenTime] = daTm(options.writtenAt)
  const root = new ElementWriter()
    .text(0x00080005, 'CS', 'ISO_IR 192')
    .text(0x00080012, 'DA', writtenDate)
    .text(0x00080013, 'TM', writtenTime)
    .text(0x00080016, 'UI', sopClass)
    .text(0x00080018, 'UI', uids.instance)
    .text(0x00080020, 'DA', date)
    .text(0x00080023, 'DA', date)
    .text(0x0008002a, 'DT', date + time)
    .text(0x00080030, 'TM', time)
    .text(0x00080033, 'TM', time)
    .text(0x00080050, 'SH', '')
    .text(0x00080060, 'CS', 'ECG')
    .text(0x00080070, 'LO', oneLine(device.manufacturer ?? '', 64))
    .text(0x00080090, 'PN', '')
    .text(0x00081090, 'LO', oneLine(device.model ?? '', 64))
    .text(0x00100010, 'PN', oneLine(person.name ?? '', 64))
    .text(0x00100020, 'LO', oneLine(person.id ?? '', 64))
    .text(
      0x00100030,
      'DA',
      /^\d{4}-\d\d-\d\d$/.test(person.birthDate ?? '') ? person.birthDate!.replaceAll('-', '') : '',
    )
    .text(0x00100040, 'CS', person.sex ? { female: 'F', male: 'M' }[person.sex] : '')
    .text(0x0020000d, 'UI', uids.study)
    .text(0x0020000e, 'UI', uids.series)
    .text(0x00200010, 'SH', '')
    .text(0x00200011, 'IS', '1')
    .text(0x00200013, 'IS', '1')
  if (options.confirmedBy) root.text(0x00081060, 'PN', oneLine(options.confirmedBy, 64))
  if (device.serial) root.text(0x00181000, 'LO', oneLine(device.serial, 64))
  if (device.software) root.text(0x00181020, 'LO', oneLine(device.software, 64))
  if (person.ageYears !== undefined)
    root.text(0x00101010, 'AS', `${String(Math.floor(person.ageYears)).padStart(3, '0')}Y`)
  return root
}

function daTm(at: string | null): [date: string, time: string] {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(at ?? '')
  return parts ? [`${parts[1]}${parts[2]}${parts[3]}`, `${parts[4]}${parts[5]}${parts[6]}`] : ['', '']
}

/** Backslash, caret and equals sign divide values and parts of names; they do not belong into one. */
function oneLine(text: string, lengthMax: number): string {
  return [...text.replace(/[\\^=\p{Cc}]+/gu, ' ').trim()].slice(0, lengthMax).join('')
}

function groupItem(
  tracing: Tracing,
  label: 'RHYTHM' | 'MEDIAN BEAT',
  options: WriteDicomOptions,
): ElementWriter {
  const { leads, sampleRateHz } = tracing
  const sampleCount = leads[0]!.samplesMv.length
  const scale = scaleOf(tracing, options)
  const data = new Uint8Array(2 * leads.length * sampleCount)
  const view = new DataView(data.buffer)
  leads.forEach(({ name, samplesMv }, l) => {
    for (let i = 0; i < sampleCount; i++) {
      const mv = samplesMv[i]!
      const count = Number.isNaN(mv) ? PADDING : Math.round((mv * 1000 - scale.baselineUv) / scale.stepUv)
      if (Math.abs(count) > 32_767 && !Number.isNaN(mv))
        throw new RangeError(`${name} does not fit into 16 bits`)
      view.setInt16(2 * (i * leads.length + l), count, true)
    }
  })
  return new ElementWriter()
    .text(0x00181068, 'DS', '0')
    .text(0x003a0004, 'CS', label === 'RHYTHM' ? 'ORIGINAL' : 'DERIVED')
    .uint16(0x003a0005, leads.length)
    .uint32(0x003a0010, sampleCount)
    .text(0x003a001a, 'DS', decimal(sampleRateHz))
    .text(0x003a0020, 'SH', label)
    .sequence(
      0x003a0200,
      leads.map((lead) => channelItem(lead.standard ?? lead.name, lead.name, scale, options)),
    )
    .uint16(0x54001004, 16)
    .text(0x54001006, 'CS', 'SS')
    .binary(0x5400100a, 'OW', Uint8Array.of(0x00, 0x80))
    .binary(0x54001010, 'OW', data)
}

interface Scale {
  readonly stepUv: number
  readonly sensitivityUv: number
  readonly factor: number
  readonly baselineUv: number
}

function scaleOf(tracing: Tracing, options: WriteDicomOptions): Scale {
  const factor = options.correctionFactor ?? 1
  const baselineUv = options.baselineUv ?? 0
  let peakUv = 0
  for (const { samplesMv } of tracing.leads) {
    for (const mv of samplesMv)
      if (Math.abs(mv * 1000 - baselineUv) > peakUv) peakUv = Math.abs(mv * 1000 - baselineUv)
  }
  const finest = STEPS_UV.find((step) => peakUv / step <= 32_767) ?? peakUv / 32_767
  const sensitivityUv = options.sensitivityUv ?? finest / factor
  return { sensitivityUv, factor, baselineUv, stepUv: sensitivityUv * factor }
}

function channelItem(
  lead: string,
  name: string,
  { sensitivityUv, factor, baselineUv }: Scale,
  { filter }: WriteDicomOptions,
): ElementWriter {
  const item = new ElementWriter()
    .text(0x003a0203, 'SH', oneLine(name, 16))
    .sequence(0x003a0208, [codeItem(`2:${numberOfLead(lead) ?? 0}`, 'MDC', meaningOf(lead, name))])
    .text(0x003a0210, 'DS', decimal(sensitivityUv))
    .sequence(0x003a0211, [codeItem('uV', 'UCUM', 'microvolt')])
    .text(0x003a0212, 'DS', decimal(factor))
    .text(0x003a0213, 'DS', decimal(baselineUv))
    .text(0x003a0215, 'DS', '0')
    .uint16(0x003a021a, 16)
  if (filter?.highPassHz) item.text(0x003a0220, 'DS', decimal(filter.highPassHz))
  if (filter?.lowPassHz) item.text(0x003a0221, 'DS', decimal(filter.lowPassHz))
  if (filter?.notchHz) item.text(0x003a0222, 'DS', decimal(filter.notchHz))
  return item
}

function meaningOf(lead: string, name: string): string {
  return (STANDARD_LEADS as readonly string[]).includes(lead)
    ? `Lead ${lead}`
    : oneLine(name, 64) || 'Unspecified lead'
}
