import type { CartMeasurement, CartMeasurementName, CartReading, CartStatement } from '#domain/ecg/cart.ts'
import { all, at, attribute, textAt, within, type XmlElement } from '../../xml/element.ts'
import { ageInYears, cartFilter, cartMeasurement, cartReading, filePerson } from '../xml/cart-words.ts'
import { hl7Date } from '../xml/local-time.ts'

/** What the machine said: device, filters, person, its measurements and statements. Words of a person are not the cart's. */
export function readCart(
  root: XmlElement,
  rhythm: XmlElement | undefined,
  beat: XmlElement | undefined,
): CartReading | null {
  const sets = [beat, rhythm].flatMap((series) =>
    all(series, 'subjectOf')
      .flatMap((subject) => all(subject, 'annotationSet'))
      .filter(
        (set) => at(set, 'author', 'assignedEntity', 'assignedAuthorType', 'assignedPerson') === undefined,
      ),
  )
  return cartReading({
    device: deviceOf(rhythm),
    measurements: measurementsOf(sets),
    statements: sets.flatMap(statementsOf),
    confirmedBy: null,
    filter: filterOf(rhythm),
    person: personOf(root),
  })
}

function deviceOf(series: XmlElement | undefined): readonly string[] {
  const author = at(series, 'author', 'seriesAuthor')
  const device = at(author, 'manufacturedSeriesDevice')
  return [
    textAt(author, 'manufacturerOrganization', 'name'),
    textAt(device, 'manufacturerModelName'),
    attribute(at(device, 'id'), 'extension'),
    textAt(device, 'softwareName'),
  ].filter((word) => word !== '')
}

/** Annotation codes of ISO/IEEE 11073-10102, in capitals. */
const MEASUREMENTS: ReadonlyMap<string, CartMeasurementName> = new Map([
  ['MDC_ECG_HEART_RATE', 'rateBpm'],
  ['MDC_ECG_TIME_PD_RR', 'rrMeanMs'],
  ['MDC_ECG_TIME_PD_P', 'pMs'],
  ['MDC_ECG_TIME_PD_PR', 'prMs'],
  ['MDC_ECG_TIME_PD_QRS', 'qrsMs'],
  ['MDC_ECG_TIME_PD_QT', 'qtMs'],
  ['MDC_ECG_TIME_PD_QTC', 'qtcMs'],
  ['MDC_ECG_TIME_PD_QTCB', 'qtcBazettMs'],
  ['MDC_ECG_TIME_PD_QTCF', 'qtcFridericiaMs'],
  ['MDC_ECG_ANGLE_P_FRONT', 'pAxisDeg'],
  ['MDC_ECG_ANGLE_QRS_FRONT', 'qrsAxisDeg'],
  ['MDC_ECG_ANGLE_T_FRONT', 'tAxisDeg'],
])

/** To the unit that we keep; an annotation in another unit is not kept. */
const FACTORS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  deg: 1,
  bpm: 1,
  '/min': 1,
  '{beats}/min': 1,
  '{H.B.}/min': 1,
}

/**
 * One value for each name: that of the representative beat before that of the rhythm. Where beats of the rhythm have
 * values of their own they must agree, for choosing or averaging would make a number that the machine did not say.
 */
function measurementsOf(sets: readonly XmlElement[]): readonly CartMeasurement[] {
  const found = new Map<CartMeasurementName, CartMeasurement | null>()
  for (const set of sets) {
    const inSet = new Map<CartMeasurementName, CartMeasurement | null>()
    for (const annotation of within(set, 'annotation')) {
      for (const one of measurementIn(annotation)) {
        const before = inSet.get(one.name)
        inSet.set(one.name, before === undefined || before?.value === one.value ? one : null)
      }
    }
    for (const [name, one] of inSet) if (!found.get(name)) found.set(name, one)
  }
  return [...found.values()].filter((one) => one !== null)
}

function measurementIn(annotation: XmlElement): readonly CartMeasurement[] {
  const name = MEASUREMENTS.get(attribute(at(annotation, 'code'), 'code').toUpperCase())
  const value = at(annotation, 'value')
  const factor = FACTORS[attribute(value, 'unit')]
  return name === undefined || factor === undefined
    ? []
    : cartMeasurement(name, attribute(value, 'value'), factor)
}

/** Interpretations are words; a rhythm is a code with a name for it. */
function statementsOf(set: XmlElement): readonly CartStatement[] {
  const statements: CartStatement[] = []
  for (const annotation of within(set, 'annotation')) {
    const kind = attribute(at(annotation, 'code'), 'code').toUpperCase()
    if (kind !== 'MDC_ECG_RHY' && !kind.startsWith('MDC_ECG_INTERPRETATION')) continue
    const value = at(annotation, 'value')
    const code = attribute(value, 'code')
    const text = textAt(value) || attribute(value, 'displayName') || code
    if (text !== '') statements.push({ text, ...(code === '' ? {} : { code }) })
  }
  return statements
}

function filterOf(series: XmlElement | undefined): CartReading['filter'] {
  const variables = all(series, 'controlVariable').flatMap((outer) => all(outer, 'controlVariable'))
  const hertz = (kind: string, frequency: string): string => {
    const variable = variables.find(
      (one) => attribute(at(one, 'code'), 'code') === `MDC_ECG_CTL_VBL_ATTR_FILTER_${kind}`,
    )
    for (const detail of within(variable, 'controlVariable')) {
      const isFrequency = attribute(at(detail, 'code'), 'code') === `MDC_ECG_CTL_VBL_ATTR_FILTER_${frequency}`
      if (isFrequency && /^hz$/i.test(attribute(at(detail, 'value'), 'unit'))) {
        return attribute(at(detail, 'value'), 'value')
      }
    }
    return ''
  }
  return cartFilter(
    hertz('HIGH_PASS', 'CUTOFF_FREQ'),
    hertz('LOW_PASS', 'CUTOFF_FREQ'),
    hertz('NOTCH', 'NOTCH_FREQ'),
  )
}

const LOINC_REPORTED_AGE = '21612-7'

function personOf(root: XmlElement): CartReading['person'] {
  const [subject] = within(root, 'trialSubject')
  const person = at(subject, 'subjectDemographicPerson')
  const name = at(person, 'name')
  const age = all(root, 'controlVariable')
    .flatMap((variable) => all(variable, 'relatedObservation'))
    .find((observation) => attribute(at(observation, 'code'), 'code') === LOINC_REPORTED_AGE)
  return filePerson({
    familyName: [textAt(name, 'family'), textAt(name)].filter((part) => part !== '').join(' '),
    givenName: all(name, 'given')
      .map((given) => textAt(given))
      .join(' '),
    id: attribute(at(subject, 'id'), 'extension'),
    sex: attribute(at(person, 'administrativeGenderCode'), 'code'),
    birthDate: hl7Date(attribute(at(person, 'birthTime'), 'value')),
    ageYears: ageInYears(attribute(at(age, 'value'), 'value'), attribute(at(age, 'value'), 'unit')),
  })
}
