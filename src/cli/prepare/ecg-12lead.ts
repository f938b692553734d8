import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cellsOf, csvText, numberedLines } from '#contract/ecg/csv/lines.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { rulesAlone } from '../eval/ecg-12lead-rules.ts'
import { prepareTwelveLead } from '#inference/preprocess/ecg-12lead.ts'
import { readEcgPaths } from '../ecg-input.ts'
import { MEASUREMENT_NAMES, measurementVector } from './measurement-vector.ts'

const DAYS_PER_YEAR = 365.25

/**
 * `node src/cli/prepare/ecg-12lead.ts DIR OUT`: the training input of `ecg-12lead`. Of every record of DIR (laid out by
 * `hinterland unpack`) in `OUT.f32`: the signal of the shipped preprocessing (8 × 1000), what the signal code measured
 * and whether it could (the pretext task), as float32, one record after another; in `OUT.json` the row of `labels.csv`,
 * the verdict on each lead, and what the statement rules alone say.
 */
async function prepare(folder: string, out: string): Promise<void> {
  const list = csvText(new Uint8Array(await readFile(join(folder, 'labels.csv'))))
  const [head, ...lines] = [...numberedLines(list)].filter(({ line }) => line !== '')
  const columns = cellsOf(head!.line, ',')
  const parts: Float32Array[] = []
  const rows: object[] = []
  for (const { line } of lines) {
    const row = Object.fromEntries(cellsOf(line, ',').map((cell, i) => [columns[i]!, cell]))
    const file = row['file']!
    const [input] = await readEcgPaths([join(folder, file)])
    if (input?.outcome.ok !== true) throw new Error(`${file} cannot be read`)
    const { tracing } = input.outcome.value
    const prepared = prepareTwelveLead(tracing)
    if (prepared.refusal !== null) {
      process.stderr.write(`${file}: ${prepared.refusal}\n`)
      continue
    }
    const at100 = analyseEcg(prepared.tracing)
    const { values, known } = measurementVector(at100)
    parts.push(prepared.signal.data, values, known)
    const person = {
      sex: row['sex'] === 'female' || row['sex'] === 'male' ? (row['sex'] as 'female' | 'male') : null,
      ageDays: row['age'] ? Number(row['age']) * DAYS_PER_YEAR : null,
    }
    rows.push({
      ...row,
      verdicts: at100.quality.map(({ verdict }) => verdict),
      rules: rulesAlone(tracing, analyseEcg(tracing), person),
    })
  }
  const bytes = parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))
  await writeFile(`${out}.f32`, Buffer.concat(bytes))
  await writeFile(`${out}.json`, JSON.stringify({ measurements: MEASUREMENT_NAMES, rows }))
}

const [folder, out] = process.argv.slice(2)
if (folder === undefined || out === undefined) {
  process.stderr.write('usage: node src/cli/prepare/ecg-12lead.ts DIR OUT\n')
  process.exitCode = 2
} else await prepare(folder, out)
