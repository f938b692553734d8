import type { CartMeasurementName, CartReading, CartStatement } from '#domain/ecg/cart.ts'
import { all, at, textAt, type XmlElement } from '../../xml/element.ts'
import { cartFilter, cartMeasurement, cartReading, filePerson } from '../xml/cart-words.ts'
import { hl7Date, localDate, localDateTime } from '../xml/local-time.ts'

/** @param event the one whose rhythm is shown */
export function readCart(root: XmlElement, event: XmlElement | undefined): CartReading | null {
  const device = at(root, 'examdescript', 'aquiringdevice')
  const hardware = at(device, 'hardware')
  return cartReading({
    device: [
      textAt(hardware, 'vendor'),
      textAt(hardware, 'model'),
      textAt(hardware, 'serialnum'),
      textAt(device, 'software', 'version'),
    ].filter((word) => word !== ''),
    measurements: measurementsOf(event),
    statements: statementsOf(event),
    confirmedBy: null,
    filter: filterOf(event),
    person: personOf(at(root, 'patdata')),
  })
}

const MEASUREMENTS: ReadonlyMap<string, CartMeasurementName> = new Map([
  ['HR', 'rateBpm'],
  ['RR', 'rrMeanMs'],
  ['P', 'pMs'],
  ['PQ', 'prMs'],
  ['QRS', 'qrsMs'],
  ['QT', 'qtMs'],
  ['QTC', 'qtcMs'],
  ['AXIS_P', 'pAxisDeg'],
  ['AXIS_QRS', 'qrsAxisDeg'],
  ['AXIS_T', 'tAxisDeg'],
])

function measurementsOf(event: XmlElement | undefined): CartReading['measurements'] {
  return all(event, 'annotation_global').flatMap((annotation) => {
    const name = MEASUREMENTS.get(textAt(annotation, 'name'))
    return name === undefined ? [] : cartMeasurement(name, textAt(annotation, 'value'))
  })
}

/** The interpretation is one text of several lines. */
function statementsOf(event: XmlElement | undefined): readonly CartStatement[] {
  return all(event, 'textdata')
    .filter((text) => textAt(text, 'type') === 'INTERPRETATION')
    .flatMap((text) => all(text, 'textdata').flatMap((lines) => lines.text.split(/\r?\n/)))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((text) => ({ text }))
}

/** `filters_data` are those of the stored samples; `filters_display` come after. */
function filterOf(event: XmlElement | undefined): CartReading['filter'] {
  const filters = all(event, 'filters_data', 'filter')
  const valueOf = (name: string): string =>
    textAt(
      filters.find((filter) => textAt(filter, 'name') === name),
      'value',
    )
  return cartFilter(valueOf('HIGHPASS_CUTOFF_FREQ'), valueOf('LOWPASS_CUTOFF_FREQ'), valueOf('MAINS'))
}

function personOf(patient: XmlElement | undefined): CartReading['person'] {
  return filePerson({
    familyName: textAt(patient, 'lastname'),
    givenName: textAt(patient, 'firstname'),
    id: textAt(patient, 'id'),
    sex: textAt(patient, 'gender'),
    birthDate: hl7Date(textAt(patient, 'birthdate')),
  })
}

/** With a time of zero: what is written where no time is known. */
const NO_DATE = '19700101'

/** `20261121` and `093000000`, the time with milliseconds. */
export function startOf(root: XmlElement): string | null {
  const start = at(root, 'examdescript', 'startdatetime')
  const date = /^(\d{4})(\d\d)(\d\d)$/.exec(textAt(start, 'date'))
  const time = /^(\d\d)(\d\d)(\d\d)/.exec(textAt(start, 'time'))
  if (date === null || time === null || (date[0] === NO_DATE && /^0+$/.test(time.input))) return null
  return localDateTime(localDate(date[1]!, date[2]!, date[3]!), time[1]!, time[2]!, time[3]!)
}
