import { decimalText } from '#domain/record/decimal.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'

type Measure = ImageReading['marks'][number]['measures'][number]

/** What a timeline says of a film that was read: what it is, how urgent, and the impression; else the findings. */
export function filmLine(value: ImageReading): string {
  const { modality, bodySite, laterality, urgency, impression, signed } = value
  const what = [modality.join(' '), bodySite?.text, laterality && sayCode('chart_value', laterality)]
  return [
    what.filter(Boolean).join(' '),
    urgency !== 'routine' && sayCode('chart_urgency', urgency),
    impression || filmFindings(value),
    !signed && m.chart_film_unsigned(),
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The files of a film; which films these are, `look` shows. */
export function filmFilesLine({ modality, bodySite, files, description }: ImageStudy): string {
  const what = [modality, bodySite?.text, m.chart_image_count({ count: files.length })]
    .filter(Boolean)
    .join(' ')
  return description ? `${what} · ${description}` : what
}

/** The sentences that the reader let stand. */
export function filmFindings({ findings }: ImageReading): string {
  return findings
    .filter(({ decision }) => decision === 'accepted' || decision === 'edited')
    .map(({ text }) => text)
    .join('\n')
}

/** What of a reading stands under its entry: sentences that stand, urgency and numbers in words. */
export function filmDetails(value: ImageReading): object {
  const { urgency, impression, readerFirst, signed, modality, bodySite, laterality } = value
  return {
    modality,
    bodySite,
    laterality,
    findings: filmFindings(value),
    impression,
    urgency: sayCode('chart_urgency', urgency),
    readerFirst,
    signed,
  }
}

/** Every number that was measured, with its unit and what it rests on, in one line. */
export function filmNumbers({ marks }: ImageReading): string {
  return marks.flatMap(({ measures }) => measures.map(numberWords)).join(' · ')
}

const UNITS: Readonly<Record<string, string>> = {
  '{pixel}': 'px',
  '{pixel}2': 'px²',
  mm2: 'mm²',
  cm2: 'cm²',
  deg: '°',
  "[hnsf'U]": 'HU',
  '1': '',
}

function numberWords({ name, value, unit = '', trust, basis }: Measure): string {
  const shown = UNITS[unit] ?? unit
  const about = trust === 'estimated' ? '≈ ' : ''
  const number = `${about}${decimalText(value)}${shown === '°' || shown === '' ? shown : ` ${shown}`}`
  const rests = trust === 'estimated' && basis ? ` (${sayCode('film_stage_basis', basis)})` : ''
  return `${sayCode('film_measure', name)} ${number}${rests}`
}
