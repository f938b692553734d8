import { base64Bytes } from '../../xml/base64.ts'
import { all, at, attribute, numberIn, type XmlElement } from '../../xml/element.ts'
import { listedSamples } from '../xml/listed-samples.ts'
import type { StoredLead, WaveGroup } from '../xml/xml-ecg.ts'
import { namedLead } from './parsed-waveforms.ts'

/**
 * The representative beats, never compressed: samples stand in `repbeat` itself (1.03) or in its `waveform` (1.04).
 * @param resolutionUv of the rhythm, where the beats name none of their own
 */
export function readRepresentativeBeats(
  beats: XmlElement | undefined,
  resolutionUv: number | null,
): WaveGroup | null {
  const sampleRateHz = numberIn(attribute(beats, 'samplespersec'))
  const stepUv = numberIn(attribute(beats, 'resolution')) ?? resolutionUv
  if (beats === undefined || sampleRateHz === null || stepUv === null || !(stepUv > 0)) return null
  const lsbMv = stepUv / 1000
  const leads: StoredLead[] = all(beats, 'repbeat').map((beat) => {
    const wave = at(beat, 'waveform') ?? beat
    const encoding = attribute(wave, 'dataencoding') || attribute(beats, 'dataencoding')
    const samplesMv =
      encoding === 'Plain'
        ? listedSamples(wave.text, { perCountMv: lsbMv, originMv: 0 }, wave.complete).samplesMv
        : binarySamples(wave.text, lsbMv)
    return { ...namedLead(attribute(beat, 'leadname')), samplesMv, lsbMv, firstSample: 0 }
  })
  return { sampleRateHz, leads, unreadable: [], warnings: [] }
}

function binarySamples(text: string, lsbMv: number): Float32Array {
  const { bytes, spoiled } = base64Bytes(text)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const samplesMv = new Float32Array(Math.floor(bytes.length / 2))
  for (let i = 0; i < samplesMv.length; i++) samplesMv[i] = view.getInt16(2 * i, true) * lsbMv
  for (const at of spoiled) samplesMv[at >> 1] = NaN
  return samplesMv
}
