import type { CartMeasurement } from '#domain/ecg/cart.ts'
import { codeOfMeasurement } from './codes.ts'
import { codeItem, decimal, ElementWriter } from './element-writer.ts'

/** A short text (ST) has 1024 characters. Source: PS3.5 6.2. */
const TEXT_CHARACTERS_MAX = 1024

const UNITS = {
  ms: ['ms', 'millisecond'],
  '/min': ['/min', 'per minute'],
  deg: ['deg', 'degree'],
} as const

/** Items of the Waveform Annotation Sequence, each for all channels of the first group. Source: PS3.3 C.10.10. */
export function annotationItems(measurements: readonly CartMeasurement[], report: string): ElementWriter[] {
  return [...textsOf(report).map(textItem), ...measurements.flatMap(measurementItem)]
}

function annotation(group: number): ElementWriter {
  return new ElementWriter().uint16(0x0040a0b0, 1, 0).uint16(0x0040a180, group)
}

function textItem(text: string): ElementWriter {
  return annotation(0).text(0x00700006, 'ST', text)
}

function measurementItem({ name, value, unit }: CartMeasurement): ElementWriter[] {
  const concept = codeOfMeasurement(name)
  if (concept === null || !(unit in UNITS)) return []
  const [unitCode, unitMeaning] = UNITS[unit as keyof typeof UNITS]
  return [
    annotation(1)
      .sequence(0x004008ea, [codeItem(unitCode, 'UCUM', unitMeaning)])
      .sequence(0x0040a043, [codeItem(concept.value, concept.scheme, concept.meaning)])
      .text(0x0040a30a, 'DS', decimal(value)),
  ]
}

/** Whole lines together, as many as fit into one short text; a longer line is cut where it must be. */
function textsOf(report: string): string[] {
  const texts: string[] = []
  let text = ''
  for (const line of report.split(/\r\n|\r|\n/).flatMap(piecesOf)) {
    if (text !== '' && text.length + 2 + line.length > TEXT_CHARACTERS_MAX) {
      texts.push(text)
      text = line
    } else text = text === '' ? line : `${text}\r\n${line}`
  }
  return text === '' ? texts : [...texts, text]
}

function piecesOf(line: string): string[] {
  const characters = [...line.replace(/\p{Cc}+/gu, ' ')]
  const pieces: string[] = []
  for (let i = 0; i < characters.length; i += 500) pieces.push(characters.slice(i, i + 500).join(''))
  return pieces
}
