import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { RHYTHMS, type Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { StandardLead, Tracing } from '#domain/ecg/tracing.ts'
import { createRandom } from '#domain/random.ts'
import { answerQuality, openQualityModel, type QualityModel } from '#inference/ecg-quality.ts'
import type { PackReader } from '#inference/reader.ts'
import { readEcgPaths } from '../ecg-input.ts'
import { MODELS, openTreeReader } from '../tree-reader.ts'
import { listedRows } from './listed-rows.ts'
import { NOT_ECG, notEcg } from './not-ecg.ts'

/**
 * `node src/cli/eval/ecg-quality-gate.ts [--card] [--samples DIR] [--noisy SET] SET…`: both error rates of the quality
 * gate. Must be refused: made signals without a heart, and the records of the first set with leads taken off. Must be
 * accepted: every record of the sets, the twelve-lead recordings among the samples, simulated tracings. A set is a folder
 * of `hinterland unpack`, with `:COLUMN=VALUE` only the records that its list says that of. `--noisy` names one that
 * readers called too noisy, which is listed beside. `--card` writes the table into the pack's card.
 */
const PACK = 'ecg-quality'
const EACH = 20
const SPOILED_MAX = 40
/** Nobody can tell these from a fallen electrode or from noise; listed, not counted. */
const LOST: readonly Rhythm[] = ['asystole', 'ventricular-fibrillation']

interface Row {
  readonly name: string
  count: number
  refused: number
  /** Of the refused: those in which the signal code finds no lead to read, before any network. */
  bySignalCode: number
  readonly reasons: Map<string, number>
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    card: { type: 'boolean', default: false },
    samples: { type: 'string' },
    noisy: { type: 'string' },
  },
})
const opened = await openTreeReader(PACK, openQualityModel)
if (!opened.ok) throw new Error(opened.problem.message)
const { reader } = opened.value
const mustRefuse: Row[] = []
const mustAccept: Row[] = []
const listed: Row[] = []

for (const kind of NOT_ECG)
  await add(
    mustRefuse,
    kind,
    repeated((seed) => notEcg(kind, seed)),
  )
const [first] = positionals
if (first !== undefined) {
  await add(mustRefuse, `${basename(first)}, every lead off`, spoiled(first, 12, off))
  await add(mustRefuse, `${basename(first)}, half of the leads off`, spoiled(first, 6, off))
  await add(mustRefuse, `${basename(first)}, muscle noise in every lead`, spoiled(first, 12, muscle))
}
for (const folder of positionals) await add(mustAccept, basename(folder), recordsOf(folder))
if (values.samples !== undefined) await add(mustAccept, 'samples, twelve leads', samplesOf(values.samples))
for (const rhythm of Object.keys(RHYTHMS) as Rhythm[])
  await add(
    LOST.includes(rhythm) ? listed : mustAccept,
    `simulated, ${rhythm}`,
    repeated((seed) => simulated(rhythm, seed)),
  )
await add(
  mustAccept,
  'simulated, child of 1',
  repeated((seed) => simulated('sinus-tachycardia', seed, { ageYears: 1 })),
)
await add(
  mustAccept,
  'simulated, a third of the voltage',
  repeated((seed) => quieter(simulated('sinus', seed))),
)
await add(
  mustAccept,
  'simulated, limb leads only',
  repeated((seed) => simulated('sinus', seed, { leads: ['I', 'II', 'III', 'aVR', 'aVL', 'aVF'] })),
)
await add(
  mustAccept,
  'simulated, lead II only',
  repeated((seed) => simulated('sinus', seed, { leads: ['II'] })),
)
if (values.noisy !== undefined) await add(listed, basename(values.noisy), recordsOf(values.noisy))
await opened.value.dispose()

const table = tableOf()
process.stdout.write(table)
if (values.card) await writeGate(join(MODELS, PACK, 'card.md'))

async function add(rows: Row[], name: string, tracings: AsyncIterable<Tracing>): Promise<void> {
  const row: Row = { name, count: 0, refused: 0, bySignalCode: 0, reasons: new Map() }
  for await (const tracing of tracings) await judge(reader, tracing, row)
  if (row.count > 0) rows.push(row)
  process.stderr.write(`${name}: ${row.refused} of ${row.count} refused\n`)
}

async function judge(on: PackReader<QualityModel>, tracing: Tracing, row: Row): Promise<void> {
  const analysis = analyseEcg(tracing)
  const { acceptable, refused } = await answerQuality(on, tracing, analysis)
  row.count++
  if (acceptable === true) return
  row.refused++
  if (analysis.bestLead === null) row.bySignalCode++
  const reason = refused ?? 'unacceptable'
  row.reasons.set(reason, (row.reasons.get(reason) ?? 0) + 1)
}

async function* repeated(make: (seed: number) => Tracing): AsyncIterable<Tracing> {
  for (let seed = 1; seed <= EACH; seed++) yield make(1000 + seed)
}

function simulated(
  rhythm: Rhythm,
  seed: number,
  more: { ageYears?: number; leads?: StandardLead[] } = {},
): Tracing {
  const noise = createRandom(seed, 'noise of the gate table').between(0, 0.25)
  return simulateEcg({ seed, rhythm, sampleRateHz: 500, durationMs: 10_000, noise, ...more }).tracing
}

function quieter(tracing: Tracing): Tracing {
  return {
    ...tracing,
    leads: tracing.leads.map((lead) => ({ ...lead, samplesMv: lead.samplesMv.map((v) => v / 3) })),
  }
}

async function* recordsOf(set: string): AsyncIterable<Tracing> {
  const [folder, wanted] = set.split(':') as [string, string?]
  for (const { file } of await listedRows(folder, wanted)) {
    const [input] = await readEcgPaths([join(folder, file!)])
    if (input?.outcome.ok) yield input.outcome.value.tracing
  }
}

async function* samplesOf(folder: string): AsyncIterable<Tracing> {
  const recordings = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { file: string }[]
  for (const { file } of recordings) {
    const [input] = await readEcgPaths([join(folder, file)])
    if (input?.outcome.ok && input.outcome.value.tracing.leads.length >= 12) yield input.outcome.value.tracing
  }
}

async function* spoiled(
  folder: string,
  count: number,
  spoil: (x: Float32Array, seed: number) => Float32Array,
): AsyncIterable<Tracing> {
  let seed = 0
  for await (const tracing of recordsOf(folder)) {
    const leads = tracing.leads.map((lead, i) => {
      const isSpoiled = (i * 5 + seed) % tracing.leads.length < count
      return isSpoiled ? { ...lead, samplesMv: spoil(lead.samplesMv, seed * 12 + i) } : lead
    })
    seed++
    yield { ...tracing, leads }
    if (seed === SPOILED_MAX) return
  }
}

function off(x: Float32Array, seed: number): Float32Array {
  const random = createRandom(seed, 'off')
  return x.map(() => 0.002 * random.gaussian())
}

function muscle(x: Float32Array, seed: number): Float32Array {
  const random = createRandom(seed, 'muscle')
  const size = random.between(0.5, 1.2)
  return x.map((v) => v + size * random.gaussian())
}

function tableOf(): string {
  const head = ['input', 'n', 'refused', 'signal code finds no lead', 'reasons']
  return [
    section('must be refused', mustRefuse, head),
    section('must be accepted', mustAccept, head),
    section('listed, not counted', listed, head),
  ].join('\n')
}

function section(title: string, rows: readonly Row[], head: readonly string[]): string {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  const all = {
    name: 'together',
    count: sum((r) => r.count),
    refused: sum((r) => r.refused),
    bySignalCode: sum((r) => r.bySignalCode),
    reasons: new Map<string, number>(),
  }
  const lines = [...rows, all].map(({ name, count, refused, bySignalCode, reasons }) => [
    name,
    String(count),
    `${refused} (${((100 * refused) / count).toFixed(1)} %)`,
    String(bySignalCode),
    [...reasons].map(([reason, n]) => `${reason} ${n}`).join(', '),
  ])
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return `${[`**${title}**`, '', row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n')}\n`
}

async function writeGate(path: string): Promise<void> {
  const card = await readFile(path, 'utf8')
  const place = /(<!-- gate:begin -->\n)[^]*?(<!-- gate:end -->)/
  if (!place.test(card)) throw new Error(`${path} has no place for the table`)
  await writeFile(
    path,
    card.replace(place, (_, begin: string, end: string) => `${begin}\n${table}\n${end}`),
  )
}
