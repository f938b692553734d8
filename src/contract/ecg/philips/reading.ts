import type { CartMeasurementName, CartReading, CartStatement } from '#domain/ecg/cart.ts'
import { all, at, attribute, textAt, type XmlElement } from '../../xml/element.ts'
import { ageInYears, cartFilter, cartMeasurement, cartReading, filePerson } from '../xml/cart-words.ts'
import { localDate, localDateTime } from '../xml/local-time.ts'

export function readCart(
  root: XmlElement,
  signal: XmlElement | undefined,
  waveform: XmlElement | undefined,
): CartReading | null {
  const interpretation = at(root, 'interpretations', 'interpretation')
  return cartReading({
    device: deviceOf(at(root, 'dataacquisition', 'machine')),
    measurements: measurementsOf([
      at(interpretation, 'globalmeasurements'),
      at(interpretation, 'interpretationmeasurements'),
      at(root, 'measurements', 'globalmeasurements'),
      at(root, 'internalmeasurements', 'crossleadmeasurements'),
    ]),
    statements: statementsOf(interpretation),
    confirmedBy: textAt(interpretation, 'confirmingclinician') || null,
    filter: filterOf(signal, waveform),
    person: personOf(at(root, 'patient', 'generalpatientdata')),
  })
}

/** `detaildescription` is maker, model and program, with colons between. */
function deviceOf(machine: XmlElement | undefined): readonly string[] {
  const [maker = '', , program = ''] = attribute(machine, 'detaildescription').split(':')
  return [maker, textAt(machine), attribute(machine, 'machineid'), program]
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/**
 * Elements of versions 1.03 and 1.04 by what they mean. `pdur` is not among them: converters write a time from the
 * start of the beat there (508 ms beside a PR of 144).
 */
const MEASUREMENTS: readonly (readonly [name: CartMeasurementName, elements: readonly string[]])[] = [
  ['rateBpm', ['heartrate', 'meanventrate']],
  ['atrialRateBpm', ['atrialrate']],
  ['rrMeanMs', ['rrint']],
  ['prMs', ['print', 'meanprint']],
  ['qrsMs', ['qrsdur', 'meanqrsdur']],
  ['qtMs', ['qtint', 'meanqtint']],
  ['qtcMs', ['meanqtc']],
  ['qtcBazettMs', ['qtcb']],
  ['qtcFridericiaMs', ['qtcf']],
  ['pAxisDeg', ['pfrontaxis']],
  ['qrsAxisDeg', ['qrsfrontaxis']],
  ['tAxisDeg', ['tfrontaxis']],
]

/** Of each measurement the first that is a number: what the interpretation used stands before what was measured. */
function measurementsOf(places: readonly (XmlElement | undefined)[]): CartReading['measurements'] {
  return MEASUREMENTS.flatMap(([name, elements]) =>
    places
      .flatMap((place) => elements.flatMap((element) => cartMeasurement(name, textAt(place, element))))
      .slice(0, 1),
  )
}

/** A statement with its reason, as the report prints it in two columns; the severity is the last line of the report. */
function statementsOf(interpretation: XmlElement | undefined): readonly CartStatement[] {
  const statements = all(interpretation, 'statement').map((statement) => {
    const [left, right] = [textAt(statement, 'leftstatement'), textAt(statement, 'rightstatement')]
    return { text: right === '' ? left : `${left} (${right})`, code: textAt(statement, 'statementcode') }
  })
  const severity = at(interpretation, 'severity')
  return [...statements, { text: textAt(severity), code: attribute(severity, 'code') }]
    .filter(({ text }) => text !== '')
    .map(({ text, code }) => ({ text, ...(code === '' ? {} : { code }) }))
}

/** The band of the stored signal; that of the printed report is another. */
function filterOf(signal: XmlElement | undefined, waveform: XmlElement | undefined): CartReading['filter'] {
  const [low = '', high = ''] = textAt(signal, 'signalbandwidth').split('-')
  const isNotched =
    (attribute(waveform, 'notchfiltered') || textAt(signal, 'notchfiltered')).toLowerCase() === 'true'
  return cartFilter(
    attribute(waveform, 'hipass') || textAt(signal, 'hipass') || low,
    attribute(waveform, 'lowpass') || textAt(signal, 'lowpass') || high,
    isNotched ? attribute(waveform, 'notchfilterfreqs') || textAt(signal, 'notchfilterfreqs') : '',
  )
}

function personOf(person: XmlElement | undefined): CartReading['person'] {
  const name = at(person, 'name')
  const age = at(person, 'age')
  const [unit] = age?.children.filter((child) => child.name !== 'dateofbirth') ?? []
  const [year = '', month = '', day = ''] = textAt(age, 'dateofbirth').split('-')
  return filePerson({
    familyName: textAt(name, 'lastname'),
    givenName: textAt(name, 'firstname'),
    id: textAt(person, 'patientid'),
    sex: textAt(person, 'sex'),
    birthDate: localDate(year, month, day),
    ageYears: ageInYears(textAt(unit), unit?.name ?? ''),
  })
}

/** When the tracing was taken. */
export function startOf(root: XmlElement): string | null {
  const acquisition = at(root, 'dataacquisition')
  const [year = '', month = '', day = ''] = attribute(acquisition, 'date').split('-')
  const [hour = '', minute = '', second = ''] = attribute(acquisition, 'time').split(/[:.]/)
  return localDateTime(localDate(year, month, day), hour, minute, second)
}
