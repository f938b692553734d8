import { all, at, attribute, type XmlElement } from '../../xml/element.ts'
import { xmlFormat, type WaveGroup, type XmlEcg } from '../xml/xml-ecg.ts'
import { hl7DateTime } from '../xml/local-time.ts'
import { readCart } from './reading.ts'
import { readSequences } from './sequences.ts'

/**
 * HL7 annotated ECG. The series named `RHYTHM` is the tracing; one named `REPRESENTATIVE_BEAT`, beside it or derived
 * from it, is the median beat.
 * Source: HL7 Version 3 Implementation Guide, Annotated ECG Release 1 (2005-03-21).
 */
export const aecgFormat = xmlFormat({
  id: 'aecg',
  name: 'HL7 aECG',
  isRoot: (name) => name === 'AnnotatedECG',
  read: readAecg,
})

function readAecg(root: XmlElement): XmlEcg {
  const series = all(root, 'component').flatMap((component) => all(component, 'series'))
  const derived = series.flatMap((one) =>
    all(one, 'derivation').flatMap((derivation) => all(derivation, 'derivedSeries')),
  )
  const rhythms = series.filter((one) => codeOf(one) === 'RHYTHM')
  const [rhythm] = rhythms
  const beat = [...derived, ...series].find((one) => codeOf(one) === 'REPRESENTATIVE_BEAT')
  const group = rhythm === undefined ? 'RHYTHM' : readSequences(rhythm)
  const others = rhythms.length - 1
  return {
    detail: 'HL7 aECG',
    rhythm: group,
    median: beat === undefined ? null : groupOf(readSequences(beat)),
    startedAt: startOf(rhythm, root),
    cart: readCart(root, rhythm, beat),
    leftOut: others > 0 ? { shown: 'RHYTHM 1', others: `RHYTHM 2–${others + 1}` } : null,
  }
}

function groupOf(group: WaveGroup | string): WaveGroup | null {
  return typeof group === 'string' ? null : group
}

function codeOf(element: XmlElement): string {
  return attribute(at(element, 'code'), 'code').toUpperCase()
}

function startOf(rhythm: XmlElement | undefined, root: XmlElement): string | null {
  const times = [rhythm, root].flatMap((element) =>
    ['low', 'center'].map((edge) => attribute(at(element, 'effectiveTime', edge), 'value')),
  )
  for (const time of times) {
    const start = hl7DateTime(time)
    if (start !== null) return start
  }
  return null
}
