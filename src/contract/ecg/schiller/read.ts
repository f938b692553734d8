import { all, at, numberIn, textAt, type XmlElement } from '../../xml/element.ts'
import { millivoltsPer, voltageUnit } from '../voltage.ts'
import { listedSamples } from '../xml/listed-samples.ts'
import { xmlFormat, type StoredLead, type WaveGroup, type XmlEcg } from '../xml/xml-ecg.ts'
import { readCart, startOf } from './reading.ts'

/** Schiller XML (SchillerEDI): `ECG_RHYTHMS` is the tracing, `ECG_AVERAGES` the median beat. */
export const schillerFormat = xmlFormat({
  id: 'schiller',
  name: 'Schiller XML',
  isRoot: (name) => /schilleredi$/i.test(name),
  read: readSchiller,
})

function readSchiller(root: XmlElement): XmlEcg {
  const events = all(root, 'eventdata').flatMap((data) => all(data, 'event'))
  const wavesOf = (type: RegExp) => (event: XmlElement) =>
    all(event, 'wavedata').filter((wave) => type.test(textAt(wave, 'type')))
  const isRhythm = wavesOf(/^ECG_RHYTHMS?$/i)
  const rhythms = events.flatMap(isRhythm)
  const shown = events.find((event) => isRhythm(event).length > 0)
  const [rhythm] = rhythms
  const [average] = shown === undefined ? [] : wavesOf(/^ECG_AVERAGES?$/i)(shown)
  const others = rhythms.length - 1
  return {
    detail: 'Schiller XML',
    rhythm: rhythm === undefined ? 'ECG_RHYTHMS' : readWaves(rhythm),
    median: average === undefined ? null : groupOf(readWaves(average)),
    startedAt: startOf(root),
    cart: readCart(root, shown),
    leftOut: others > 0 ? { shown: 'ECG_RHYTHMS 1', others: `ECG_RHYTHMS 2–${others + 1}` } : null,
  }
}

function groupOf(group: WaveGroup | string): WaveGroup | null {
  return typeof group === 'string' ? null : group
}

/** The channels, or the name of what is missing without which they have no scale or no time. */
function readWaves(wave: XmlElement): WaveGroup | string {
  const resolution = at(wave, 'resolution')
  const rate = numberIn(textAt(resolution, 'samplerate', 'value'))
  const exponent = numberIn(textAt(resolution, 'samplerate', 'exponent') || '1')
  const perBit = numberIn(textAt(resolution, 'yres', 'unitperbit'))
  const unit = voltageUnit(textAt(resolution, 'yres', 'units'))
  // All files seen have the exponent 1 beside samples a second; what another would mean is not known.
  if (rate === null || exponent !== 1) return 'samplerate'
  if (perBit === null || !(perBit > 0) || unit === null) return 'yres'
  const lsbMv = perBit * millivoltsPer(unit)
  const leads: StoredLead[] = []
  const unreadable: string[] = []
  for (const channel of all(wave, 'channel')) {
    const name = textAt(channel, 'name') || 'channel'
    const data = at(channel, 'data')
    const type = textAt(channel, 'datastype') || 'COMMASEPARATE'
    if (data === undefined || type !== 'COMMASEPARATE') {
      unreadable.push(name)
      continue
    }
    const listed = listedSamples(data.text, { perCountMv: lsbMv, originMv: 0 }, data.complete)
    if (listed.unreadable > 0) unreadable.push(`${name} (${listed.unreadable})`)
    const claimed = numberIn(textAt(channel, 'samplecount'))
    leads.push({
      name,
      samplesMv: listed.samplesMv,
      lsbMv,
      firstSample: 0,
      ...(claimed !== null && claimed >= 0 && claimed < 2 ** 31 ? { claimedCount: claimed } : {}),
    })
  }
  return { sampleRateHz: rate, leads, unreadable, warnings: [] }
}
