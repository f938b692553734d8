import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEcgFiles } from '#contract/ecg/read.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
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

/** Signal code alone, in Node, against neurokit2 and wfdb on the same file. */
export async function signalRows(progress: Bench['progress']): Promise<Row[]> {
  progress('signal code alone')
  const files = wfdbFiles(twelveLeads(SECONDS), RECORD)
  const [read] = readEcgFiles(files)
  if (!read?.outcome.ok) throw new Error('the recording of the bench cannot be read')
  const { tracing } = read.outcome.value
  const analysing = await timed(RUNS, () => analyseEcg(tracing), { warmUps: 10 })
  const reading = await timed(RUNS, () => readEcgFiles(files), { warmUps: 10 })
  progress('neurokit2 and wfdb on the same file')
  const rival = rivalTimes(files)
  const reference = (what: string, times: readonly number[] | undefined): Reference =>
    times ? { what, measured: spreadOf(times) } : { what, measured: null, note: PYTHON_CURE }
  return [
    {
      area: 'ecg',
      what: `signal code alone, 12 × ${SECONDS} s, Node`,
      unit: 'ms',
      measured: spreadOf(analysing),
      budget: { value: SIGNAL_BUDGET_MS },
      reference: reference('neurokit2', rival?.analyseMs),
    },
    {
      area: 'ecg',
      what: `reading the file alone, 12 × ${SECONDS} s, Node`,
      unit: 'ms',
      measured: spreadOf(reading),
      reference: reference('wfdb', rival?.readMs),
    },
  ]
}

function rivalTimes(
  files: ReturnType<typeof wfdbFiles>,
): { readonly readMs: number[]; readonly analyseMs: number[] } | null {
  const python = rivalPython()
  if (python === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-bench-'))
  for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes)
  const script = join(import.meta.dirname, '../rivals/ecg_in_python.py')
  const run = spawnSync(python, [script, join(folder, RECORD), String(RIVAL_RUNS)], { encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  if (run.status !== 0) throw new Error(`rivals/ecg_in_python.py failed:\n${run.stderr}`)
  return JSON.parse(run.stdout) as { readMs: number[]; analyseMs: number[] }
}
