import type { Medication } from '#domain/record/kinds/medication.ts'
import { conceptText, readConcept, toConcept, wordsOnly } from '../concept.ts'
import type { Element } from '../element.ts'
import { baseOf, dated, wordsExtension, type Item } from '../item.ts'
import { JsonNumber } from '../json.ts'
import { readAmount, readQuantity, toAmount } from '../quantity.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { ourExtension, UCUM } from '../systems.ts'
import type { Dosage, MedicationRequest, MedicationStatement } from '../types.ts'

/**
 * What was prescribed here is a MedicationRequest, what is only reported a MedicationStatement. Neither has a
 * verification status: what nobody has reconciled has status `unknown`, its own in an extension.
 */
export function writeMedication(item: Item<Medication>): readonly [MedicationRequest | MedicationStatement] {
  const { value } = item
  const shared = {
    status: statusOf(item),
    medicationCodeableConcept: toConcept(value.drug),
    subject: item.subject,
    reasonCode: value.reason ? [{ text: value.reason }] : [],
  }
  const own = [
    wordsExtension('medication-status', shared.status === value.status ? undefined : value.status),
    value.quantity && !value.prescribed
      ? { url: ourExtension('quantity'), valueQuantity: toAmount(value.quantity) }
      : undefined,
  ]
  if (!value.prescribed) {
    return [
      {
        resourceType: 'MedicationStatement',
        ...baseOf(item, [...own, wordsExtension('stopped', isBackwards(value) ? value.stopped : undefined)]),
        ...shared,
        context: item.encounter,
        effectivePeriod: { start: value.since, end: isBackwards(value) ? undefined : value.stopped },
        ...dated('dateAsserted', item.at),
        dosage: dosageOf(value),
      },
    ]
  }
  return [
    {
      resourceType: 'MedicationRequest',
      ...baseOf(item, [
        ...own,
        wordsExtension('since', value.since),
        wordsExtension('stopped', value.stopped),
      ]),
      ...shared,
      intent: 'order',
      encounter: item.encounter,
      ...dated('authoredOn', item.at),
      requester: item.author,
      dosageInstruction: dosageOf(value),
      dispenseRequest: value.quantity && { quantity: toAmount(value.quantity) },
    },
  ]
}

/** FHIR takes no period that ends before it starts (per-1); somebody may have written one all the same. */
function isBackwards({ since, stopped }: Medication): boolean {
  return since !== undefined && stopped !== undefined && stopped < since.slice(0, stopped.length)
}

function statusOf({ mark, value }: Item<Medication>): MedicationStatement['status'] {
  if (mark === 'unreconciled' || mark === 'proposed') return 'unknown'
  return mark === 'ended' ? 'stopped' : value.status
}

function dosageOf({ dose, route, frequency, durationDays }: Medication): readonly Dosage[] {
  const days = durationDays && {
    value: new JsonNumber(String(durationDays)),
    unit: 'd',
    system: UCUM,
    code: 'd',
  }
  return [
    {
      text: frequency || undefined,
      timing: days ? { repeat: { boundsDuration: days } } : undefined,
      route: wordsOnly(route),
      doseAndRate: dose ? [{ doseQuantity: toAmount(dose) }] : [],
    },
  ]
}

const STATUS: Readonly<Record<string, Medication['status']>> = {
  active: 'active',
  completed: 'stopped',
  stopped: 'stopped',
  cancelled: 'stopped',
  'on-hold': 'on-hold',
}

/** MedicationStatement and MedicationRequest. */
export function readMedication(reading: Reading): void {
  const { element } = reading
  const prescribed = reading.entry.type === 'MedicationRequest'
  const written = element.text('status') ?? 'unknown'
  const own = element.extension(ourExtension('medication-status'))?.text('valueString') ?? written
  const status = STATUS[own]
  if (status === undefined) return reading.refuse(REFUSALS.status(written))
  if (prescribed) {
    // A proposal or a plan is no prescription.
    const intent = element.text('intent') ?? 'order'
    if (intent === 'proposal' || intent === 'plan') return reading.refuse(REFUSALS.status(intent))
  }
  if (element.flag('doNotPerform')) return reading.refuse(REFUSALS.status('doNotPerform'))
  const drug = drugOf(reading)
  if (!drug) return reading.refuse(REFUSALS.missing('medication'))
  reading.add(
    'medication',
    {
      drug,
      status,
      ...readDosages(reading, element.children(prescribed ? 'dosageInstruction' : 'dosage')),
      ...readCourse(reading, prescribed),
      ...(prescribed && { prescribed }),
    },
    reading.firstAt('authoredOn', 'dateAsserted', 'effectiveDateTime'),
  )
}

/** The medicine by concept, or by reference to a Medication in the bundle or the resource itself. */
export function drugOf(reading: Reading) {
  const { element } = reading
  const concept = element.child('medicationCodeableConcept')
  if (concept) return readConcept(concept, reading)
  const reference = element.child('medicationReference')
  if (!reference) return undefined
  const found = reading.follow(reference)
  if (found.is === 'display') return { text: reading.fit(found.display, 300, 'medicationReference') }
  if (found.is === 'elsewhere') {
    reading.change('reference-unresolved', `medicationReference(${found.named})`)
    return undefined
  }
  return readConcept((found.is === 'entry' ? found.entry.element : found.element).child('code'), reading)
}

function readCourse(reading: Reading, prescribed: boolean): Partial<Medication> {
  const { element } = reading
  const period = element.child('effectivePeriod')
  const since =
    element.extension(ourExtension('since'))?.text('valueString') ??
    reading.date(period, 'start') ??
    reading.date(element, 'effectiveDateTime')
  const stopped =
    element.extension(ourExtension('stopped'))?.text('valueString') ?? reading.date(period, 'end')
  const reason = element
    .children('reasonCode')
    .map((each) => conceptText(each, reading))
    .filter((each) => each !== undefined)
    .join('; ')
  const quantity = prescribed
    ? element.child('dispenseRequest')?.child('quantity')
    : element.extension(ourExtension('quantity'))?.child('valueQuantity')
  const amount = quantity && readAmount(quantity, reading, 'quantity')
  return {
    ...(since !== undefined && { since }),
    ...(stopped !== undefined && { stopped }),
    ...(reason !== '' && { reason: reading.fit(reason, 300, 'reasonCode') }),
    ...(amount && { quantity: amount }),
  }
}

const FREQUENCY_MAX = 120

/** One dosage as it is; of several the words of all, because one dose in place of three would be another prescription. */
function readDosages(reading: Reading, dosages: readonly Element[]): Partial<Medication> {
  const [first, ...more] = dosages
  if (!first) return {}
  const words = [first, ...more].map((each) => wordsOf(each, reading)).filter((each) => each !== '')
  const text = reading.fit(words.join('; '), Number.MAX_SAFE_INTEGER)
  // Half a prescription would be another one: what is too long is left out as a whole.
  if (text.length > FREQUENCY_MAX) reading.change('not-carried', 'dosage.text')
  const frequency = text === '' || text.length > FREQUENCY_MAX ? {} : { frequency: text }
  if (more.length > 0) {
    reading.change('several-as-one', 'dosage')
    return frequency
  }
  const dose = first.child('doseAndRate')?.child('doseQuantity') ?? first.child('doseQuantity')
  const amount = dose && readAmount(dose, reading, 'dosage.dose')
  const route = conceptText(first.child('route'), reading)
  const days = daysOf(first, reading)
  return {
    ...frequency,
    ...(amount && { dose: amount }),
    ...(route !== undefined && { route: reading.fit(route, 40, 'dosage.route') }),
    ...(days !== undefined && { durationDays: days }),
  }
}

/** The words of the prescription, else the timing in words: `2 × / 1 d`. */
function wordsOf(dosage: Element, reading: Reading): string {
  const text = dosage.text('text')
  const timing = dosage.child('timing')
  const repeat = timing?.child('repeat')
  const code = conceptText(timing?.child('code'), reading)
  const [times, per, unit] = [
    repeat?.number('frequency'),
    repeat?.number('period'),
    repeat?.text('periodUnit'),
  ]
  const rhythm = per === undefined || unit === undefined ? undefined : `${times ?? '1'} × / ${per} ${unit}`
  const asNeeded = dosage.flag('asNeededBoolean') ? 'p.r.n.' : undefined
  const more = (repeat?.texts('when') ?? []).join(' ')
  const said = text ?? [code ?? rhythm, more].filter(Boolean).join(' ')
  return [said, text === undefined ? asNeeded : undefined].filter(Boolean).join(' ')
}

function daysOf(dosage: Element, reading: Reading): number | undefined {
  const bounds = dosage.child('timing')?.child('repeat')?.child('boundsDuration')
  const read = readQuantity(bounds, reading, 'dosage.timing.repeat.boundsDuration')
  if (!read) return undefined
  const days = Number(read.digits)
  if (read.unit === 'd' && Number.isInteger(days) && days >= 1 && days <= 3650) return days
  reading.change('not-carried', 'dosage.timing.repeat.boundsDuration')
  return undefined
}
