import { STANDARD_LEADS, type Tracing } from '#domain/ecg/tracing.ts'
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
import { xliChunk } from './pack.fixture.ts'

export interface WritePhilipsOptions {
  readonly version?: '1.03' | '1.04' | '1.04.01'
  readonly storage?: 'XLI' | 'Base64' | 'Plain'
  readonly resolutionUv?: number
  /** The mark of 1 mV behind the heart that fills up a recording. */
  readonly hasCalibration?: boolean
  readonly leadLabels?: readonly string[]
}

const MEDIAN_UV = 2.5

/** A Philips Sierra file of twelve leads, for tests. */
export function writePhilips(ecg: FixtureEcg, options: WritePhilipsOptions = {}): SourceFile {
  const { version = '1.04', storage = 'XLI', resolutionUv = 5 } = options
  const [date, time] = ecg.tracing.startedAt!.split('T') as [string, string]
  const [maker, model, serial, program] = ecg.cart.device as readonly [string, string, string, string]
  const person = ecg.cart.person!
  const [given, family] = person.name!.split(' ')
  const leads = ecg.tracing.leads.map(({ samplesMv }) => [
    ...counts(samplesMv, resolutionUv / 1000),
    ...(options.hasCalibration ? calibration(1000 / resolutionUv) : []),
  ])
  return xmlFile('philips.xml', [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<restingecgdata xmlns="http://www3.medical.philips.com" status="Confirmed" lang="en">',
    `<documentinfo><documenttype>PhilipsECG</documenttype><documentversion>${version}</documentversion></documentinfo>`,
    '<reportinfo><reportbandwidth><lowpassfiltersetting>40</lowpassfiltersetting></reportbandwidth></reportinfo>',
    `<dataacquisition date="${date}" time="${time}"><machine machineid="${serial}" detaildescription="${escaped(`${maker}:x:${program}`)}">${escaped(model)}</machine>`,
    signal(version, ecg.tracing.sampleRateHz, resolutionUv),
    '</dataacquisition>',
    `<patient><generalpatientdata><patientid>${person.id}</patientid><name><lastname>${family}</lastname><firstname>${given}</firstname></name>`,
    `<age><years>${person.ageYears}</years><dateofbirth>${person.birthDate}</dateofbirth></age><sex>Female</sex></generalpatientdata></patient>`,
    interpretation(ecg, version),
    '<waveforms>',
    waveforms(leads, ecg.tracing.sampleRateHz, { ...options, version, storage, resolutionUv }),
    beats(ecg.median, version),
    '</waveforms></restingecgdata>',
  ])
}

function calibration(perMv: number): number[] {
  return [...Array<number>(50).fill(0), ...Array<number>(100).fill(perMv), ...Array<number>(50).fill(0)]
}

function signal(version: string, sampleRateHz: number, resolutionUv: number): string {
  const scale =
    version === '1.03'
      ? `<signalresolution>${resolutionUv}</signalresolution><signalbandwidth>0.05-150</signalbandwidth><acquisitiontype>STD-12</acquisitiontype>`
      : `<resolution>${resolutionUv}</resolution><hipass>0.05</hipass><lowpass>150</lowpass><acquisitiontype>10-WIRE</acquisitiontype>`
  return `<signalcharacteristics><samplingrate>${sampleRateHz}</samplingrate>${scale}<bitspersample>16</bitspersample>
<signaloffset>0</signaloffset><numberchannelsallocated>12</numberchannelsallocated></signalcharacteristics>`
}

function interpretation(ecg: FixtureEcg, version: string): string {
  const old = version === '1.03'
  const elements = [
    ['heartrate', 'rateBpm'],
    [old ? 'meanprint' : 'print', 'prMs'],
    [old ? 'meanqrsdur' : 'qrsdur', 'qrsMs'],
    [old ? 'meanqtint' : 'qtint', 'qtMs'],
    [old ? 'meanqtc' : 'qtcb', 'qtcMs'],
    ['pfrontaxis', 'pAxisDeg'],
    ['qrsfrontaxis', 'qrsAxisDeg'],
    ['tfrontaxis', 'tAxisDeg'],
  ].map(([element, name]) => `<${element}>${cartValue(ecg, name!)}</${element}>`)
  const place = old ? 'interpretationmeasurements' : 'globalmeasurements'
  const statements = ecg.cart.statements.map(
    ({ text }) =>
      `<statement><statementcode/><leftstatement>${escaped(text)}</leftstatement><rightstatement/></statement>`,
  )
  return `<interpretations><interpretation><${place}>${elements.join('')}<atrialrate>Failed</atrialrate></${place}>
<mdsignatureline>Unconfirmed diagnosis</mdsignatureline>${statements.join('\n')}</interpretation></interpretations>`
}

function waveforms(
  leads: readonly (readonly number[])[],
  sampleRateHz: number,
  options: Required<Pick<WritePhilipsOptions, 'version' | 'storage' | 'resolutionUv'>> & WritePhilipsOptions,
): string {
  const { version, storage, resolutionUv } = options
  const durationMs = (leads[0]!.length / sampleRateHz) * 1000
  const encoding = storage === 'Plain' ? 'Plain' : 'Base64'
  const names = options.leadLabels ?? STANDARD_LEADS
  const isXli = storage === 'XLI'
  const attributes =
    version === '1.03'
      ? `compressflag="${isXli ? 'True' : 'False'}" compressmethod="XLI" nbitspersample="16"`
      : `compression="${isXli ? 'XLI' : 'Uncompressed'}" numberofleads="12" leadlabels="${names.join(' ')}" samplespersecond="${sampleRateHz}" resolution="${resolutionUv}" bitspersample="16" hipass="0.05" lowpass="150" notchfiltered="True" notchfilterfreqs="50"`
  return `<parsedwaveforms dataencoding="${encoding}" durationperchannel="${durationMs}" ${attributes}>${content(leads, storage)}</parsedwaveforms>`
}

function content(leads: readonly (readonly number[])[], storage: WritePhilipsOptions['storage']): string {
  if (storage === 'Plain') return leads.map((counts) => counts.join(' ')).join('\n')
  if (storage === 'Base64') return base64Of(int16Bytes(Int16Array.from(leads.flat())))
  const chunks = residuals(leads).map(xliChunk)
  // Channels that were not recorded follow, empty.
  const all = [...chunks, xliChunk(new Int16Array(leads[0]!.length))]
  return base64Of(Uint8Array.from(all.flatMap((chunk) => [...chunk])))
}

/** What stands in the place of III, aVR, aVL and aVF: how far they are from what the others foretell. */
function residuals(leads: readonly (readonly number[])[]): number[][] {
  const [one, two, three, aVR, aVL, aVF, ...chest] = leads as number[][]
  const half = (sum: number): number => Math.floor(sum / 2)
  return [
    one!,
    two!,
    three!.map((count, i) => two![i]! - one![i]! - count),
    aVR!.map((count, i) => -half(one![i]! + two![i]!) - count),
    aVL!.map((count, i) => half(one![i]! - three![i]!) - count),
    aVF!.map((count, i) => half(two![i]! + three![i]!) - count),
    ...chest,
  ]
}

function beats(median: Tracing, version: string): string {
  const waves = median.leads.map(({ name, samplesMv }) => {
    const data = base64Of(int16Bytes(counts(samplesMv, MEDIAN_UV / 1000)))
    const content = version === '1.03' ? data : `<pdur>88</pdur><waveform duration="1200">${data}</waveform>`
    return `<repbeat leadname="${name}">${content}</repbeat>`
  })
  return `<repbeats dataencoding="Base64" samplespersec="${median.sampleRateHz}" resolution="${MEDIAN_UV}" repbeatmethod="mean">${waves.join('')}</repbeats>`
}
