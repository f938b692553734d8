import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'
import { codeOf, loincConcept, ourCode, ourCodeIn } from '../concept.ts'
import type { Element } from '../element.ts'
import { baseOf, dated, observationStatus, type Item } from '../item.ts'
import { JsonNumber } from '../json.ts'
import type { Reading } from '../reading.ts'
import { hl7, ourExtension, UCUM } from '../systems.ts'
import type { DiagnosticReport, Extension, Observation } from '../types.ts'
import { numberObservations, numbersIn, numbersOf } from './ecg-numbers.ts'
import { reportIn, reportOf, reportWords } from './ecg-report.ts'
import { conclusionCodes, statementsIn, statementsOf } from './ecg-statements.ts'

const EXTENSION = ourExtension('ecg-reading')

/**
 * A finished reading of an ECG as a DiagnosticReport: what was signed, else the person's words, is its conclusion, the
 * numbers that stand are Observations; the recording stays on the tablet and is named by its hash, and what a model
 * said is marked as such.
 */
export function writeEcgReading(item: Item<EcgReading>): readonly [DiagnosticReport, ...Observation[]] {
  const { ratePerMin, ownWords, disposition, report } = item.value
  const results = [
    ...(ratePerMin === undefined ? [] : [rateOf(item, ratePerMin)]),
    ...numberObservations(item),
  ]
  const main: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    ...baseOf(item, [detailsOf(item.value)]),
    status: disposition === 'open' && !report ? 'preliminary' : observationStatus(item.mark),
    category: [codeOf(hl7('v2-0074'), 'EC', 'Electrocardiac (e.g., EKG, EEC, Holter)')],
    code: loincConcept('11524-6', 'EKG study'),
    subject: item.subject,
    encounter: item.encounter,
    ...dated('effectiveDateTime', item.at),
    issued: report?.signedAt,
    resultsInterpreter: report?.signedBy ? [{ display: report.signedBy }] : [],
    result: results.map(({ id }) => ({ reference: `Observation/${id}` })),
    conclusion: (report ? reportWords(report) : ownWords) || undefined,
    conclusionCode: conclusionCodes(item.value),
  }
  return [main, ...results]
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

function detailsOf(value: EcgReading): Extension {
  const { reading, recording, leads, durationMs, answer, disposition, report, ownWords, device } = value
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
    ...(report ? [{ url: 'ownWords', valueString: ownWords }] : []),
    ...listed('device', device),
  ]
  return {
    url: EXTENSION,
    extension: [
      ...plain.filter((each) => each.valueString !== ''),
      ...files,
      ...(model ?? []),
      ...numbersOf(value),
      ...(report ? [reportOf(report)] : []),
      ...statementsOf(value),
    ],
  }
}

/** A list that is there and empty is said to be there. */
function listed(url: string, words: readonly string[] | undefined): readonly Extension[] {
  if (words?.length === 0) return [{ url: `no-${url}`, valueBoolean: true }]
  return (words ?? []).map((valueString) => ({ url, valueString }))
}

/** @returns false for a report that is not of this kind; nothing of it was read then */
export function readEcgReading(reading: Reading): boolean {
  const { element } = reading
  const details = element.extension(EXTENSION)
  if (!details) return false
  for (const name of ['category', 'code', 'result', 'conclusionCode'])
    for (const each of element.children(name)) each.skipAll()
  element.skip('status')
  const rate = rateIn(reading)
  const model = details.extension('modelAnswer')
  const report = reportIn(details, reading)
  const device = listIn(details, 'device')
  const measurements = numbersIn(details, reading)
  reading.add(
    'ecg-reading',
    {
      reading: words(details, 'reading'),
      recording: childrenIn(details, 'recording').map((file) => ({
        name: words(file, 'name'),
        sha256: words(file, 'sha256'),
        sizeBytes: Number(file.extension('sizeBytes')?.number('valueDecimal')),
      })),
      leads: whole(details, 'leads'),
      durationMs: whole(details, 'durationMs'),
      ...(rate !== undefined && { ratePerMin: rate }),
      ownWords: report ? words(details, 'ownWords') : (reading.text(element, 'conclusion', 8000) ?? ''),
      ...(model && {
        answer: {
          pack: words(model, 'pack'),
          version: words(model, 'version'),
          label: words(model, 'label'),
          percent: whole(model, 'percent'),
        },
      }),
      disposition: details.extension('disposition')?.text('valueCode') ?? 'open',
      ...(measurements && { measurements }),
      ...statementsIn(details),
      ...(device && { device }),
      ...(report && { report }),
    },
    reading.firstAt('effectiveDateTime'),
  )
  return true
}

const whole = (of: Element | undefined, name: string) => Number(of?.extension(name)?.number('valueInteger'))
const words = (of: Element | undefined, name: string) => of?.extension(name)?.text('valueString') ?? ''

function listIn(details: Element, url: string): readonly string[] | undefined {
  const list = childrenIn(details, url).flatMap((each) => each.text('valueString') ?? [])
  if (list.length > 0) return list
  return details.extension(`no-${url}`)?.flag('valueBoolean') ? [] : undefined
}

/** All extensions with this address, counted as read. */
function childrenIn(details: Element, url: string): readonly Element[] {
  return details.children('extension').filter((each) => {
    const found = each.peek('url') === url
    if (found) each.skip('url')
    return found
  })
}

function rateIn(reading: Reading): number | undefined {
  const found = reading.element.children('result').map((each) => reading.follow(each))
  for (const each of found) {
    const { element } = each.is === 'entry' ? each.entry : { element: undefined }
    if (
      !element?.children('category').some((category) => ourCodeIn(category, 'observation-use') === 'ecg-rate')
    )
      continue
    const digits = element.child('valueQuantity')?.number('value')
    return digits === undefined ? undefined : Number(digits)
  }
  return undefined
}
