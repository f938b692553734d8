import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { RHYTHMS, type Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
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
 * `[lead, wave, onsetMs, peakMs, offsetMs]`, wave 0 P, 1 QRS, 2 T. DIR `simulated` stands for tracings of the
 * simulator, ten of each rhythm that has beats.
 */
async function prepare(folder: string, out: string, wanted: string | undefined): Promise<void> {
  const signals: Uint8Array[] = []
  const records: object[] = []
  const given = folder === 'simulated' ? simulatedTracings() : listedTracings(folder, wanted)
  for await (const { row, tracing } of given) {
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
      const bytes = await readFile(join(folder, row['file']!.replace(/hea$/, extension)))
      for (const wave of annotatedWaves(readAnnotations(new Uint8Array(bytes), tracing.sampleRateHz) ?? []))
        marks.push([lead, WAVES.indexOf(wave.kind), wave.onsetMs, wave.peakMs, wave.offsetMs])
    }
    records.push({ ...row, length: Math.min(length, WINDOW_SAMPLES), marks })
  }
  await writeFile(`${out}.f32`, Buffer.concat(signals))
  await writeFile(`${out}.json`, JSON.stringify(records))
}

interface Prepared {
  readonly row: Readonly<Record<string, string>>
  readonly tracing: Tracing
}

async function* listedTracings(folder: string, wanted: string | undefined): AsyncGenerator<Prepared> {
  for (const row of await listedRows(folder, wanted)) {
    const [input] = await readEcgPaths([join(folder, row['file']!)])
    if (input?.outcome.ok !== true) throw new Error(`${row['file']} cannot be read`)
    yield { row, tracing: input.outcome.value.tracing }
  }
}

/** Tests and tours use other seeds. */
const SEED_MIN = 1000

function* simulatedTracings(): Generator<Prepared> {
  for (const rhythm of Object.keys(RHYTHMS) as Rhythm[]) {
    if (RHYTHMS[rhythm].rateBpm === 0) continue
    for (let seed = SEED_MIN; seed < SEED_MIN + 10; seed++) {
      const noise = ((seed - SEED_MIN) % 5) / 10
      const { tracing } = simulateEcg({ seed, rhythm, durationMs: 10_000, sampleRateHz: 500, noise })
      yield { row: { file: `${rhythm}-${seed}` }, tracing }
    }
  }
}

const [folder, out, wanted] = process.argv.slice(2)
if (folder === undefined || out === undefined) {
  process.stderr.write('usage: node src/cli/prepare/ecg-delineate.ts DIR OUT [COLUMN=VALUE]\n')
  process.exitCode = 2
} else await prepare(folder, out, wanted)
