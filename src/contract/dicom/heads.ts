import type { ImageSeries, ImageStudy } from '#domain/imaging/image.ts'
import type { FrameGroups } from './frame-groups.ts'
import type { DicomItem } from './item.ts'
import { dateOf, personOf } from './person.ts'

/** What an object says of the examination it belongs to; `id` is null where it has no Study Instance UID. */
export type StudyHead = Omit<ImageStudy, 'id' | 'series' | 'documents' | 'warnings'> & {
  readonly id: string | null
}

/** What an object says of its series; `id` is null where it has no Series Instance UID. */
export type SeriesHead = Omit<ImageSeries, 'id' | 'instances' | 'warnings'> & { readonly id: string | null }

/** PS3.3 C.7.2.1, C.7.1.1, C.7.5.1. */
export function studyHead(root: DicomItem): StudyHead {
  const device = (['Manufacturer', 'ManufacturerModelName', 'SoftwareVersions'] as const)
    .map((keyword) => root.values(keyword).filter(Boolean).join(' '))
    .filter(Boolean)
  return {
    id: root.text('StudyInstanceUID') || null,
    startedAt: timeOf(root),
    description: root.text('StudyDescription'),
    accessionNumber: root.text('AccessionNumber'),
    person: personOf(root),
    institution: root.text('InstitutionName'),
    device,
  }
}

/** PS3.3 C.7.3.1; side and part of the body also where newer objects say them (functional groups, codes). */
export function seriesHead(root: DicomItem, groups: FrameGroups | null): SeriesHead {
  const anatomy = groups?.of('FrameAnatomySequence') ?? null
  const side = [
    root.text('ImageLaterality'),
    root.text('Laterality'),
    anatomy?.text('FrameLaterality') ?? '',
  ].find((text) => /^[LR]$/i.test(text))
  const region = (anatomy ?? root).item('AnatomicRegionSequence')?.text('CodeMeaning') ?? ''
  return {
    id: root.text('SeriesInstanceUID') || null,
    modality: root.text('Modality').toUpperCase(),
    number: root.number('SeriesNumber'),
    description: root.text('SeriesDescription'),
    bodyPart: (root.text('BodyPartExamined') || region).toUpperCase(),
    laterality: side ? (side.toUpperCase() === 'L' ? 'left' : 'right') : null,
    view: root.text('ViewPosition').toUpperCase() || viewOf(root.item('ViewCodeSequence')),
  }
}

/** Views that newer objects give by code alone (CID 4010, 4014), by the letters that people use. */
const VIEWS: readonly (readonly [RegExp, string])[] = [
  [/medio-?lateral oblique/, 'MLO'],
  [/latero-?medial oblique/, 'LMO'],
  [/crani[ao]-?caudal/, 'CC'],
  [/medio-?lateral/, 'ML'],
  [/latero-?medial/, 'LM'],
  [/postero-?anterior/, 'PA'],
  [/antero-?posterior/, 'AP'],
  [/left lateral/, 'LL'],
  [/right lateral/, 'RL'],
]

function viewOf(code: DicomItem | null): string {
  const meaning = code?.text('CodeMeaning').toLowerCase() ?? ''
  return VIEWS.find(([pattern]) => pattern.test(meaning))?.[1] ?? ''
}

const TIMES = [
  ['StudyDate', 'StudyTime'],
  ['AcquisitionDate', 'AcquisitionTime'],
  ['SeriesDate', 'SeriesTime'],
  ['ContentDate', 'ContentTime'],
] as const

/** Local, as far as the file says it: `2026-11-22T09:30:00`, `2026-11-22`; null where there is no date. */
function timeOf(root: DicomItem): string | null {
  for (const [dateKeyword, timeKeyword] of TIMES) {
    const date = dateOf(root.text(dateKeyword))
    if (date === null) continue
    const parts = /^(\d\d):?(\d\d):?(\d\d)?/.exec(root.text(timeKeyword))
    const [, hour = '', minute = '', second = '00'] = parts ?? []
    const isTime = hour !== '' && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
    return isTime ? `${date}T${hour}:${minute}:${second}` : date
  }
  return null
}
