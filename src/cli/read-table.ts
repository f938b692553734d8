import { answerRow, filmRows } from './film-result.ts'
import type { ReadResult } from './read-result.ts'

const LABELS: Readonly<Record<string, string>> = {
  rrMeanMs: 'RR',
  rrMinMs: 'RR shortest',
  rrMaxMs: 'RR longest',
  pMs: 'P',
  prMs: 'PR',
  qrsMs: 'QRS',
  qtMs: 'QT',
  qtcBazettMs: 'QTc Bazett',
  qtcFridericiaMs: 'QTc Fridericia',
  qtcFraminghamMs: 'QTc Framingham',
  qtcHodgesMs: 'QTc Hodges',
  pAxisDeg: 'P axis',
  qrsAxisDeg: 'QRS axis',
  tAxisDeg: 'T axis',
  rV5Mv: 'R in V5',
  sV1Mv: 'S in V1',
  sokolowLyonMv: 'Sokolow-Lyon',
  cornellMv: 'Cornell',
}

/** The results in words, for people at a terminal. */
export function tableOf(results: readonly ReadResult[]): string {
  return results.map(blockOf).join('\n')
}

function blockOf(result: ReadResult): string {
  const { file, error, ecg, answers } = result
  if (error) return `${file}\n  not read: ${error.message}\n  cure:     ${error.cure}\n`
  if (!ecg) return block(file, filmRows(result))
  const rows: (readonly [string, string])[] = [
    ['format', ecg.format],
    ['leads', ecg.leads.join(', ')],
    ['length', `${(ecg.durationMs / 1000).toFixed(1)} s at ${ecg.sampleRateHz} Hz`],
    [
      'rate',
      typeof ecg.rateBpm === 'number'
        ? `${Math.round(ecg.rateBpm)} /min (${ecg.beats} beats)`
        : `not measurable: ${ecg.rateBpm.notMeasurable}`,
    ],
  ]
  for (const [id, m] of Object.entries(ecg.measurements)) {
    const cart = ecg.cart?.measurements[id]
    const ours = 'value' in m ? numberOf(m) : `not measurable: ${m.notMeasurable}`
    rows.push([LABELS[id] ?? id, cart ? `${ours} (the cart: ${numberOf(cart)})` : ours])
  }
  if (ecg.pacedBeats) rows.push(['paced', `${ecg.pacedBeats} beats`])
  for (const { code, certainty, leads } of ecg.electrodes)
    rows.push(['electrodes', [certainty, code.replaceAll('-', ' '), ...leads].join(' ')])
  if (ecg.cart) {
    const { device, confirmedBy, statements } = ecg.cart
    rows.push([
      'cart',
      `${device.join(', ') || 'no name'} (${confirmedBy ? `confirmed by ${confirmedBy}` : 'unconfirmed'})`,
    ])
    for (const statement of statements) rows.push(['cart says', statement])
  }
  rows.push(['conclusion', ecg.conclusion.replaceAll('-', ' ')])
  for (const { text, certainty, by, evidence } of ecg.statements) {
    const who = by.length > 1 ? ` [${by.join(', ')}]` : ''
    rows.push(['statement', `${certainty === 'definite' ? '' : `${certainty}: `}${text}${who}`])
    if (evidence.length > 0) rows.push(['', `  ${evidence.join('; ')}`])
  }
  for (const { name, by } of ecg.contradictions)
    rows.push(['contradiction', `${name.replaceAll('-', ' ')} (${by.join(' against ')})`])
  if (ecg.notAssessable.length > 0)
    rows.push(['not assessable', ecg.notAssessable.map(({ rule }) => rule.replaceAll('-', ' ')).join(', ')])
  rows.push(...answers.map((answer) => answerRow(answer)))
  return block(file, rows)
}

function block(file: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return `${file}\n${rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('')}`
}

function numberOf({ value, unit }: { readonly value: number; readonly unit: string }): string {
  return unit === 'deg'
    ? `${Math.round(value)}°`
    : `${unit === 'mV' ? value.toFixed(2) : Math.round(value)} ${unit}`
}
