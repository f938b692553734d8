import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import { readConcept, toConcept } from '../concept.ts'
import type { Element } from '../element.ts'
import { baseOf, codeExtension, dated, ourCoding, type Item } from '../item.ts'
import { JsonNumber } from '../json.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { codeSystemName, DICOM, ourExtension, ourSystem } from '../systems.ts'
import type { Extension, ImagingStudy } from '../types.ts'

const FILE = ourExtension('image-file')
const BODY_SITE = ourExtension('body-site')

/**
 * Pictures as an ImagingStudy without series: FHIR's series need DICOM UIDs, which a photograph has not. The files
 * stand in extensions by name and hash.
 */
export function writeImageStudy(item: Item<ImageStudy>): readonly [ImagingStudy] {
  const { modality, bodySite, laterality, files, description } = item.value
  const site: Extension | undefined = bodySite && {
    url: BODY_SITE,
    valueCodeableConcept: toConcept(bodySite),
  }
  return [
    {
      resourceType: 'ImagingStudy',
      ...baseOf(item, [site, codeExtension('laterality', laterality), ...files.map(fileExtension)]),
      status: 'available',
      modality: [
        /^[A-Z]{2,3}$/.test(modality)
          ? { system: DICOM, code: modality }
          : ourCoding('modality', modality || 'unknown'),
      ],
      subject: item.subject,
      encounter: item.encounter,
      ...dated('started', item.at),
      numberOfInstances: files.length,
      description: description || undefined,
    },
  ]
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
  const site = siteIn(reading)
  const laterality = element.extension(ourExtension('laterality'))?.text('valueCode')
  reading.add(
    'image-study',
    {
      modality: modalityIn(reading),
      ...(site && { bodySite: site }),
      ...(laterality !== undefined && { laterality }),
      files,
      description: reading.text(element, 'description', 4000) ?? '',
    },
    reading.firstAt('started'),
  )
}

function modalityIn(reading: Reading): string {
  const { element } = reading
  const codings = [
    ...element.children('modality'),
    ...element.children('series').flatMap((s) => s.children('modality')),
  ]
  const codes = codings.map((each) => {
    const own = each.text('system') === ourSystem('CodeSystem', 'modality')
    const code = each.text('code') ?? ''
    each.skip('display')
    return own && code === 'unknown' ? '' : code
  })
  return reading.fit([...new Set(codes)].join(' '), 16, 'modality')
}

function siteIn(reading: Reading): ImageStudy['bodySite'] {
  const own = reading.element.extension(BODY_SITE)?.child('valueCodeableConcept')
  if (own) return readConcept(own, reading)
  const coding = reading.element.child('series')?.child('bodySite')
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
