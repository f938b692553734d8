import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { annotatedWaves } from '#domain/evaluation/fiducials.ts'
import { preprocessWaves, WINDOW_SAMPLES } from '#inference/preprocess/ecg-delineate.ts'
import { readEcgPaths } from '../ecg-input.ts'
import { listedRows } from '../eval/listed-rows.ts'

const WAVES: readonly string[] = ['p', 'qrs', 't']

/**
 * `node src/cli/prepare/ecg-delineate.ts DIR OUT [COLUMN=VALUE]`: the training input of `ecg-delineate`. Of every
 * record of DIR (laid out by `hinterland unpack`; only the rows with that value, where one is given) the first window of
 * the shipped preprocessing as float32 [records, 12, 2560] in `OUT.f32`, zeros where a lead is flat; in `OUT.json` what
 * the list says of it, its length in samples, and the marks of its annotation files:
 * `[lead, wave, onsetMs, peakMs, offsetMs]`, wave 0 P, 1 QRS, 2 T.
 */
async function prepare(folder: string, out: string, wanted: string | undefined): Promise<void> {
  const signals: Uint8Array[] = []
  const records: object[] = []
  for (const row of await listedRows(folder, wanted)) {
    const file = row['file']!
    const [input] = await readEcgPaths([join(folder, file)])
    if (input?.outcome.ok !== true) throw new Error(`${file} cannot be read`)
    const { tracing } = input.outcome.value
    const { windows, length } = preprocessWaves(
      tracing,
      tracing.leads.map(() => true),
    )
    const [window] = windows
    if (window === undefined) continue
    signals.push(new Uint8Array(window.inputs['signal']!.data.buffer))
    const marks: unknown[] = []
    for (const [lead, extension] of (row['annotation'] ?? '').split('|').entries()) {
      if (extension === '') continue
      const bytes = await readFile(join(folder, file.replace(/hea$/, extension)))
      for (const wave of annotatedWaves(readAnnotations(new Uint8Array(bytes), tracing.sampleRateHz) ?? []))
        marks.push([lead, WAVES.indexOf(wave.kind), wave.onsetMs, wave.peakMs, wave.offsetMs])
    }
    records.push({ ...row, length: Math.min(length, WINDOW_SAMPLES), marks })
  }
  await writeFile(`${out}.f32`, Buffer.concat(signals))
  await writeFile(`${out}.json`, JSON.stringify(records))
}

const [folder, out, wanted] = process.argv.slice(2)
if (folder === undefined || out === undefined) {
  process.stderr.write('usage: node src/cli/prepare/ecg-delineate.ts DIR OUT [COLUMN=VALUE]\n')
  process.exitCode = 2
} else await prepare(folder, out, wanted)
