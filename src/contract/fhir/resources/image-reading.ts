import { decimalText } from '#domain/record/decimal.ts'
import { imageReading, type ImageReading } from '#domain/record/kinds/image-reading.ts'
import { measureCode, trustWords } from '#contract/dicom/sr/measure-codes.ts'
import { carried, fromCarried } from '../carried.ts'
import { codeOf, loincConcept, ourCode, toConcept } from '../concept.ts'
import { baseOf, dated, observationStatus, ourCoding, type Item } from '../item.ts'
import { toNarrative } from '../narrative.ts'
import { toQuantity } from '../quantity.ts'
import type { Reading } from '../reading.ts'
import { DICOM, hl7, ourExtension, SNOMED } from '../systems.ts'
import type { CodeableConcept, DiagnosticReport, Observation, Quantity, Reference } from '../types.ts'

type Mark = ImageReading['marks'][number]
type Measure = Mark['measures'][number]

const EXTENSION = ourExtension('image-reading')
/** Modalities whose reports radiology gives (HL7 table 0074: `RAD`); photographs and endoscopies are `OTH`. */
const RADIOLOGY = ['CR', 'DX', 'CT', 'MR', 'US', 'MG', 'XA', 'RF', 'NM', 'PT', 'IO', 'PX', 'IVUS', 'RG']

/**
 * What was read of a film as a DiagnosticReport: sentences that the reader let stand and the impression are its
 * conclusion, each number an Observation with what it rests on. Everything else (marks, own reading, rejected sentences)
 * is carried in an extension, so that it comes back as it was. Code: LOINC 18748-4, loinc.org.
 */
export function writeImageReading(item: Item<ImageReading>): readonly [DiagnosticReport, ...Observation[]] {
  const { value } = item
  const { signed, modality } = value
  const study = item.studyOf?.(value.film)
  const results = measuresOf(item, study)
  const isRadiology = modality.some((each) => RADIOLOGY.includes(each))
  const main: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    ...baseOf(item, [carried(EXTENSION, imageReading.value, value)]),
    text: { ...toNarrative(narrativeOf(value)), status: 'generated' },
    status: signed ? observationStatus(item.mark) : 'preliminary',
    category: [
      isRadiology ? codeOf(hl7('v2-0074'), 'RAD', 'Radiology') : codeOf(hl7('v2-0074'), 'OTH', 'Other'),
      ourCode('report-category', 'imaging'),
    ],
    code: loincConcept('18748-4', 'Diagnostic imaging study'),
    subject: item.subject,
    encounter: item.encounter,
    ...dated('effectiveDateTime', item.at),
    issued: signed?.signedAt,
    performer: [item.author],
    resultsInterpreter: signed?.signedBy ? [{ display: signed.signedBy }] : [],
    result: results.map(({ id }) => ({ reference: `Observation/${id}` })),
    imagingStudy: study ? [study] : [],
    conclusion: conclusionOf(value) || undefined,
  }
  return [main, ...results]
}

/** @returns false for a report that is not of this kind; nothing of it was read then */
export function readImageReading(reading: Reading): boolean {
  const { element } = reading
  const details = element.extension(EXTENSION)
  if (!details) return false
  for (const name of [
    'text',
    'category',
    'code',
    'performer',
    'resultsInterpreter',
    'result',
    'imagingStudy',
  ])
    for (const each of element.children(name)) each.skipAll()
  element.skip('status', 'issued', 'conclusion')
  const value = fromCarried(details, imageReading.value, reading)
  reading.add('image-reading', value, reading.firstAt('effectiveDateTime'))
  return true
}

/** The sentences that stand, then the impression. */
function conclusionOf({ findings, impression }: ImageReading): string {
  const stands = findings.filter(({ decision }) => decision === 'accepted' || decision === 'edited')
  return [stands.map(({ text }) => text).join('\n'), impression].filter(Boolean).join('\n\n')
}

/** For whoever shows no more than the words of a resource. */
function narrativeOf(value: ImageReading): string {
  const { modality, bodySite, marks, signed, comparedWith, told } = value
  const numbers = marks.flatMap(({ measures }) =>
    measures.map((each) => {
      const note = noteOf(each)
      const number = `${measureCode(each.name)?.meaning ?? each.name} ${decimalText(each.value)}`
      return [number, each.unit, note && `(${note})`].filter(Boolean).join(' ')
    }),
  )
  return [
    [modality.join(' '), bodySite?.text].filter(Boolean).join(' '),
    conclusionOf(value),
    numbers.join('\n'),
    comparedWith && [comparedWith.startedAt, comparedWith.changes].filter(Boolean).join(': '),
    told && `Told of it: ${told.who}, ${told.how}, ${told.at}`,
    signed && [signed.signedBy, signed.signedAt].filter(Boolean).join(', '),
  ]
    .filter(Boolean)
    .join('\n\n')
}

function measuresOf(item: Item<ImageReading>, study: Reference | undefined): readonly Observation[] {
  const { marks, bodySite } = item.value
  return marks.flatMap((mark, m) =>
    mark.measures.map((measure, n): Observation => {
      const note = noteOf(measure)
      return {
        resourceType: 'Observation',
        id: `${item.id.slice(0, 52)}-m${m}-${n}`,
        status: item.value.signed ? observationStatus(item.mark) : 'preliminary',
        category: [
          codeOf(hl7('observation-category'), 'imaging', 'Imaging'),
          ourCode('observation-use', 'image-measure'),
        ],
        code: codeFor(measure.name),
        subject: item.subject,
        encounter: item.encounter,
        ...dated('effectiveDateTime', item.at),
        valueQuantity: quantityOf(measure),
        bodySite: bodySite && toConcept(bodySite),
        method: methodOf(measure),
        note: [mark.words, note].filter((text) => text !== undefined).map((text) => ({ text })),
        derivedFrom: study ? [study] : [],
      }
    }),
  )
}

function codeFor(name: string): CodeableConcept {
  const ours = ourCoding('image-measure', name)
  const known = measureCode(name)
  if (!known) return { coding: [ours], text: name }
  const { scheme, value, meaning } = known
  const system = scheme === 'SCT' ? SNOMED : DICOM
  return { coding: [{ system, code: value, display: meaning }, ours], text: meaning }
}

/** UCUM takes no power behind a word in braces: a square pixel is a word of its own. */
function quantityOf({ value, unit }: Measure): Quantity {
  return toQuantity(value, unit === '{pixel}2' ? '{pixel2}' : unit)
}

function methodOf({ basis }: Measure): CodeableConcept | undefined {
  if (basis === undefined) return undefined
  return { coding: [ourCoding('spacing-basis', basis)], text: basis.replaceAll('-', ' ') }
}

/** Another system shows the value: it must not pass for one that was calibrated. */
function noteOf({ trust, basis }: Measure): string | undefined {
  return trust === undefined ? undefined : trustWords(trust, basis)
}
