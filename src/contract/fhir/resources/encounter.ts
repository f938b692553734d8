import type { Encounter as Visit } from '#domain/record/kinds/encounter.ts'
import type { Coded } from '#domain/record/kinds/kind.ts'
import { codeOf, conceptText, ourCode, ourCodeIn, readConcept, toConcept } from '../concept.ts'
import { baseOf, codeExtension, dated, type Item } from '../item.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { hl7, ourExtension } from '../systems.ts'
import type { Encounter, Reference, Resource, ServiceRequest } from '../types.ts'
import { assessmentCondition } from './condition.ts'
import { readVisitText, writeVisitText } from './visit-text.ts'

const ACT = hl7('v3-ActCode')
const CLASS: Readonly<Record<Visit['type'], readonly [code: string, display: string]>> = {
  visit: ['AMB', 'ambulatory'],
  'follow-up': ['AMB', 'ambulatory'],
  screening: ['AMB', 'ambulatory'],
  'home-visit': ['HH', 'home health'],
  phone: ['VR', 'virtual'],
  emergency: ['EMER', 'emergency'],
}
/** Where HL7's own table has the word (discharge-disposition). */
const LEAVES: Readonly<Partial<Record<NonNullable<Visit['disposition']>, string>>> = {
  home: 'home',
  refer: 'other-hcf',
  died: 'exp',
}

/**
 * A visit is an Encounter with what belongs to it: one Condition each for the assessment, a ServiceRequest each for
 * the orders, and a Composition for everything told and found in words.
 */
export function writeEncounter(item: Item<Visit>): readonly [Encounter, ...Resource[]] {
  const { type, reason, assessment = [], orders = [], disposition } = item.value
  const self = { reference: `Encounter/${item.id}` }
  const [code, display] = CLASS[type]
  const { value: start, _start } = startOf(item)
  const conditions = assessment.map((each, i) =>
    assessmentCondition(item, toConcept(each), `${item.id}-dx${i + 1}`, self),
  )
  const encounter: Encounter = {
    resourceType: 'Encounter',
    ...baseOf(item, [codeExtension('disposition', disposition)]),
    status: 'finished',
    class: { system: ACT, code, display },
    type: [ourCode('encounter-type', type)],
    subject: item.subject,
    period: { start, _start },
    reasonCode: reason ? [{ text: reason }] : [],
    diagnosis: conditions.map(({ id }, i) => ({
      condition: { reference: `Condition/${id}` },
      rank: i + 1,
    })),
    hospitalization:
      disposition && LEAVES[disposition]
        ? { dischargeDisposition: codeOf(hl7('discharge-disposition'), LEAVES[disposition]) }
        : undefined,
  }
  return [encounter, ...conditions, ...requests(item, orders, self), ...writeVisitText(item, self)]
}

function startOf(item: Item<Visit>) {
  const { start: value, _start } = dated('start', item.at)
  return { value, _start }
}

function requests(
  item: Item<Visit>,
  orders: readonly Coded[],
  encounter: Reference,
): readonly ServiceRequest[] {
  return orders.map((order, i) => ({
    resourceType: 'ServiceRequest',
    id: `${item.id}-rq${i + 1}`,
    status: 'active',
    intent: 'order',
    code: toConcept(order),
    subject: item.subject,
    encounter,
  }))
}

const TYPES: Readonly<Record<string, Visit['type']>> = {
  AMB: 'visit',
  HH: 'home-visit',
  VR: 'phone',
  EMER: 'emergency',
}
const HAPPENED = ['finished', 'in-progress', 'arrived', 'triaged', 'onleave']

export function readEncounter(reading: Reading): void {
  const { element } = reading
  const status = element.text('status') ?? 'unknown'
  if (!HAPPENED.includes(status)) return reading.refuse(REFUSALS.status(status))
  const period = element.child('period')
  const type = typeOf(reading)
  const assessment = assessmentOf(reading)
  const orders = ordersOf(reading)
  const disposition = dispositionOf(reading)
  reading.add(
    'encounter',
    {
      type,
      reason: reasonOf(reading),
      ...readVisitText(reading),
      ...(orders.length > 0 && { orders }),
      ...(assessment.length > 0 && { assessment }),
      ...(disposition !== undefined && { disposition }),
    },
    period && reading.at(period, 'start'),
  )
}

function typeOf({ element }: Reading): Visit['type'] {
  const own = element
    .children('type')
    .map((each) => ourCodeIn(each, 'encounter-type'))
    .find((each) => each !== undefined)
  const act = element.child('class')
  const type = TYPES[String(act?.peek('code'))]
  if (type) act?.skipAll()
  return (own as Visit['type'] | undefined) ?? type ?? 'visit'
}

/** Why they came; the kind of visit in the sender's words where no reason is given. */
function reasonOf(reading: Reading): string {
  const { element } = reading
  const reasons = element.children('reasonCode').map((each) => conceptText(each, reading))
  const said = reasons.some((each) => each !== undefined)
    ? reasons
    : element.children('type').map((each) => conceptText(each, reading))
  return reading.fit(said.filter((each) => each !== undefined).join('; '), 1000, 'reasonCode')
}

/** What the diagnoses that it names are called. */
function assessmentOf(reading: Reading): readonly Coded[] {
  return reading.element
    .children('diagnosis')
    .flatMap((diagnosis) => {
      diagnosis.skip('rank')
      const reference = diagnosis.child('condition')
      const found = reference && reading.follow(reference)
      if (found?.is === 'display') return [{ text: reading.fit(found.display, 300, 'diagnosis') }]
      if (found?.is !== 'entry') {
        if (found?.is === 'elsewhere') reading.change('reference-unresolved', `diagnosis(${found.named})`)
        return []
      }
      return readConcept(found.entry.element.child('code'), reading) ?? []
    })
    .slice(0, 20)
}

function ordersOf(reading: Reading): readonly Coded[] {
  return reading.index
    .belongingTo(reading.entry, 'ServiceRequest')
    .filter(({ element }) => ['active', 'completed'].includes(String(element.peek('status'))))
    .flatMap(({ element }) => {
      element.skip('status', 'intent')
      return readConcept(element.child('code'), reading) ?? []
    })
    .slice(0, 40)
}

function dispositionOf(reading: Reading): Visit['disposition'] {
  const { element } = reading
  const own = element.extension(ourExtension('disposition'))?.text('valueCode')
  const leave = element.child('hospitalization')?.child('dischargeDisposition')
  if (own !== undefined) {
    for (const coding of leave?.children('coding') ?? []) coding.skipAll()
    return own as Visit['disposition']
  }
  const coding = leave
    ?.children('coding')
    .find((each) => each.peek('system') === hl7('discharge-disposition'))
  const names = Object.keys(LEAVES) as (keyof typeof LEAVES)[]
  const name = names.find((each) => LEAVES[each] === coding?.peek('code'))
  if (name) coding?.skipAll()
  return name
}

/** A request is carried with the visit that it belongs to, not by itself. */
export function readServiceRequest(reading: Reading): void {
  const status = String(reading.element.peek('status'))
  if (reading.encounter === null || !['active', 'completed'].includes(status))
    reading.refuse(REFUSALS.missing('encounter'))
}
