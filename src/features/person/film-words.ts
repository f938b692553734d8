import { decimalText } from '#domain/record/decimal.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy } from '#domain/record/kinds/image-study.ts'
import { formatInstant } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'

type Measure = ImageReading['marks'][number]['measures'][number]

/** What a timeline says of a film that was read: what it is, how urgent, and the impression; else the findings. */
export function filmLine(value: ImageReading): string {
  const { modality, bodySite, laterality, urgency, impression, signed, told } = value
  const what = [modality.join(' '), bodySite?.text, laterality && sayCode('chart_value', laterality)]
  return [
    what.filter(Boolean).join(' '),
    urgency !== 'routine' && sayCode('chart_urgency', urgency),
    impression || filmFindings(value),
    told && m.chart_film_told({ who: told.who }),
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
function filmFindings({ findings }: ImageReading): string {
  return findings
    .filter(({ decision }) => decision === 'accepted' || decision === 'edited')
    .map(({ text }) => text)
    .join('\n')
}

/** What of a reading stands under its entry: sentences that stand, urgency and numbers in words. */
export function filmDetails(value: ImageReading): object {
  const { urgency, impression, readerFirst, signed, modality, bodySite, laterality, told } = value
  return {
    modality,
    bodySite,
    laterality,
    findings: filmFindings(value),
    impression,
    urgency: sayCode('chart_urgency', urgency),
    told: told && [told.who, sayCode('film_report_told', told.how), formatInstant(told.at)].join(' · '),
    readerFirst,
    signed,
  }
}

/** Every number that was measured, with its unit and what it rests on, in one line. */
export function filmNumbers({ marks }: ImageReading): string {
  return marks.flatMap(({ measures }) => [...lengths(measures), ...pixelValues(measures)]).join(' · ')
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

/** What an area says of its pixels is one sentence of several numbers. */
const OF_PIXELS: readonly string[] = ['mean', 'sd', 'min', 'max', 'count', 'value']

function lengths(measures: readonly Measure[]): readonly string[] {
  return measures
    .filter(({ name }) => !OF_PIXELS.includes(name))
    .map(({ name, value, unit = '', trust, basis }) => {
      const shown = UNITS[unit] ?? unit
      const about = trust === 'estimated' ? '≈ ' : ''
      const number = `${about}${decimalText(value)}${shown === '°' || shown === '' ? shown : ` ${shown}`}`
      const rests = basis ? ` (${sayCode('film_basis', basis)})` : ''
      return `${sayCode('film_measure', name)} ${number}${rests}`
    })
}

function pixelValues(measures: readonly Measure[]): readonly string[] {
  const [mean, sd, value] = ['mean', 'sd', 'value'].map((name) => measures.find((each) => each.name === name))
  const unit = UNITS[(mean ?? value)?.unit ?? ''] ?? ''
  return [
    ...(mean && sd
      ? [m.film_stage_values_mean({ mean: decimalText(mean.value), sd: decimalText(sd.value), unit })]
      : []),
    ...(mean && !sd ? [m.film_stage_values_mean_only({ mean: decimalText(mean.value), unit })] : []),
    ...(value ? [`${decimalText(value.value)} ${unit}`] : []),
  ].map((words) => words.trim())
}
