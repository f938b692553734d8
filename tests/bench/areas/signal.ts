import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEcgFiles } from '#contract/ecg/read.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { detectBeats } from '#domain/ecg/beats.ts'
import { delineate } from '#domain/ecg/delineate/delineate.ts'
import { filterForDisplay, MONITOR } from '#domain/ecg/display.ts'
import type { Bench } from '../bench-run.ts'
import { twelveLeads, wfdbFiles } from '../ground/recordings.ts'
import { PYTHON_CURE, rivalPython } from '../ground/rivals.ts'
import type { Reference, Row } from '../row.ts'
import { spreadOf, timed } from '../statistics.ts'

const SECONDS = 10
const RUNS = 30
const RIVAL_RUNS = 8
const SIGNAL_BUDGET_MS = 40
const RECORD = 'bench'

/** Signal code alone, in Node, stage by stage, against neurokit2 and wfdb on the same file. */
export async function signalRows(progress: Bench['progress']): Promise<Row[]> {
  progress('signal code alone')
  const files = wfdbFiles(twelveLeads(SECONDS), RECORD)
  const [read] = readEcgFiles(files)
  if (!read?.outcome.ok) throw new Error('the recording of the bench cannot be read')
  const { tracing } = read.outcome.value
  const leadII = { ...tracing, leads: tracing.leads.filter(({ standard }) => standard === 'II') }
  const { beats, quality } = analyseEcg(tracing)
  const ours = (stage: () => unknown) => timed(RUNS, stage, { warmUps: 10 })
  const times = {
    all: await ours(() => analyseEcg(tracing)),
    read: await ours(() => readEcgFiles(files)),
    beats: await ours(() => detectBeats(tracing)),
    beatsOfOne: await ours(() => detectBeats(leadII)),
    waves: await ours(() => delineate(tracing, beats, quality)),
    wavesOfOne: await ours(() => delineate(leadII, beats, [quality[1]!])),
    filter: await ours(() =>
      tracing.leads.map((lead) => filterForDisplay(lead.samplesMv, tracing.sampleRateHz, MONITOR)),
    ),
  }
  progress('neurokit2 and wfdb on the same file')
  const rival = rivalTimes(files)
  const reference = (what: string, measured: readonly number[] | undefined): Reference =>
    measured ? { what, measured: spreadOf(measured) } : { what, measured: null, note: PYTHON_CURE }
  const row = (what: string, measured: readonly number[], beside?: Reference): Row => ({
    area: 'ecg',
    what: `${what}, Node`,
    unit: 'ms',
    measured: spreadOf(measured),
    ...(beside ? { reference: beside } : {}),
  })
  const whole = `12 × ${SECONDS} s`
  return [
    {
      ...row(`signal code alone, ${whole}`, times.all, reference('neurokit2', rival?.analyseMs)),
      budget: { value: SIGNAL_BUDGET_MS },
    },
    row(`reading the file alone, ${whole}`, times.read, reference('wfdb', rival?.readMs)),
    row(`finding beats, ${whole}`, times.beats),
    row(`finding beats, lead II × ${SECONDS} s`, times.beatsOfOne, reference('wfdb XQRS', rival?.xqrsMs)),
    row(`waves, ${whole}`, times.waves),
    row(`waves, lead II × ${SECONDS} s`, times.wavesOfOne, reference('neurokit2 (DWT)', rival?.delineateMs)),
    row(`filter 0.5 to 40 Hz and mains, ${whole}`, times.filter),
  ]
}

interface RivalTimes {
  readonly readMs: number[]
  readonly analyseMs: number[]
  readonly xqrsMs: number[]
  readonly delineateMs: number[]
}

function rivalTimes(files: ReturnType<typeof wfdbFiles>): RivalTimes | null {
  const python = rivalPython()
  if (python === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-bench-'))
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes)
  const script = join(import.meta.dirname, '../rivals/ecg_in_python.py')
  const run = spawnSync(python, [script, join(folder, RECORD), String(RIVAL_RUNS)], { encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  if (run.status !== 0) throw new Error(`rivals/ecg_in_python.py failed:\n${run.stderr}`)
  return JSON.parse(run.stdout) as RivalTimes
}
