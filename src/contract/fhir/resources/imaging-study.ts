import * as v from 'valibot'
import { imageStudy, type ImageStudy } from '#domain/record/kinds/image-study.ts'
import { carried, fromCarried } from '../carried.ts'
import { readConcept, toConcept } from '../concept.ts'
import type { Element } from '../element.ts'
import { baseOf, codeExtension, dated, ourCoding, type Item } from '../item.ts'
import { JsonNumber } from '../json.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { codeSystemName, DICOM, ourExtension, ourSystem } from '../systems.ts'
import type { Coding, Extension, ImagingStudy } from '../types.ts'

const FILE = ourExtension('image-file')
const BODY_SITE = ourExtension('body-site')
const FILM = ourExtension('image-film')
const { study, film, series } = imageStudy.value.entries
/** What binds a study to its reading, and what its files say of themselves, as the fact has it. */
const filmPart = v.object({ study, film, series })

const UID = /^[0-2](\.(0|[1-9]\d*))+$/
const isUid = (text: string) => text.length <= 64 && UID.test(text)
const oid = (uid: string) => `urn:oid:${uid}`

/**
 * Pictures as an ImagingStudy. FHIR's series need DICOM UIDs: those of a photograph, which has none, stand in an extension
 * alone, as the files do by name and hash.
 */
export function writeImageStudy(item: Item<ImageStudy>): readonly [ImagingStudy] {
  const { modality, bodySite, laterality, files, description, study } = item.value
  const base = baseOf(item, [
    site(bodySite),
    codeExtension('laterality', laterality),
    ...filmExtensions(item.value),
    ...files.map(fileExtension),
  ])
  const series = seriesOf(item.value)
  return [
    {
      resourceType: 'ImagingStudy',
      ...base,
      identifier: [
        ...base.identifier,
        ...(study && isUid(study) ? [{ system: STUDY_UID, value: oid(study) }] : []),
      ],
      status: 'available',
      modality: [modalityCoding(modality)],
      subject: item.subject,
      encounter: item.encounter,
      ...dated('started', item.at),
      numberOfSeries: item.value.series?.length,
      numberOfInstances: files.length,
      description: description || undefined,
      series,
    },
  ]
}

/** How FHIR names Study Instance UIDs (hl7.org/fhir/R4/imagingstudy.html, 'Identifiers'). */
const STUDY_UID = 'urn:dicom:uid'
const SOP_CLASSES = 'urn:ietf:rfc:3986'

function site(bodySite: ImageStudy['bodySite']): Extension | undefined {
  return bodySite && { url: BODY_SITE, valueCodeableConcept: toConcept(bodySite) }
}

function filmExtensions(value: ImageStudy): readonly Extension[] {
  const extension = carried(FILM, filmPart, value)
  return extension.extension?.length ? [extension] : []
}

function seriesOf({ series = [] }: ImageStudy): ImagingStudy['series'] {
  return series
    .filter(({ uid }) => isUid(uid))
    .map((each) => {
      const instances = each.instances.filter(isUid)
      const sopClass = each.sopClass !== undefined && isUid(each.sopClass) ? each.sopClass : null
      return {
        uid: each.uid,
        number: each.number !== undefined && each.number >= 0 ? each.number : undefined,
        modality: modalityCoding(each.modality),
        description: each.description,
        numberOfInstances: each.instances.length > 0 ? each.instances.length : undefined,
        bodySite: each.bodyPart === undefined ? undefined : { display: each.bodyPart },
        instance:
          sopClass === null
            ? []
            : instances.map((uid) => ({ uid, sopClass: { system: SOP_CLASSES, code: oid(sopClass) } })),
      }
    })
}

function modalityCoding(modality: string): Coding {
  return /^[A-Z]{2,3}$/.test(modality)
    ? { system: DICOM, code: modality }
    : ourCoding('modality', modality || 'unknown')
}

function fileExtension({ name, sha256, sizeBytes, mediaType }: ImageStudy['files'][number]): Extension {
  const parts: Extension[] = [
    { url: 'name', valueString: name },
    { url: 'sha256', valueString: sha256 },
    { url: 'sizeBytes', valueDecimal: new JsonNumber(String(sizeBytes)) },
    { url: 'mediaType', valueString: mediaType },
  ]
  return { url: FILE, extension: parts.filter((each) => each.valueString !== '') }
}

export function readImagingStudy(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'unknown'
  if (status === 'cancelled' || status === 'entered-in-error') return reading.refuse(REFUSALS.status(status))
  const files = filesIn(element)
  if (files.length > 0) element.skip('numberOfInstances')
  const own = element.extension(FILM)
  const part = own ? (fromCarried(own, filmPart, reading) as Partial<ImageStudy>) : {}
  // What our own series say stands in the extension as it was.
  const said = own ? [...element.children('series'), ...element.children('identifier')] : []
  for (const each of said) each.skipAll()
  if (own) element.skip('numberOfSeries')
  const site = siteIn(reading, own === undefined)
  const laterality = element.extension(ourExtension('laterality'))?.text('valueCode')
  reading.add(
    'image-study',
    {
      modality: modalityIn(reading, own === undefined),
      ...(site && { bodySite: site }),
      ...(laterality !== undefined && { laterality }),
      files,
      description: reading.text(element, 'description', 4000) ?? '',
      ...part,
    },
    reading.firstAt('started'),
  )
}

function modalityIn(reading: Reading, withSeries: boolean): string {
  const { element } = reading
  const series = withSeries ? element.children('series') : []
  const codings = [...element.children('modality'), ...series.flatMap((s) => s.children('modality'))]
  const codes = codings.map((each) => {
    const own = each.text('system') === ourSystem('CodeSystem', 'modality')
    const code = each.text('code') ?? ''
    each.skip('display')
    return own && code === 'unknown' ? '' : code
  })
  return reading.fit([...new Set(codes)].join(' '), 16, 'modality')
}

function siteIn(reading: Reading, withSeries: boolean): ImageStudy['bodySite'] {
  const own = reading.element.extension(BODY_SITE)?.child('valueCodeableConcept')
  if (own) return readConcept(own, reading)
  const coding = withSeries ? reading.element.child('series')?.child('bodySite') : undefined
  const [uri, code] = [coding?.text('system'), coding?.text('code')]
  const text = coding?.text('display') ?? code
  if (text === undefined) return undefined
  const system = uri === undefined ? '' : codeSystemName(uri)
  const named = system !== '' && system.length <= 40 && code !== undefined && code.length <= 40
  return { ...(named && { system, code }), text: reading.fit(text, 300, 'bodySite') }
}

function filesIn(element: Element): ImageStudy['files'] {
  return element
    .children('extension')
    .filter((each) => each.peek('url') === FILE)
    .map((file) => {
      file.skip('url')
      const words = (name: string) => file.extension(name)?.text('valueString') ?? ''
      return {
        name: words('name'),
        sha256: words('sha256'),
        sizeBytes: Number(file.extension('sizeBytes')?.number('valueDecimal')),
        mediaType: words('mediaType'),
      }
    })
}
