import type {
  FilePatient,
  ImageDocument,
  ImageInstance,
  ImageSeries,
  ImageStudy,
  ImageWarning,
} from '#domain/imaging/image.ts'
import { orderSlices, sliceWarnings, type Slice } from '#domain/imaging/slices.ts'
import { baseName } from '../ecg/source-file.ts'
import type { Described } from './describe.ts'
import type { DicomDir } from './dicomdir.ts'
import type { SeriesHead, StudyHead } from './heads.ts'
import { missingFiles } from './missing-files.ts'

interface Pictured {
  readonly file: string
  readonly study: StudyHead
  readonly series: SeriesHead
  readonly instance: ImageInstance
}

const NOBODY: FilePatient = { names: [], id: '', birthDate: null, sex: null, ageYears: null }

/** A picture or volume that is no DICOM, as something that can be put with the others: it says nothing of itself. */
export function describedPicture(file: string, instance: ImageInstance): Described {
  const study: StudyHead = {
    id: null,
    startedAt: null,
    description: '',
    accessionNumber: '',
    person: NOBODY,
    institution: '',
    device: [],
  }
  const series: SeriesHead = {
    id: null,
    modality: instance.modality,
    number: null,
    description: '',
    bodyPart: '',
    laterality: null,
    view: '',
  }
  return { file, study, series, instance }
}

/**
 * Puts what was opened together into studies and series, newest study first. Objects that do not say where they belong
 * are one study of all such files. The same object twice counts once and is named.
 * @param dicomDirs tables of contents: what they list and nobody opened is counted
 */
export function groupIntoStudies(
  described: readonly Described[],
  dicomDirs: readonly DicomDir[] = [],
): ImageStudy[] {
  const byStudy = grouped(described, ({ study }) => study.id ?? '')
  const studies = [...byStudy.values()].map((members) => studyOf(members, dicomDirs))
  return studies.sort((a, b) => compare(b.startedAt ?? '', a.startedAt ?? ''))
}

function studyOf(members: readonly Described[], dicomDirs: readonly DicomDir[]): ImageStudy {
  const warnings: ImageWarning[] = []
  const all = withoutDuplicates(members, warnings)
  const heads = all.map(({ study }) => study)
  const first = <T>(choose: (head: StudyHead) => T, isEmpty: (value: T) => boolean): T =>
    choose(heads.find((head) => !isEmpty(choose(head))) ?? heads[0]!)
  const text = (choose: (head: StudyHead) => string): string => first(choose, (value) => value === '')
  if (personsOf(heads) > 1) warnings.push({ code: 'persons-differ', details: { count: personsOf(heads) } })
  const missing = missingFiles(members, dicomDirs)
  if (missing > 0) warnings.push({ code: 'directory-files-missing', details: { count: missing } })
  const pictures = all.filter((member): member is Described & Pictured => 'instance' in member)
  return {
    id: heads[0]!.id ?? `files:${nameless(all[0]!)}`,
    startedAt: heads.reduce<string | null>((least, { startedAt }) => earlier(least, startedAt), null),
    description: text((head) => head.description),
    accessionNumber: text((head) => head.accessionNumber),
    person: first(
      (head) => head.person,
      (person) => person.names.length === 0 && person.id === '',
    ),
    institution: text((head) => head.institution),
    device: first(
      (head) => head.device,
      (device) => device.length === 0,
    ),
    series: seriesOf(pictures),
    documents: all.flatMap((member): ImageDocument[] => ('document' in member ? [member.document] : [])),
    warnings,
  }
}

/** What stands for a file without a study: its hash, or its own UID. */
function nameless(member: Described): string {
  const { id } = 'instance' in member ? member.instance : member.document
  return id.replace(/^sha256:/, '')
}

function withoutDuplicates(members: readonly Described[], warnings: ImageWarning[]): Described[] {
  const byId = grouped(members, (member) => ('instance' in member ? member.instance : member.document).id)
  const twice = [...byId.values()].flatMap(([, ...more]) => more.map(({ file }) => baseName(file)))
  if (twice.length > 0) {
    const names = twice.slice(0, 5).join(', ')
    warnings.push({ code: 'files-twice', details: { count: twice.length, names } })
  }
  return [...byId.values()].map(([one]) => one!)
}

/**
 * How many different people the objects of one study name. One person may be written in one script here and in two
 * there, or without a number; files that name nobody count with any.
 */
function personsOf(heads: readonly StudyHead[]): number {
  const found: FilePatient[] = []
  for (const { person } of heads) {
    if (person.id === '' && person.names.length === 0) continue
    if (!found.some((other) => isSamePerson(other, person))) found.push(person)
  }
  return found.length
}

function isSamePerson(a: FilePatient, b: FilePatient): boolean {
  if (a.id !== '' && b.id !== '') return a.id === b.id
  const plain = (name: string): string => name.toLowerCase().replace(/[\s.,-]/g, '')
  const names = new Set(a.names.map(plain))
  return a.names.length === 0 || b.names.length === 0 || b.names.some((name) => names.has(plain(name)))
}

/** The earlier of two times of which one may say less (a day) or nothing. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  const isSameDay = a.slice(0, 10) === b.slice(0, 10)
  if (isSameDay && a.length !== b.length) return a.length > b.length ? a : b
  return a < b ? a : b
}

function seriesOf(pictures: readonly Pictured[]): ImageSeries[] {
  const keyOf = ({ series }: Pictured): string =>
    series.id ?? JSON.stringify([series.modality, series.number, series.description])
  const all = [...grouped(pictures, keyOf)].map(([key, members]) => oneSeries(key, members))
  return all.sort(
    (a, b) =>
      (a.number ?? Infinity) - (b.number ?? Infinity) ||
      compare(a.description, b.description) ||
      compare(a.id, b.id),
  )
}

function oneSeries(key: string, members: readonly Pictured[]): ImageSeries {
  const heads = members.map(({ series }) => series)
  const said = (choose: (head: SeriesHead) => string): string => heads.map(choose).find(Boolean) ?? ''
  const sides = new Set(heads.map(({ laterality }) => laterality))
  const { instances, warnings } = inOrder(members)
  return {
    id: key,
    modality: said((head) => head.modality),
    number: heads.find(({ number }) => number !== null)?.number ?? null,
    description: said((head) => head.description),
    bodyPart: said((head) => head.bodyPart),
    // Both sides in one series: each picture says its own.
    laterality: sides.size === 1 ? heads[0]!.laterality : null,
    view: said((head) => head.view),
    instances,
    warnings,
  }
}

/** By place along the normal where all have one, else by number, else by name of the file. */
function inOrder(members: readonly Pictured[]): {
  instances: readonly ImageInstance[]
  warnings: readonly ImageWarning[]
} {
  const slices = members.flatMap(({ instance }) => slicesOf(instance))
  const frames = members.reduce((sum, { instance }) => sum + new Set(instance.frames).size, 0)
  const byId = new Map(members.map(({ instance }) => [instance.id, instance]))
  if (slices.length === frames && members.length > 1) {
    const stacks = orderSlices(slices)
    const ids = new Set(stacks.flatMap((stack) => stack.slices.map(({ id }) => id)))
    return { instances: [...ids].map((id) => byId.get(id)!), warnings: sliceWarnings(stacks) }
  }
  const numbered = [...members].sort(
    (a, b) => byNumber(a.instance.instanceNumber, b.instance.instanceNumber) || naturally(a.file, b.file),
  )
  const warnings = slices.length === frames ? sliceWarnings(orderSlices(slices)) : []
  return { instances: numbered.map(({ instance }) => instance), warnings }
}

/** Frames that differ in nothing (a loop) are one slice. */
function slicesOf({ id, frames, instanceNumber }: ImageInstance): Slice[] {
  return [...new Set(frames)].flatMap((info) =>
    info.plane ? [{ id, frame: frames.indexOf(info), plane: info.plane, number: instanceNumber }] : [],
  )
}

/** Those without a number come last. */
function byNumber(a: number | null, b: number | null): number {
  if (a === b) return 0
  return (a ?? Infinity) - (b ?? Infinity)
}

/** `IM9` before `IM10`. */
function naturally(a: string, b: string): number {
  const parts = (name: string): string[] => name.match(/\d+|\D+/g) ?? []
  const [left, right] = [parts(a), parts(b)]
  for (const [i, part] of left.entries()) {
    const other = right[i]
    if (other === undefined) return 1
    const difference = Number(part) - Number(other)
    const order = Number.isNaN(difference) || difference === 0 ? compare(part, other) : difference
    if (order !== 0) return order
  }
  return left.length - right.length
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group) group.push(one)
    else groups.set(keyOf(one), [one])
  }
  return groups
}
