import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { preprocessQuality } from '#inference/preprocess/ecg-quality.ts'
import { readEcgPaths } from '../ecg-input.ts'

/**
 * `node src/cli/prepare/ecg-quality.ts DIR OUT`: the training input of `ecg-quality`. Of every record of DIR (laid out
 * by `hinterland unpack quality2011`) the window of the shipped preprocessing: `OUT.signal.f32` [records, 12, 1280],
 * `OUT.figures.f32` [records, 10, 12], and the list as it is in `OUT.csv`.
 */
async function prepare(folder: string, out: string): Promise<void> {
  const list = await readFile(join(folder, 'labels.csv'), 'utf8')
  const files = list
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0]!)
  const signals: Uint8Array[] = []
  const figures: Uint8Array[] = []
  for (const file of files) {
    const [input] = await readEcgPaths([join(folder, file)])
    if (input?.outcome.ok !== true) throw new Error(`${file} cannot be read`)
    const prepared = preprocessQuality(input.outcome.value.tracing)
    if (prepared.refusal !== null || prepared.windows.length !== 1)
      throw new Error(`${file} is no record of ten seconds`)
    const { inputs } = prepared.windows[0]!
    signals.push(new Uint8Array(inputs['signal']!.data.buffer))
    figures.push(new Uint8Array(inputs['figures']!.data.buffer))
  }
  await writeFile(`${out}.signal.f32`, Buffer.concat(signals))
  await writeFile(`${out}.figures.f32`, Buffer.concat(figures))
  await writeFile(`${out}.csv`, list)
}

const [folder, out] = process.argv.slice(2)
if (folder === undefined || out === undefined) {
  process.stderr.write('usage: node src/cli/prepare/ecg-quality.ts DIR OUT\n')
  process.exitCode = 2
} else await prepare(folder, out)
