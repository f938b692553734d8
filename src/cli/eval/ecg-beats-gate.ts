import { basename, join } from 'node:path'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { RHYTHMS, type Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { answerBeats, openBeatsModel } from '#inference/ecg-beats.ts'
import { readEcgPaths } from '../ecg-input.ts'
import { openTreeReader } from '../tree-reader.ts'
import { annotatedRows } from './annotated-records.ts'
import { NOT_ECG, notEcg } from './not-ecg.ts'

/**
 * `node src/cli/eval/ecg-beats-gate.ts SET…`: both error rates of the gate of `ecg-beats`. Must be refused: made signals
 * without a heart, all leads and the first alone. Must be read: the records of the sets (folders of `hinterland
 * unpack`) and simulated rhythms. Prints one line for each, with the share of beats that are told.
 */
const EACH = 6
const NO_BEATS: readonly Rhythm[] = ['asystole', 'ventricular-fibrillation', 'paced']

const opened = await openTreeReader('ecg-beats', openBeatsModel)
if (!opened.ok) throw new Error(opened.problem.message)
const { reader, dispose } = opened.value

for (const kind of NOT_ECG) {
  const made = Array.from({ length: EACH }, (_, k) => notEcg(kind, k + 1))
  await row(`must be refused: ${kind}`, [...made, ...made.map(firstLead)])
}
for (const folder of process.argv.slice(2)) {
  const rows = await annotatedRows(folder)
  if (!rows.ok) throw new Error(rows.problem.message)
  const inputs = await readEcgPaths(rows.value.map(({ file }) => join(folder, file)))
  const tracings = inputs.flatMap(({ outcome }) => (outcome.ok ? [outcome.value.tracing] : []))
  await row(`must be read: ${basename(folder)}`, tracings)
}
for (const rhythm of Object.keys(RHYTHMS) as Rhythm[]) {
  const made = Array.from(
    { length: EACH },
    (_, k) =>
      simulateEcg({ seed: 1000 + k, rhythm, durationMs: 10_000, sampleRateHz: 500, noise: 0.1 * k }).tracing,
  )
  await row(`${NO_BEATS.includes(rhythm) ? 'must be refused' : 'must be read'}: simulated, ${rhythm}`, made)
}
await dispose()

async function row(name: string, tracings: readonly Tracing[]): Promise<void> {
  const reasons = new Map<string, number>()
  let [told, beats] = [0, 0]
  for (const tracing of tracings) {
    const claim = await answerBeats(reader, tracing, analyseEcg(tracing))
    if (claim.refused !== null) reasons.set(claim.refused, (reasons.get(claim.refused) ?? 0) + 1)
    beats += claim.beats.length
    told += claim.beats.filter(({ label }) => label !== null).length
  }
  const refused = [...reasons.values()].reduce((a, b) => a + b, 0)
  const why = [...reasons].map(([reason, count]) => `${reason} ${count}`).join(', ')
  const share = beats > 0 ? `, ${told} of ${beats} beats told` : ''
  process.stdout.write(`${name}: ${refused} of ${tracings.length} refused${why && ` (${why})`}${share}\n`)
}

function firstLead(tracing: Tracing): Tracing {
  return { ...tracing, leads: tracing.leads.slice(0, 1) }
}
