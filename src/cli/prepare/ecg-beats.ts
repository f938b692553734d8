import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { simulateEcg, truthAnnotations } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import { meetBeats, TRUE_BEAT_CLASSES } from '#domain/evaluation/beat-classes.ts'
import { NUMBERS, prepareBeats, WINDOW } from '#inference/preprocess/ecg-beats.ts'
import { openNpz } from '../npz.ts'
import type { SetRow } from '../data-set.ts'
import { DATA_SETS } from '../unpack-sets.ts'

/**
 * Writes what the network of `ecg-beats` is given, made by the code that ships, for `models/ecg-beats/train`:
 *
 *     node src/cli/prepare/ecg-beats.ts DATA OUT
 *
 * `DATA` is `shared/data`. Of each source OUT gets `<source>.windows` (float32 [n, 2, WINDOW]), `<source>.numbers`
 * (float32 [n, NUMBERS]) and `<source>.beats` (int32 [n, 5]: record, section, class, time in ms, whole or not).
 * Classes: 0 N, 1 S, 2 V, 3 F, 4 Q, 5 no beat there, 6 not annotated by beat.
 */
const [dataFolder, outFolder] = process.argv.slice(2)
if (dataFolder === undefined || outFolder === undefined) throw new Error('node ecg-beats.ts DATA OUT')

const NO_BEAT = TRUE_BEAT_CLASSES.length
const UNKNOWN = NO_BEAT + 1
/** Of CinC 2017, rows whose rhythm says what nearly all beats are; each n-th of the many normal ones. */
const CINC_EVERY: Readonly<Record<string, number>> = { N: 8, A: 2 }

/** Short recordings have another dominant beat and other surroundings than half-hour ones. */
const SECTION_S = 60

/** Persons of the simulator, whose early beats are known: they add to training, never to a figure. */
const SIMULATED = 90

class Sink {
  readonly #windows: Float32Array[] = []
  readonly #numbers: Float32Array[] = []
  readonly #beats: number[] = []

  /** Reads one section of one lead. */
  add(tracing: Tracing, annotations: readonly Annotation[] | null, where: [number, number]): void {
    const leads = tracing.leads.slice(0, 1)
    const atMs = analyseEcg({ ...tracing, leads }).beats.map((beat) => beat.atMs)
    const prepared = prepareBeats(leads[0]!.samplesMv, tracing.sampleRateHz, atMs)
    if (prepared.refusal !== null) return
    const classes = new Int32Array(atMs.length).fill(annotations === null ? UNKNOWN : -1)
    for (const { found, truth } of meetBeats(atMs, annotations ?? [])) {
      if (found !== null && annotations !== null)
        classes[found] = truth === null ? NO_BEAT : TRUE_BEAT_CLASSES.indexOf(truth)
    }
    this.#windows.push(prepared.windows)
    this.#numbers.push(prepared.numbers)
    atMs.forEach((ms, b) => this.#beats.push(...where, classes[b]!, Math.round(ms), prepared.whole[b]!))
  }

  async write(name: string): Promise<void> {
    const bytes = (arrays: readonly Float32Array[]) =>
      Buffer.concat(arrays.map((a) => new Uint8Array(a.buffer)))
    await writeFile(join(outFolder!, `${name}.windows`), bytes(this.#windows))
    await writeFile(join(outFolder!, `${name}.numbers`), bytes(this.#numbers))
    await writeFile(join(outFolder!, `${name}.beats`), new Uint8Array(Int32Array.from(this.#beats).buffer))
    process.stderr.write(`${name}: ${this.#beats.length / 5} beats\n`)
  }
}

await mkdir(outFolder, { recursive: true })
await writeFile(join(outFolder, 'shape.json'), JSON.stringify({ window: WINDOW, numbers: NUMBERS }))

const ds1 = [...(await rowsOf('mitbih', 'all'))]
await writeFile(join(outFolder, 'records.json'), JSON.stringify(ds1.map(({ recordName }) => recordName)))
const [whole, minutes] = [new Sink(), new Sink()]
for (const [record, row] of ds1.entries()) whole.add(tracingOf(row), row.annotations['atr']!, [record, 0])
await whole.write('ds1-whole')

const seen: Record<string, number> = {}
const sinks: Record<string, Sink> = { N: new Sink(), A: new Sink() }
for (const [record, row] of [...(await rowsOf('cinc2017', 'train'))].entries()) {
  const label = row.labels['label']!
  const every = CINC_EVERY[label]
  seen[label] = (seen[label] ?? 0) + 1
  if (every !== undefined && seen[label] % every === 0) sinks[label]!.add(tracingOf(row), null, [record, 0])
}
await sinks['N']!.write('cinc-normal')
await sinks['A']!.write('cinc-fibrillation')

const simulated = new Sink()
for (let seed = 1; seed <= SIMULATED; seed++) {
  const rhythm = seed % 3 === 0 ? 'ventricular-premature-beats' : 'atrial-premature-beats'
  const noise = 0.1 * (seed % 5)
  const rateBpm = 55 + ((seed * 7) % 50)
  const { tracing, truth } = simulateEcg({
    seed,
    rhythm,
    rateBpm,
    noise,
    durationMs: 60_000,
    sampleRateHz: 360,
    leads: ['II'],
  })
  simulated.add(tracing, truthAnnotations(truth), [0, seed])
}
await simulated.write('simulated')

for (const [record, row] of ds1.entries()) {
  const pieces = sections(tracingOf(row), row.annotations['atr']!)
  for (const [k, [piece, marks]] of pieces.entries()) minutes.add(piece, marks, [record, k])
}
await minutes.write('ds1-minutes')

async function rowsOf(name: string, split: 'all' | 'train'): Promise<Iterable<SetRow>> {
  const set = DATA_SETS.find(({ names }) => names.includes(name))!
  return set.rows(await openNpz(join(dataFolder!, set.path)), split).rows
}

function tracingOf({ sampleRateHz, leads }: SetRow): Tracing {
  return { sampleRateHz, leads, annotations: [], startedAt: null, warnings: [] }
}

/** A minute of each two, with its marks. */
function sections(tracing: Tracing, marks: readonly Annotation[]): [Tracing, Annotation[]][] {
  const { sampleRateHz, leads } = tracing
  const length = SECTION_S * sampleRateHz
  const count = Math.floor(leads[0]!.samplesMv.length / (2 * length))
  return Array.from({ length: count }, (_, k) => {
    const from = 2 * k * length
    const cut = leads.map((lead) => ({ ...lead, samplesMv: lead.samplesMv.slice(from, from + length) }))
    const fromMs = (from * 1000) / sampleRateHz
    return [{ ...tracing, leads: cut }, marks.map((mark) => ({ ...mark, atMs: mark.atMs - fromMs }))]
  })
}
