import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '#domain/random.ts'
import { RHYTHMS, type Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Annotation } from '#domain/ecg/tracing.ts'
import {
  preprocessQuality,
  RATE_HZ,
  WINDOW_SAMPLES,
  type QualityWindow,
} from '#inference/preprocess/ecg-quality.ts'
import { readEcgPaths } from '../ecg-input.ts'

/**
 * `node src/cli/prepare/ecg-quality-more.ts MITBIH OUT`: readable recordings of rhythms that the telemedicine set lacks,
 * in the files of `ecg-quality.ts`: simulated tracings (seeds 1 to 25; the gate's table has others) and windows of
 * MIT-BIH DS1 (laid out by `hinterland unpack mitbih`), evenly chosen and where a ventricular rhythm or a flutter is
 * marked.
 */
const FEW = 8
const MANY = 25
/** Wide, slow or sawtoothed: what a network that knows resting sinus rhythm takes for wander and noise. */
const UNLIKE: readonly Rhythm[] = [
  'ventricular-tachycardia',
  'paced',
  'third-degree-block',
  'atrial-flutter',
  'atrial-flutter-variable',
]
/** No one can tell these from an electrode that fell off, or from noise. */
const LEFT_OUT: readonly Rhythm[] = ['asystole', 'ventricular-fibrillation']
const MARKED = /^\((VT|IVR|B|T|AFL)/
const EVERY = 36
const MARKED_MAX = 5
const MITBIH =
  '101 106 108 109 112 114 115 116 118 119 122 124 201 203 205 207 208 209 215 220 223 230'.split(' ')

interface Chosen {
  readonly name: string
  readonly window: QualityWindow
}

function* simulated(): Generator<Chosen> {
  for (const rhythm of Object.keys(RHYTHMS) as Rhythm[]) {
    if (LEFT_OUT.includes(rhythm)) continue
    for (let seed = 1; seed <= (UNLIKE.includes(rhythm) ? MANY : FEW); seed++) {
      const random = createRandom(seed, `training of ecg-quality ${rhythm}`)
      const { rateBpm } = RHYTHMS[rhythm]
      const { tracing } = simulateEcg({
        seed,
        rhythm,
        sampleRateHz: 500,
        durationMs: 10_000,
        rateBpm: rateBpm * random.between(0.8, 1.2),
        ageYears: random.between(0.5, 90),
        noise: random.between(0, 0.25),
      })
      const prepared = preprocessQuality(tracing)
      if (prepared.refusal === null) yield { name: `${rhythm}-${seed}`, window: prepared.windows[0]! }
    }
  }
}

async function* recorded(folder: string): AsyncGenerator<Chosen> {
  for (const id of MITBIH) {
    const [input] = await readEcgPaths([join(folder, `${id}.hea`)])
    if (input?.outcome.ok !== true) throw new Error(`${id} cannot be read`)
    const { tracing } = input.outcome.value
    const prepared = preprocessQuality(tracing)
    if (prepared.refusal !== null) continue
    const marks = tracing.annotations.filter(({ symbol }) => symbol === '+')
    let marked = 0
    for (const [i, window] of prepared.windows.entries()) {
      const startMs = (window.start / RATE_HZ) * 1000
      const isMarked = rhythmIn(marks, startMs, startMs + (WINDOW_SAMPLES / RATE_HZ) * 1000)
      if (i % EVERY === 0 || (isMarked && marked++ < MARKED_MAX)) yield { name: `${id}-${i}`, window }
    }
  }
}

/** Whether one of the wanted rhythms begins in this time. */
function rhythmIn(marks: readonly Annotation[], fromMs: number, toMs: number): boolean {
  return marks.some(({ atMs, text }) => atMs >= fromMs && atMs < toMs && MARKED.test(text ?? ''))
}

async function prepare(mitbih: string, out: string): Promise<void> {
  const chosen = [...simulated()]
  for await (const one of recorded(mitbih)) chosen.push(one)
  const bytesOf = (name: string) =>
    Buffer.concat(chosen.map(({ window }) => new Uint8Array(window.inputs[name]!.data.buffer)))
  await writeFile(`${out}.signal.f32`, bytesOf('signal'))
  await writeFile(`${out}.figures.f32`, bytesOf('figures'))
  const lines = chosen.map(({ name }) => `${name}.hea,A,0,`)
  await writeFile(`${out}.csv`, `${['file,label,judged,bad_leads', ...lines].join('\n')}\n`)
}

const [mitbih, out] = process.argv.slice(2)
if (mitbih === undefined || out === undefined) {
  process.stderr.write('usage: node src/cli/prepare/ecg-quality-more.ts MITBIH OUT\n')
  process.exitCode = 2
} else await prepare(mitbih, out)
