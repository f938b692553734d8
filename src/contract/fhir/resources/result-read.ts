import { bad } from '#domain/problem.ts'
import type { Result } from '#domain/record/kinds/result.ts'
import { codeIn, conceptText, ourCodeIn, readConcept } from '../concept.ts'
import type { Element } from '../element.ts'
import { readQuantity } from '../quantity.ts'
import { REFUSALS, type Reading } from '../reading.ts'
import { hl7 } from '../systems.ts'
import { FLAGS, INTERPRETATION } from './result.ts'
import { USE } from './vitals.ts'

/**
 * An Observation that is nothing more particular: one result, and one more for each component with a value.
 * The findings of a questionnaire or of social history are results too; that is said.
 */
export function readResult(reading: Reading): void {
  const { element } = reading
  const test = readConcept(element.child('code'), reading)
  if (!test) return reading.refuse(REFUSALS.missing('code'))
  const at = atOf(reading)
  noteCategory(reading)
  const value = valueOf(element, reading)
  const shared = sharedOf(reading)
  if (value) reading.add('result', { test, value, ...rangeOf(element, reading), ...shared }, at)
  element.children('component').forEach((component, i) => {
    const part = readConcept(component.child('code'), reading)
    const found = valueOf(component, reading)
    if (part && found)
      reading.add(
        'result',
        { test: part, value: found, ...rangeOf(component, reading), ...shared },
        at,
        `${i + 1}`,
      )
  })
  if (reading.facts.length === 0) reading.refuse(withoutValue(reading))
}

function atOf(reading: Reading) {
  const period = reading.element.child('effectivePeriod')
  return (
    reading.firstAt('effectiveDateTime', 'effectiveInstant') ??
    (period && reading.at(period, 'start')) ??
    reading.firstAt('issued')
  )
}

function noteCategory(reading: Reading): void {
  const categories = reading.element.children('category')
  const codes = categories.map((each) => codeIn(each, hl7('observation-category')))
  const isOurs = categories.some((each) => ourCodeIn(each, USE) === 'result')
  if (!isOurs && !codes.includes('laboratory')) reading.change('carried-as-result', codes[0] ?? 'category')
}

function withoutValue({ element }: Reading) {
  if (element.has('hasMember')) {
    return bad(
      'fhir-panel-only-groups',
      'It only groups other observations; those are carried over one by one.',
      'Nothing to do.',
    )
  }
  return element.has('dataAbsentReason') ? REFUSALS.missing('value') : REFUSALS.missing('value[x]')
}

/** A number with its unit, or words; undefined where there is none of the forms that a result can hold. */
function valueOf(at: Element, reading: Reading): Result['value'] | undefined {
  const quantity = readQuantity(at.child('valueQuantity'), reading, 'valueQuantity')
  if (quantity) {
    const { value, digits, unit, comparator } = quantity
    if (value) return { is: 'quantity', value, unit: unit ?? '1', ...(comparator && { comparator }) }
    reading.change('number-as-text', 'valueQuantity')
    return words([comparator, digits, unit], reading)
  }
  const whole = at.number('valueInteger')
  const integer = whole === undefined ? null : reading.decimal(whole, 'valueInteger')
  if (integer) return { is: 'quantity', value: integer, unit: '1' }
  const flag = at.flag('valueBoolean')
  const said =
    at.text('valueString') ??
    conceptText(at.child('valueCodeableConcept'), reading) ??
    at.text('valueDateTime') ??
    at.text('valueTime') ??
    (flag === undefined ? undefined : String(flag)) ??
    rangeText(at.child('valueRange')) ??
    ratioText(at.child('valueRatio'))
  return said === undefined ? undefined : words([said], reading)
}

function words(parts: readonly (string | undefined)[], reading: Reading): Result['value'] {
  const text = parts.filter((each) => each !== undefined).join(' ')
  return { is: 'text', text: reading.fit(text, 500, 'value') }
}

function quantityText(quantity: Element | undefined): string | undefined {
  const digits = quantity?.number('value')
  if (digits === undefined) return undefined
  const unit = quantity?.text('unit') ?? quantity?.text('code')
  quantity?.skip('code', 'system')
  return [quantity?.text('comparator'), digits, unit].filter((each) => each !== undefined).join(' ')
}

function rangeText(range: Element | undefined): string | undefined {
  const [low, high] = [quantityText(range?.child('low')), quantityText(range?.child('high'))]
  if (low === undefined) return high === undefined ? undefined : `≤ ${high}`
  return high === undefined ? `≥ ${low}` : `${low} – ${high}`
}

function ratioText(ratio: Element | undefined): string | undefined {
  const [above, below] = [quantityText(ratio?.child('numerator')), quantityText(ratio?.child('denominator'))]
  return above === undefined || below === undefined ? undefined : `${above} : ${below}`
}

function rangeOf(at: Element, reading: Reading): Pick<Result, 'reference'> {
  const texts = at.children('referenceRange').map((each) => each.text('text') ?? rangeText(each))
  const text = texts.filter((each) => each !== undefined).join('; ')
  return text === '' ? {} : { reference: reading.fit(text, 120, 'referenceRange') }
}

function sharedOf(reading: Reading): Pick<Result, 'flag' | 'specimen' | 'laboratory'> {
  const { element } = reading
  const letter = element
    .children('interpretation')
    .map((each) => codeIn(each, INTERPRETATION))
    .find((each) => each !== undefined)
  const flags = Object.keys(FLAGS) as (keyof typeof FLAGS)[]
  const flag = flags.find((each) => FLAGS[each] === letter)
  for (const each of flag ? element.children('interpretation') : []) each.skip('text')
  const specimen = nameOf(element.child('specimen'), reading, 'Specimen', 'type')
  const laboratory = element
    .children('performer')
    .map((each) => nameOf(each, reading, 'Organization', 'name'))
    .find((each) => each !== undefined)
  return {
    ...(flag && { flag }),
    ...(specimen !== undefined && { specimen: reading.fit(specimen, 80, 'specimen') }),
    ...(laboratory !== undefined && { laboratory: reading.fit(laboratory, 120, 'performer') }),
  }
}

/** What something that is referred to is called; undefined where that is of another type. */
function nameOf(
  reference: Element | undefined,
  reading: Reading,
  type: string,
  name: string,
): string | undefined {
  const url = reference?.peek('reference')
  const isOther =
    typeof url === 'string' && /(?:^|\/)(?:Practitioner|PractitionerRole|Patient|CareTeam)\//.test(url)
  if (!reference || isOther) return undefined
  const display = reference.peek('display')
  const found = reading.follow(reference)
  if (typeof display === 'string' && display !== '') return display
  const element =
    found.is === 'entry' ? found.entry.element : found.is === 'contained' ? found.element : undefined
  if (!element || element.peek('resourceType') !== type) return undefined
  return element.text(name) ?? conceptText(element.child(name), reading)
}
