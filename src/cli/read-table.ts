import type { ReadResult } from './read-result.ts'

/** The results in words, for people at a terminal. */
export function tableOf(results: readonly ReadResult[]): string {
  return results.map(blockOf).join('\n')
}

function blockOf({ file, error, ecg, answers }: ReadResult): string {
  if (error) return `${file}\n  not read: ${error.message}\n  cure:     ${error.cure}\n`
  if (!ecg) return `${file}\n`
  const rows: [string, string][] = [
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
  for (const [name, m] of Object.entries(ecg.measurements)) {
    rows.push([
      name,
      'value' in m ? `${Math.round(m.value)} ${m.unit}` : `not measurable: ${m.notMeasurable}`,
    ])
  }
  for (const answer of answers) {
    const name = `${answer.pack} ${answer.version}`
    if (!answer.gate.passed || answer.calibrated === null) {
      rows.push([name, `not assessable: ${answer.gate.reason ?? 'no answer'}`])
      continue
    }
    const shares = Object.entries(answer.calibrated).sort((a, b) => b[1] - a[1])
    const words = shares.map(([label, p]) => `${label} ${Math.round(p * 100)} %`).join(', ')
    rows.push([name, `${words} (${answer.engine}, ${Math.round(answer.durationMs)} ms)`])
  }
  const width = Math.max(...rows.map(([name]) => name.length))
  return `${file}\n${rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`).join('')}`
}
