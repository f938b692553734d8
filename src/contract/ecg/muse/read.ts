import type { TracingWarning } from '#domain/ecg/tracing.ts'
import { all, at, numberIn, textAt, type XmlElement } from '../../xml/element.ts'
import { base64Bytes } from '../../xml/base64.ts'
import { millivoltsPer, type VoltageUnit } from '../voltage.ts'
import { xmlFormat, type StoredLead, type WaveGroup, type XmlEcg } from '../xml/xml-ecg.ts'
import { crc32 } from './crc32.ts'
import { readCart, startOf } from './reading.ts'

/**
 * GE MUSE XML: the `Waveform` of type `Rhythm` is the tracing, the one of type `Median` the median beat. Eight leads
 * are stored; the other four limb leads follow from I and II.
 */
export const museFormat = xmlFormat({
  id: 'muse',
  name: 'GE MUSE XML',
  isRoot: (name) => name === 'RestingECG',
  derivesLimbLeads: true,
  read: readMuse,
})

function readMuse(root: XmlElement): XmlEcg {
  const waveforms = all(root, 'Waveform')
  const ofType = (type: string): readonly XmlElement[] =>
    waveforms.filter((waveform) => textAt(waveform, 'WaveformType').toLowerCase() === type)
  const rhythms = ofType('rhythm')
  const [rhythm] = rhythms
  const [median] = ofType('median')
  const others = rhythms.length - 1
  const version = textAt(root, 'MuseInfo', 'MuseVersion')
  return {
    detail: version === '' ? 'GE MUSE' : `GE MUSE ${version}`,
    rhythm: rhythm === undefined ? 'Waveform (Rhythm)' : readWaveform(rhythm),
    median: median === undefined ? null : readWaveform(median),
    startedAt: startOf(root),
    cart: readCart(root, rhythm),
    leftOut: others > 0 ? { shown: 'Rhythm 1', others: `Rhythm 2–${others + 1}` } : null,
  }
}

function readWaveform(waveform: XmlElement): WaveGroup {
  const base = numberIn(textAt(waveform, 'SampleBase'))
  const exponent = numberIn(textAt(waveform, 'SampleExponent') || '0')
  const leads: StoredLead[] = []
  const unreadable: string[] = []
  const changed: string[] = []
  for (const data of all(waveform, 'LeadData')) {
    const name = textAt(data, 'LeadID')
    const lead = readLead(name, data)
    if (lead === null) unreadable.push(name || 'LeadData')
    else {
      leads.push(lead.stored)
      // What it is counted in is not known; a lead that it would move is not shown as if it had not.
      const offset = textAt(data, 'LeadTimeOffset')
      if (!/^0*$/.test(offset)) unreadable.push(`${name} LeadTimeOffset ${offset}`)
      if (!lead.isChecksumRight) changed.push(name)
    }
  }
  const warnings: TracingWarning[] =
    changed.length === 0 ? [] : [{ code: 'checksum-differs', details: { leads: changed.join(', ') } }]
  const sampleRateHz = base === null || exponent === null ? NaN : base * 10 ** exponent
  return { sampleRateHz, leads, unreadable, warnings }
}

const UNITS: Readonly<Record<string, VoltageUnit>> = { MICROVOLTS: 'uV', MILLIVOLTS: 'mV', VOLTS: 'V' }

/** Null where the size of a step or the place of the lead is not said, or the samples are not of two bytes. */
function readLead(
  name: string,
  data: XmlElement,
): { readonly stored: StoredLead; readonly isChecksumRight: boolean } | null {
  const perBit = numberIn(textAt(data, 'LeadAmplitudeUnitsPerBit'))
  const unit = UNITS[textAt(data, 'LeadAmplitudeUnits').toUpperCase()]
  const sampleBytes = numberIn(textAt(data, 'LeadSampleSize') || '2')
  const baseline = numberIn(textAt(data, 'FirstSampleBaseline') || '0')
  const firstSample = numberIn(textAt(data, 'LeadOffsetFirstSample') || '0')
  const wave = at(data, 'WaveFormData')
  if (perBit === null || !(perBit > 0) || unit === undefined || sampleBytes !== 2) return null
  if (baseline === null || firstSample === null || !isCount(firstSample) || wave === undefined) return null
  const lsbMv = perBit * millivoltsPer(unit)
  const { bytes, spoiled } = base64Bytes(wave.text)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samplesMv = new Float32Array(Math.floor(bytes.length / 2))
  for (let i = 0; i < samplesMv.length; i++) samplesMv[i] = (view.getInt16(2 * i, true) + baseline) * lsbMv
  for (const at of spoiled) samplesMv[at >> 1] = NaN
  const claimed = numberIn(textAt(data, 'LeadSampleCountTotal'))
  const crc = numberIn(textAt(data, 'LeadDataCRC32'))
  return {
    stored: {
      name,
      samplesMv,
      lsbMv,
      firstSample,
      ...(claimed !== null && isCount(claimed) ? { claimedCount: claimed } : {}),
    },
    isChecksumRight: crc === null || crc === 0 || crc === crc32(bytes),
  }
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31
}
