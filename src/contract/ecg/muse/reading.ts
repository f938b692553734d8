import type { CartMeasurementName, CartReading, CartStatement } from '#domain/ecg/cart.ts'
import { all, at, numberIn, textAt, type XmlElement } from '../../xml/element.ts'
import { ageInYears, cartFilter, cartMeasurement, cartReading, filePerson } from '../xml/cart-words.ts'
import { localDate, localDateTime } from '../xml/local-time.ts'

/** What the file says beside the samples; an edited reading stands before the machine's first one. */
export function readCart(root: XmlElement, rhythm: XmlElement | undefined): CartReading | null {
  const test = at(root, 'TestDemographics')
  return cartReading({
    device: [
      textAt(test, 'AcquisitionDevice'),
      textAt(test, 'CartNumber'),
      textAt(test, 'AcquisitionSoftwareVersion'),
      textAt(test, 'AnalysisSoftwareVersion'),
    ].filter((word) => word !== ''),
    measurements: measurementsOf(
      at(root, 'RestingECGMeasurements') ?? at(root, 'OriginalRestingECGMeasurements'),
    ),
    statements: statementsOf(at(root, 'Diagnosis') ?? at(root, 'OriginalDiagnosis')),
    confirmedBy: confirmedBy(test),
    filter: filterOf(rhythm),
    person: personOf(at(root, 'PatientDemographics')),
  })
}

const MEASUREMENTS: readonly (readonly [element: string, name: CartMeasurementName])[] = [
  ['VentricularRate', 'rateBpm'],
  ['AtrialRate', 'atrialRateBpm'],
  ['PRInterval', 'prMs'],
  ['QRSDuration', 'qrsMs'],
  ['QTInterval', 'qtMs'],
  // The formula of QTCorrected is a setting of the site, which the file does not name.
  ['QTCorrected', 'qtcMs'],
  ['QTcFrederica', 'qtcFridericiaMs'],
  ['PAxis', 'pAxisDeg'],
  ['RAxis', 'qrsAxisDeg'],
  ['TAxis', 'tAxisDeg'],
]

function measurementsOf(measurements: XmlElement | undefined): CartReading['measurements'] {
  return MEASUREMENTS.flatMap(([element, name]) => cartMeasurement(name, textAt(measurements, element)))
}

/** Pieces of a line up to the one flagged `ENDSLINE`; what an editor deleted stays deleted. */
function statementsOf(diagnosis: XmlElement | undefined): readonly CartStatement[] {
  const lines: string[] = []
  let line: string[] = []
  for (const statement of all(diagnosis, 'DiagnosisStatement')) {
    const flags = all(statement, 'StmtFlag').map((flag) => textAt(flag))
    if (!flags.includes('DELETED')) line.push(textAt(statement, 'StmtText'))
    if (!flags.includes('ENDSLINE')) continue
    lines.push(line.join(' ').trim())
    line = []
  }
  lines.push(line.join(' ').trim())
  return lines.filter((text) => text !== '').map((text) => ({ text }))
}

function confirmedBy(test: XmlElement | undefined): string | null {
  if (textAt(test, 'Status').toUpperCase() !== 'CONFIRMED') return null
  const name = [textAt(test, 'OverreaderFirstName'), textAt(test, 'OverreaderLastName')]
  return name.join(' ').trim() || null
}

/** The high-pass filter is written in hundredths of a hertz, the others in hertz. */
function filterOf(waveform: XmlElement | undefined): CartReading['filter'] {
  const highPass = numberIn(textAt(waveform, 'HighPassFilter'))
  return cartFilter(
    highPass === null ? '' : String(highPass / 100),
    textAt(waveform, 'LowPassFilter'),
    textAt(waveform, 'ACFilter'),
  )
}

function personOf(patient: XmlElement | undefined): CartReading['person'] {
  return filePerson({
    familyName: textAt(patient, 'PatientLastName'),
    givenName: textAt(patient, 'PatientFirstName'),
    id: textAt(patient, 'PatientID'),
    sex: textAt(patient, 'Gender'),
    birthDate: museDate(textAt(patient, 'DateofBirth')),
    ageYears: ageInYears(textAt(patient, 'PatientAge'), textAt(patient, 'AgeUnits')),
  })
}

/** MUSE writes the month first: `11-21-2026`. */
function museDate(text: string): string | null {
  const [month = '', day = '', year = ''] = text.split('-')
  return localDate(year, month, day)
}

/** When the tracing was taken. */
export function startOf(root: XmlElement): string | null {
  const test = at(root, 'TestDemographics')
  const [hour = '', minute = '', second = ''] = textAt(test, 'AcquisitionTime').split(':')
  return localDateTime(museDate(textAt(test, 'AcquisitionDate')), hour, minute, second)
}
