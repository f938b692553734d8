import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'
import {
  base64Of,
  cartValue,
  counts,
  escaped,
  type FixtureEcg,
  int16Bytes,
  xmlFile,
} from '../xml/xml-ecg.fixture.ts'
import { crc32 } from './crc32.ts'

export interface WriteMuseOptions {
  readonly unitsPerBit?: number
  readonly units?: 'MICROVOLTS' | 'MILLIVOLTS'
  /** Taken out of the stored samples, to be added again. */
  readonly baseline?: number
  /** The rhythm first, as some exports have it. */
  readonly isRhythmFirst?: boolean
  readonly leadNames?: readonly string[]
}

const STORED = ['I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6']

/** A MUSE export of eight leads, for tests. */
export function writeMuse(ecg: FixtureEcg, options: WriteMuseOptions = {}): SourceFile {
  const [date, time] = ecg.tracing.startedAt!.split('T') as [string, string]
  const [year, month, day] = date.split('-')
  const waveforms = [
    waveform('Median', ecg.median, ecg, options),
    waveform('Rhythm', ecg.tracing, ecg, options),
  ]
  const person = ecg.cart.person!
  const [birthYear, birthMonth, birthDay] = person.birthDate!.split('-')
  const [given, family] = person.name!.split(' ')
  return xmlFile('muse.xml', [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE RestingECG SYSTEM "restecg.dtd">',
    '<RestingECG><MuseInfo><MuseVersion>9.0.1</MuseVersion></MuseInfo>',
    `<PatientDemographics><PatientID>${person.id}</PatientID><PatientAge>${person.ageYears}</PatientAge>`,
    `<AgeUnits>YEARS</AgeUnits><DateofBirth>${birthMonth}-${birthDay}-${birthYear}</DateofBirth><Gender>FEMALE</Gender>`,
    `<PatientLastName>${family}</PatientLastName><PatientFirstName>${given}</PatientFirstName></PatientDemographics>`,
    `<TestDemographics><AcquisitionDevice>${escaped(ecg.cart.device[1]!)}</AcquisitionDevice><Status>UNCONFIRMED</Status>`,
    `<AcquisitionTime>${time}</AcquisitionTime><AcquisitionDate>${month}-${day}-${year}</AcquisitionDate>`,
    '<OverreaderLastName>Nobody</OverreaderLastName></TestDemographics>',
    measurements(ecg),
    '<Diagnosis><Modality>RESTING</Modality>',
    ...ecg.cart.statements.map(
      ({ text }) =>
        `<DiagnosisStatement><StmtFlag>ENDSLINE</StmtFlag><StmtText>${escaped(text)}</StmtText></DiagnosisStatement>`,
    ),
    '<DiagnosisStatement><StmtFlag>DELETED</StmtFlag><StmtText>Taken out</StmtText></DiagnosisStatement>',
    '</Diagnosis>',
    ...(options.isRhythmFirst ? waveforms.reverse() : waveforms),
    '</RestingECG>',
  ])
}

function measurements(ecg: FixtureEcg): string {
  const elements = [
    ['VentricularRate', 'rateBpm'],
    ['PRInterval', 'prMs'],
    ['QRSDuration', 'qrsMs'],
    ['QTInterval', 'qtMs'],
    ['QTCorrected', 'qtcMs'],
    ['PAxis', 'pAxisDeg'],
    ['RAxis', 'qrsAxisDeg'],
    ['TAxis', 'tAxisDeg'],
  ].map(([element, name]) => `<${element}>${cartValue(ecg, name!)}</${element}>`)
  // Not found: zero.
  return `<RestingECGMeasurements>${elements.join('')}<AtrialRate>0</AtrialRate></RestingECGMeasurements>`
}

function waveform(type: string, tracing: Tracing, ecg: FixtureEcg, options: WriteMuseOptions): string {
  const { unitsPerBit = 4.88, units = 'MICROVOLTS', baseline = 0, leadNames = STORED } = options
  const lsbMv = units === 'MICROVOLTS' ? unitsPerBit / 1000 : unitsPerBit
  const filter = ecg.cart.filter!
  const leads = STORED.map((name, i) => {
    const { samplesMv } = tracing.leads.find((lead) => lead.name === name)!
    const bytes = int16Bytes(counts(samplesMv, lsbMv).map((count) => count - baseline))
    return `<LeadData><LeadSampleCountTotal>${samplesMv.length}</LeadSampleCountTotal>
<LeadAmplitudeUnitsPerBit>${unitsPerBit}</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>${units}</LeadAmplitudeUnits>
<LeadID>${leadNames[i]}</LeadID><LeadOffsetFirstSample>0</LeadOffsetFirstSample>
<FirstSampleBaseline>${baseline}</FirstSampleBaseline><LeadSampleSize>2</LeadSampleSize>
<LeadDataCRC32>${crc32(bytes)}</LeadDataCRC32>
<WaveFormData>
${base64Of(bytes)}
</WaveFormData></LeadData>`
  })
  return `<Waveform><WaveformType>${type}</WaveformType><SampleBase>${tracing.sampleRateHz}</SampleBase>
<SampleExponent>0</SampleExponent><HighPassFilter>${filter.highPassHz! * 100}</HighPassFilter>
<LowPassFilter>${filter.lowPassHz}</LowPassFilter><ACFilter>${filter.notchHz}</ACFilter>
${leads.join('\n')}</Waveform>`
}
