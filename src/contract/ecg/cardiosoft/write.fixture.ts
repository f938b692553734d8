import type { Tracing } from '#domain/ecg/tracing.ts'
import type { SourceFile } from '../source-file.ts'
import { cartValue, counts, escaped, type FixtureEcg, xmlFile } from '../xml/xml-ecg.fixture.ts'

/** A CardioSoft export, for tests. @param lsbUv step of the samples, microvolts */
export function writeCardioSoft(ecg: FixtureEcg, lsbUv = 5): SourceFile {
  const [year, month, day, hour, minute, second] = ecg.tracing.startedAt!.match(/\d+/g)!.map(Number)
  const [birthYear, birthMonth, birthDay] = ecg.cart.person!.birthDate!.split('-').map(Number)
  const [given, family] = ecg.cart.person!.name!.split(' ')
  return xmlFile('cardiosoft.xml', [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<CardiologyXML><ObservationType>RestECG</ObservationType>',
    `<ObservationDateTime><Hour>${hour}</Hour><Minute>${minute}</Minute><Second>${second}</Second>`,
    `<Day>${day}</Day><Month>${month}</Month><Year>${year}</Year></ObservationDateTime>`,
    `<ClinicalInfo><DeviceInfo><Desc>${escaped(ecg.cart.device[1]!)}</Desc><SoftwareVer>${ecg.cart.device[3]}</SoftwareVer></DeviceInfo></ClinicalInfo>`,
    `<PatientInfo><PID>${ecg.cart.person!.id}</PID><Name><FamilyName>${family}</FamilyName><GivenName>${given}</GivenName></Name>`,
    `<Age units="YEARS">${ecg.cart.person!.ageYears}</Age><BirthDateTime><Day>${birthDay}</Day><Month>${birthMonth}</Month>`,
    `<Year>${birthYear}</Year></BirthDateTime><Gender>FEMALE</Gender></PatientInfo>`,
    '<FilterSetting><Filter50Hz>Yes</Filter50Hz><Filter60Hz>No</Filter60Hz>',
    `<LowPass units="Hz">${ecg.cart.filter!.lowPassHz}</LowPass><HighPass units="Hz">${ecg.cart.filter!.highPassHz}</HighPass></FilterSetting>`,
    '<Interpretation><Diagnosis>',
    ...ecg.cart.statements.map(
      ({ text }) => `<DiagnosisText>${escaped(text)}</DiagnosisText><DiagnosisText>---</DiagnosisText>`,
    ),
    '</Diagnosis></Interpretation>',
    '<RestingECGMeasurements>',
    ...measurements(ecg),
    waves('MedianSamples', ecg.median, lsbUv),
    '</RestingECGMeasurements>',
    waves('StripData', ecg.tracing, lsbUv),
    '</CardiologyXML>',
  ])
}

function measurements(ecg: FixtureEcg): string[] {
  return [
    ['VentricularRate', 'rateBpm', 'BPM'],
    ['PDuration', 'pMs', 'ms'],
    ['PQInterval', 'prMs', 'ms'],
    ['QRSDuration', 'qrsMs', 'ms'],
    ['QTInterval', 'qtMs', 'ms'],
    ['QTCInterval', 'qtcMs', 'ms'],
    ['PAxis', 'pAxisDeg', 'degrees'],
    ['RAxis', 'qrsAxisDeg', 'degrees'],
    ['TAxis', 'tAxisDeg', 'degrees'],
    ['SokolovLVHIndex', 'none', 'mV'],
  ].map(([element, name, units]) => `<${element} units="${units}">${cartValue(ecg, name!)}</${element}>`)
}

function waves(element: string, tracing: Tracing, lsbUv: number): string {
  const length = tracing.leads[0]!.samplesMv.length
  const leads = tracing.leads.map(
    ({ name, samplesMv }) =>
      `<WaveformData lead="${name}">${counts(samplesMv, lsbUv / 1000).join(',')}</WaveformData>`,
  )
  return `<${element}><NumberOfLeads>${leads.length}</NumberOfLeads><SampleRate units="Hz">${tracing.sampleRateHz}</SampleRate>
<ChannelSampleCountTotal>${length}</ChannelSampleCountTotal><Resolution units="uVperLsb">${lsbUv}</Resolution>
${leads.join('\n')}
</${element}>`
}
