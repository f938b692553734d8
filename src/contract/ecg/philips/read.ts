import { all, at, numberIn, textAt, type XmlElement } from '../../xml/element.ts'
import { xmlFormat, type WaveGroup, type XmlEcg } from '../xml/xml-ecg.ts'
import { readParsedWaveforms } from './parsed-waveforms.ts'
import { readCart, startOf } from './reading.ts'
import { readRepresentativeBeats } from './representative-beats.ts'

/**
 * Philips Sierra XML 1.03, 1.04 and 1.04.01: `parsedwaveforms` is the tracing, plain or compressed (XLI), `repbeats`
 * the median beat. Resolution is in microvolts a count by the format's own definition.
 */
export const philipsFormat = xmlFormat({
  id: 'philips',
  name: 'Philips XML',
  isRoot: (name) => name === 'restingecgdata',
  read: readPhilips,
})

function readPhilips(root: XmlElement): XmlEcg {
  const signal = at(root, 'dataacquisition', 'signalcharacteristics')
  const waveforms = all(root, 'waveforms', 'parsedwaveforms')
  const [waveform] = waveforms
  const version = textAt(root, 'documentinfo', 'documentversion')
  const rhythm: WaveGroup | string =
    waveform === undefined ? 'parsedwaveforms' : readParsedWaveforms(waveform, signal)
  const resolution =
    numberIn(textAt(signal, 'resolution')) ?? numberIn(textAt(signal, 'signalresolution')) ?? null
  return {
    detail: `Philips XML ${version}`.trim(),
    rhythm,
    median: readRepresentativeBeats(at(root, 'waveforms', 'repbeats'), resolution),
    startedAt: startOf(root),
    cart: readCart(root, signal, waveform),
    leftOut:
      waveforms.length > 1
        ? { shown: 'parsedwaveforms 1', others: `parsedwaveforms 2–${waveforms.length}` }
        : null,
  }
}
