import { all, at, attribute, numberIn, textAt, type XmlElement } from '../../xml/element.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import { listedSamples } from '../xml/listed-samples.ts'
import { xmlFormat, type StoredLead, type WaveGroup, type XmlEcg } from '../xml/xml-ecg.ts'
import { readCart, startOf } from './reading.ts'

/** CardioSoft XML: `StripData` is the tracing, `MedianSamples` the median beat; the full disclosure is not read. */
export const cardiosoftFormat = xmlFormat({
  id: 'cardiosoft',
  name: 'CardioSoft XML',
  isRoot: (name) => name === 'CardiologyXML',
  read: readCardioSoft,
})

function readCardioSoft(root: XmlElement): XmlEcg {
  const [strip, ...others] = all(root, 'StripData')
  const median = at(root, 'RestingECGMeasurements', 'MedianSamples')
  const left = [
    ...others.map((_, i) => `StripData ${i + 2}`),
    ...(textAt(root, 'FullDisclosure', 'FullDisclosureData') === '' ? [] : ['FullDisclosure']),
  ]
  const type = textAt(root, 'ObservationType')
  return {
    detail: `CardioSoft XML ${type}`.trim(),
    rhythm: strip === undefined ? 'StripData' : readWaves(strip),
    median: median === undefined ? null : groupOf(readWaves(median)),
    startedAt: startOf(root),
    cart: readCart(root),
    leftOut: left.length === 0 ? null : { shown: 'StripData', others: left.join(', ') },
  }
}

function groupOf(group: WaveGroup | string): WaveGroup | null {
  return typeof group === 'string' ? null : group
}

/** The leads, or the name of what is missing without which they have no scale or no time. */
function readWaves(waves: XmlElement): WaveGroup | string {
  const rate = at(waves, 'SampleRate')
  const sampleRateHz = /^hz$/i.test(attribute(rate, 'units')) ? numberIn(textAt(rate)) : null
  const lsbMv = stepOf(at(waves, 'Resolution'))
  if (sampleRateHz === null) return 'SampleRate'
  if (lsbMv === null) return 'Resolution'
  const claimed = numberIn(textAt(waves, 'ChannelSampleCountTotal'))
  const leads: StoredLead[] = []
  const unreadable: string[] = []
  for (const wave of all(waves, 'WaveformData')) {
    const name = attribute(wave, 'lead')
    const listed = listedSamples(wave.text, { perCountMv: lsbMv, originMv: 0 }, wave.complete)
    if (listed.unreadable > 0) unreadable.push(`${name} (${listed.unreadable})`)
    leads.push({
      name,
      samplesMv: withinValid(listed.samplesMv, waves),
      lsbMv,
      firstSample: 0,
      ...(claimed !== null && claimed >= 0 && claimed < 2 ** 31 ? { claimedCount: claimed } : {}),
    })
  }
  return { sampleRateHz, leads, unreadable, warnings: [] }
}

/** `<Resolution units="uVperLsb">5</Resolution>` in millivolts, or null where the unit is not a voltage a step. */
function stepOf(resolution: XmlElement | undefined): number | null {
  const unit = voltageUnit(/^(.+)perLsb$/i.exec(attribute(resolution, 'units'))?.[1] ?? '')
  const value = numberIn(textAt(resolution))
  return unit === null || value === null || !(value > 0) ? null : value * millivoltsPer(unit)
}

/** A median beat names its first and last valid sample; others are missing. */
function withinValid(samplesMv: Float32Array, waves: XmlElement): Float32Array {
  const first = numberIn(textAt(waves, 'FirstValid')) ?? 0
  const last = numberIn(textAt(waves, 'LastValid')) ?? samplesMv.length - 1
  return samplesMv.fill(NaN, 0, Math.max(0, first)).fill(NaN, Math.max(0, last + 1))
}
