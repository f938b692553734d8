import type { CartMeasurementName, CartReading, CartStatement } from '#domain/ecg/cart.ts'
import { all, at, attribute, textAt, type XmlElement } from '../../xml/element.ts'
import { ageInYears, cartFilter, cartMeasurement, cartReading, filePerson } from '../xml/cart-words.ts'
import { localDate, localDateTime } from '../xml/local-time.ts'

export function readCart(root: XmlElement): CartReading | null {
  const device = at(root, 'ClinicalInfo', 'DeviceInfo')
  const interpretation = at(root, 'Interpretation')
  const diagnosis = linesOf(all(interpretation, 'Diagnosis', 'DiagnosisText'))
  return cartReading({
    device: ['Desc', 'SoftwareVer', 'AnalysisVer']
      .map((name) => textAt(device, name))
      .filter((word) => word !== ''),
    measurements: measurementsOf(at(root, 'RestingECGMeasurements')),
    statements:
      diagnosis.length > 0 ? diagnosis : linesOf(all(interpretation, 'Conclusion', 'ConclusionText')),
    confirmedBy: null,
    filter: filterOf(at(root, 'FilterSetting')),
    person: personOf(at(root, 'PatientInfo')),
  })
}

const MEASUREMENTS: readonly (readonly [element: string, name: CartMeasurementName])[] = [
  ['VentricularRate', 'rateBpm'],
  ['AtrialRate', 'atrialRateBpm'],
  ['RRInterval', 'rrMeanMs'],
  ['PDuration', 'pMs'],
  ['PQInterval', 'prMs'],
  ['QRSDuration', 'qrsMs'],
  ['QTInterval', 'qtMs'],
  ['QTCInterval', 'qtcMs'],
  ['PAxis', 'pAxisDeg'],
  ['RAxis', 'qrsAxisDeg'],
  ['TAxis', 'tAxisDeg'],
  ['SokolovLVHIndex', 'sokolowLyonMv'],
]

/** To the unit that we keep; a measurement in another unit is not kept. */
const FACTORS: Readonly<Record<string, number>> = { ms: 1, BPM: 1, degrees: 1, mV: 1, uV: 0.001 }

function measurementsOf(measurements: XmlElement | undefined): CartReading['measurements'] {
  return MEASUREMENTS.flatMap(([element, name]) => {
    const found = at(measurements, element)
    const factor = FACTORS[attribute(found, 'units')]
    return factor === undefined ? [] : cartMeasurement(name, textAt(found), factor)
  })
}

/** Lines without a word (`---`) only divide others. */
function linesOf(lines: readonly XmlElement[]): readonly CartStatement[] {
  return lines.map((line) => ({ text: line.text.trim() })).filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
}

function filterOf(setting: XmlElement | undefined): CartReading['filter'] {
  const isOn = (name: string): boolean => textAt(setting, name).toLowerCase() === 'yes'
  const notch = isOn('Filter50Hz') ? '50' : isOn('Filter60Hz') ? '60' : ''
  const hertz = (name: string): string =>
    /^hz$/i.test(attribute(at(setting, name), 'units')) ? textAt(setting, name) : ''
  return cartFilter(hertz('HighPass'), hertz('LowPass'), notch)
}

function personOf(patient: XmlElement | undefined): CartReading['person'] {
  const birth = at(patient, 'BirthDateTime')
  const age = at(patient, 'Age')
  return filePerson({
    familyName: textAt(patient, 'Name', 'FamilyName'),
    givenName: textAt(patient, 'Name', 'GivenName'),
    id: textAt(patient, 'PID'),
    sex: textAt(patient, 'Gender'),
    birthDate: localDate(textAt(birth, 'Year'), textAt(birth, 'Month'), textAt(birth, 'Day')),
    ageYears: ageInYears(textAt(age), attribute(age, 'units')),
  })
}

/** When the tracing was taken. */
export function startOf(root: XmlElement): string | null {
  const time = at(root, 'ObservationDateTime')
  const of = (name: string): string => textAt(time, name)
  return localDateTime(localDate(of('Year'), of('Month'), of('Day')), of('Hour'), of('Minute'), of('Second'))
}
