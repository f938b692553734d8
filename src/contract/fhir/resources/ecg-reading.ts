import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { codeOf, loincConcept, ourCode } from '../concept.ts'
import type { Element } from '../element.ts'
import { baseOf, dated, observationStatus, type Item } from '../item.ts'
import { JsonNumber } from '../json.ts'
import type { Reading } from '../reading.ts'
import { hl7, ourExtension, UCUM } from '../systems.ts'
import type { DiagnosticReport, Extension, Observation } from '../types.ts'
import { readReport } from './note.ts'

const EXTENSION = ourExtension('ecg-reading')

/**
 * A finished reading of an ECG as a DiagnosticReport: the person's words are its conclusion, the rate an Observation;
 * the recording stays on the tablet and is named by its hash, and what a model said is marked as such.
 */
export function writeEcgReading(
  item: Item<EcgReading>,
): readonly [DiagnosticReport] | readonly [DiagnosticReport, Observation] {
  const { ratePerMin, ownWords, disposition } = item.value
  const report: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    ...baseOf(item, [detailsOf(item.value)]),
    status: disposition === 'open' ? 'preliminary' : observationStatus(item.mark),
    category: [codeOf(hl7('v2-0074'), 'EC', 'Electrocardiac (e.g., EKG, EEC, Holter)')],
    code: loincConcept('11524-6', 'EKG study'),
    subject: item.subject,
    encounter: item.encounter,
    ...dated('effectiveDateTime', item.at),
    result: ratePerMin === undefined ? [] : [{ reference: `Observation/${item.id}-rate` }],
    conclusion: ownWords || undefined,
  }
  return ratePerMin === undefined ? [report] : [report, rateOf(item, ratePerMin)]
}

function rateOf(item: Item<EcgReading>, ratePerMin: number): Observation {
  const value = new JsonNumber(String(ratePerMin))
  return {
    resourceType: 'Observation',
    id: `${item.id}-rate`,
    status: observationStatus(item.mark),
    category: [
      codeOf(hl7('observation-category'), 'procedure', 'Procedure'),
      ourCode('observation-use', 'ecg-rate'),
    ],
    code: loincConcept('8867-4', 'Heart rate'),
    subject: item.subject,
    encounter: item.encounter,
    ...dated('effectiveDateTime', item.at),
    valueQuantity: { value, unit: '/min', system: UCUM, code: '/min' },
  }
}

function detailsOf({ reading, recording, leads, durationMs, answer, disposition }: EcgReading): Extension {
  const files = recording.map(({ name, sha256, sizeBytes }) => ({
    url: 'recording',
    extension: [
      { url: 'name', valueString: name },
      { url: 'sha256', valueString: sha256 },
      { url: 'sizeBytes', valueDecimal: new JsonNumber(String(sizeBytes)) },
    ],
  }))
  const model = answer && [
    {
      url: 'modelAnswer',
      extension: [
        { url: 'pack', valueString: answer.pack },
        { url: 'version', valueString: answer.version },
        { url: 'label', valueString: answer.label },
        { url: 'percent', valueInteger: answer.percent },
      ],
    },
  ]
  const plain: Extension[] = [
    { url: 'reading', valueString: reading },
    { url: 'leads', valueInteger: leads },
    { url: 'durationMs', valueInteger: durationMs },
    { url: 'disposition', valueCode: disposition },
  ]
  return {
    url: EXTENSION,
    extension: [...plain.filter((each) => each.valueString !== ''), ...files, ...(model ?? [])],
  }
}

/** A report of ours becomes a reading again; any other a note. */
export function readDiagnosticReport(reading: Reading): void {
  const { element } = reading
  const details = element.extension(EXTENSION)
  if (!details) return readReport(reading)
  for (const name of ['category', 'code', 'result']) for (const each of element.children(name)) each.skipAll()
  element.skip('status')
  const whole = (of: Element | undefined, name: string) => Number(of?.extension(name)?.number('valueInteger'))
  const words = (of: Element | undefined, name: string) => of?.extension(name)?.text('valueString') ?? ''
  const rate = rateIn(reading)
  const model = details.extension('modelAnswer')
  reading.add(
    'ecg-reading',
    {
      reading: words(details, 'reading'),
      recording: recordingsIn(details).map((file) => ({
        name: words(file, 'name'),
        sha256: words(file, 'sha256'),
        sizeBytes: Number(file.extension('sizeBytes')?.number('valueDecimal')),
      })),
      leads: whole(details, 'leads'),
      durationMs: whole(details, 'durationMs'),
      ...(rate !== undefined && { ratePerMin: rate }),
      ownWords: reading.text(element, 'conclusion', 8000) ?? '',
      ...(model && {
        answer: {
          pack: words(model, 'pack'),
          version: words(model, 'version'),
          label: words(model, 'label'),
          percent: whole(model, 'percent'),
        },
      }),
      disposition: details.extension('disposition')?.text('valueCode') ?? 'open',
    },
    reading.firstAt('effectiveDateTime'),
  )
}

function recordingsIn(details: Element): readonly Element[] {
  return details.children('extension').filter((each) => {
    const isRecording = each.peek('url') === 'recording'
    if (isRecording) each.skip('url')
    return isRecording
  })
}

function rateIn(reading: Reading): number | undefined {
  const found = reading.element.children('result').map((each) => reading.follow(each))
  const rate = found.find((each) => each.is === 'entry')
  const digits = rate?.is === 'entry' ? rate.entry.element.child('valueQuantity')?.number('value') : undefined
  return digits === undefined ? undefined : Number(digits)
}
