import type { ImageSeries, ImageStudy } from '#domain/imaging/image.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import { ElementWriter, joined } from '../../ecg/dicom/element-writer.ts'
import { fileHead } from '../file-head.ts'
import {
  code,
  container,
  image,
  personName,
  reference,
  text,
  uid,
  type Child,
  type SrImage,
} from './content-item.ts'
import { markGroup, type SrPlace, type StatedMark } from './mark-groups.ts'
import { languageCode, modalityCode, OUR_SCHEME, procedureCode, SR } from './sr-codes.ts'

export interface SrOptions {
  /** Local time at the tablet, `2026-11-22T12:10:07`, and its offset, `+0800`. */
  readonly writtenAt: string
  readonly utcOffset: string
  readonly clinic: string
  /** Of this program. */
  readonly version: string
  readonly language: 'zh-CN' | 'en'
  /** A fresh UID of 2.25 at each call (PS3.5 B.2). */
  newUid(): string
  /** The UID that goes with a mark's own random id, always the same one. */
  trackingUid(mark: string): string
}

const COMPREHENSIVE = '1.2.840.10008.5.1.4.1.1.88.33'
const COMPREHENSIVE_3D = '1.2.840.10008.5.1.4.1.1.88.34'
const UID = /^[0-2](\.(0|[1-9]\d*))+$/
const LABEL_MAX = 64

/**
 * The marks of a reading with their measurements as a DICOM structured report (TID 1500), in the study of the pictures.
 * Written by ourselves and not with dcmjs: its Image Library stays empty, its observer is a constant, a number can neither
 * carry what it rests on nor come from two lines (Cobb angle, cardiothoracic ratio), and it would be 0.7 MB to load;
 * dcmjs reads the file back in the test. Source: PS3.3 A.35.3, A.35.13, C.17; PS3.16 TID 1500.
 * @param reading as the chart states it: the report has the same numbers to the digit
 * @returns `sr-nothing-marked`, `sr-no-image` where no marked picture has a UID
 */
export function writeSr(
  reading: ImageReading,
  study: ImageStudy,
  options: SrOptions,
): Outcome<Uint8Array<ArrayBuffer>> {
  if (reading.marks.length === 0) return nothingMarked()
  const evidence = new Evidence(study)
  const groups = reading.marks.flatMap((mark, i): Child[] => {
    const place = evidence.placeOf(mark)
    const label = (mark.words ?? `${mark.tool} ${i + 1}`).replaceAll('\n', ' ').slice(0, LABEL_MAX)
    const group = place && markGroup(mark, label, options.trackingUid(mark.id), place)
    return group ? [['CONTAINS', group]] : []
  })
  if (groups.length === 0 || !UID.test(study.id)) return noImage()
  const instance = options.newUid()
  const sopClass = evidence.hasPatientPlaces ? COMPREHENSIVE_3D : COMPREHENSIVE
  const root = container(SR.report, contentOf(reading, evidence, groups, options), '1500')(null)
  identify(root, { reading, study, options, sopClass, instance })
  root.sequence(0x0040a375, [evidence.sequence(study.id)])
  return good(joined([fileHead(sopClass, instance), root.bytes()]))
}

function contentOf(
  { signed, modality }: ImageReading,
  evidence: Evidence,
  groups: readonly Child[],
  { language, version, newUid }: SrOptions,
): readonly Child[] {
  const who: Child[] = signed?.signedBy
    ? [
        ['HAS OBS CONTEXT', code(SR.observerType, SR.person)],
        ['HAS OBS CONTEXT', personName(SR.personName, signed.signedBy)],
      ]
    : []
  const program: Child[] = [
    ['HAS OBS CONTEXT', code(SR.observerType, SR.device)],
    ['HAS OBS CONTEXT', uid(SR.deviceUid, newUid())],
    ['HAS OBS CONTEXT', text(SR.deviceName, 'Hinterland')],
    ['HAS OBS CONTEXT', text(SR.deviceModel, version || 'unknown')],
  ]
  return [
    ['HAS CONCEPT MOD', code(SR.language, languageCode(language))],
    ...who,
    ...program,
    ['HAS CONCEPT MOD', code(SR.procedure, procedureCode(modality[0] ?? ''))],
    ['CONTAINS', container(SR.library, evidence.libraryGroups())],
    ['CONTAINS', container(SR.measurements, groups)],
  ]
}

interface Identity {
  readonly reading: ImageReading
  readonly study: ImageStudy
  readonly options: SrOptions
  readonly sopClass: string
  readonly instance: string
}

/** Patient and study as the pictures have them, a series and an equipment of our own (PS3.3 C.7, C.17.1, C.17.2). */
function identify(root: ElementWriter, { reading, study, options, sopClass, instance }: Identity): void {
  const { person } = study
  const [date, time] = dicomTime(options.writtenAt)
  const [studyDate, studyTime] = dicomTime(study.startedAt ?? '')
  const sex = person.sex === 'male' ? 'M' : person.sex === 'female' ? 'F' : person.sex === 'other' ? 'O' : ''
  const scheme = new ElementWriter()
    .text(0x00080102, 'SH', OUR_SCHEME)
    .text(0x00080115, 'ST', 'Hinterland: measurements without a public code, and what lengths rest on')
  root
    .text(0x00080005, 'CS', 'ISO_IR 192')
    .text(0x00080012, 'DA', date)
    .text(0x00080013, 'TM', time)
    .text(0x00080016, 'UI', sopClass)
    .text(0x00080018, 'UI', instance)
    .text(0x00080020, 'DA', studyDate)
    .text(0x00080023, 'DA', date)
    .text(0x00080030, 'TM', studyTime)
    .text(0x00080033, 'TM', time)
    .text(0x00080050, 'SH', study.accessionNumber)
    .text(0x00080060, 'CS', 'SR')
    .text(0x00080070, 'LO', 'Hinterland')
    .text(0x00080080, 'LO', options.clinic)
    .text(0x00080090, 'PN', '')
    .sequence(0x00080110, [scheme])
    .text(0x00080201, 'SH', options.utcOffset)
    .text(0x0008103e, 'LO', 'Measurements')
    .text(0x00081090, 'LO', 'Hinterland')
    .sequence(0x00081111, [])
    .text(0x00100010, 'PN', person.nameInFile ?? person.names[0] ?? '')
    .text(0x00100020, 'LO', person.id)
    .text(0x00100030, 'DA', (person.birthDate ?? '').replaceAll('-', ''))
    .text(0x00100040, 'CS', sex)
    .text(0x00181020, 'LO', options.version || 'unknown')
    .text(0x0020000d, 'UI', study.id)
    .text(0x0020000e, 'UI', options.newUid())
    .text(0x00200010, 'SH', '')
    .text(0x00200011, 'IS', '9001')
    .text(0x00200013, 'IS', '1')
    .sequence(0x0040a372, [])
    .text(0x0040a491, 'CS', reading.signed ? 'COMPLETE' : 'PARTIAL')
    .text(0x0040a496, 'CS', reading.signed ? 'FINAL' : 'PRELIMINARY')
  verify(root, reading, options)
}

/** A signature of ours is a verification of DICOM: who, for which clinic, when. */
function verify(root: ElementWriter, { signed }: ImageReading, { clinic }: SrOptions): void {
  root.text(0x0040a493, 'CS', signed ? 'VERIFIED' : 'UNVERIFIED')
  if (!signed) return
  const observer = new ElementWriter()
    .text(0x0040a027, 'LO', clinic || 'unknown')
    .text(0x0040a030, 'DT', `${signed.signedAt.slice(0, 19).replace(/[-:T]/g, '')}+0000`)
    .text(0x0040a075, 'PN', signed.signedBy || 'unknown')
    .sequence(0x0040a088, [])
  root.sequence(0x0040a073, [observer])
}

/** `2026-11-22T12:10:07` or a beginning of it as date and time of DICOM; empty where it is not that exact. */
function dicomTime(local: string): [date: string, time: string] {
  const [date = '', time = ''] = local.split('T')
  return [date.length === 10 ? date.replaceAll('-', '') : '', time.slice(0, 8).replaceAll(':', '')]
}

/** The pictures that marks lie on, in their series. */
class Evidence {
  hasPatientPlaces = false
  readonly #series: readonly ImageSeries[]
  readonly #used = new Map<ImageSeries, Map<string, SrImage>>()

  constructor({ series }: ImageStudy) {
    this.#series = series
  }

  /** @returns null where the picture is not in the study, has no UID, or the patient no frame of reference */
  placeOf({ frame, plane }: StatedMark): SrPlace | null {
    if (plane) {
      const found = this.#series.find(({ id }) => id === plane.series)
      if (!found || plane.frameOfReference === undefined || !UID.test(plane.frameOfReference)) return null
      const used = found.instances.filter(({ id }) => this.#use(found, id))
      if (used.length === 0) return null
      this.hasPatientPlaces = true
      return { on: 'patient', frameOfReference: plane.frameOfReference }
    }
    const series = this.#series.find(({ instances }) => instances.some(({ id }) => id === frame?.instance))
    const used = series && frame && this.#use(series, frame.instance)
    if (!series || !used) return null
    const { frames } = series.instances.find(({ id }) => id === frame.instance)!
    return { on: 'image', image: { ...used, frame: frames.length > 1 ? frame.index + 1 : null } }
  }

  #use(series: ImageSeries, id: string): SrImage | null {
    const sopClass = series.instances.find((each) => each.id === id)?.sopClass
    if (!sopClass || !UID.test(id) || !UID.test(series.id)) return null
    const used = this.#used.get(series) ?? new Map<string, SrImage>()
    const of = used.get(id) ?? { sopClass, instance: id, frame: null }
    this.#used.set(series, used.set(id, of))
    return of
  }

  /** TID 1600: the pictures of each series under what they have in common. */
  libraryGroups(): readonly Child[] {
    return [...this.#used].map(([{ modality }, images]): Child => {
      const common: Child[] = modality ? [['HAS ACQ CONTEXT', code(SR.modality, modalityCode(modality))]] : []
      const entries = [...images.values()].map((of): Child => ['CONTAINS', image(of)])
      return ['CONTAINS', container(SR.libraryGroup, [...common, ...entries])]
    })
  }

  /** An item of the Current Requested Procedure Evidence Sequence. */
  sequence(study: string): ElementWriter {
    const series = [...this.#used].map(([{ id }, images]) =>
      new ElementWriter()
        .text(0x0020000e, 'UI', id)
        .sequence(0x00081199, [...images.values()].map(reference)),
    )
    return new ElementWriter().sequence(0x00081115, series).text(0x0020000d, 'UI', study)
  }
}

function nothingMarked() {
  return bad(
    'sr-nothing-marked',
    'There is no mark that a DICOM report could carry.',
    'Measure something, or export the report as a FHIR file.',
  )
}

function noImage() {
  return bad(
    'sr-no-image',
    'These pictures carry no DICOM numbers that marks could refer to.',
    'Export the report as a FHIR file or as a picture.',
  )
}
