import { APP_VERSION } from '#data/app-version.ts'
import type { AnnotatedRow } from '#contract/labels.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { detectBeats } from '#domain/ecg/beats.ts'
import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import { beatTruth, scoreBeats } from '#domain/evaluation/beats.ts'
import {
  addScores,
  annotatedIntervals,
  annotatedWaves,
  foundWaves,
  scoreWaves,
} from '#domain/evaluation/fiducials.ts'
import { evaluateSignalCode, intervalErrors, type GradedTracing } from '#domain/evaluation/signal-code.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { figureTable, type EvalReport } from './eval-report.ts'
import { annotatedRows, readAnnotated } from './eval/annotated-records.ts'
import type { PackEvaluation } from './eval/evaluation.ts'
import type { CliIo } from './io.ts'

/** The signal code without a pack, as `eval` names it. */
export const CLASSICAL_DELINEATOR = 'classical-delineator'

const SEED = 2017
const RULE =
  'one annotation file speaks of the first channel, several of the leads in their order; beats within 150 ms, ' +
  'ventricular flutter left out (EC57), found in that channel alone; waves within 150 ms at peak and edges, between the ' +
  'first and last mark of each lead; intervals: ours minus the median over the annotated beats, an edge of a beat being ' +
  'the median of the marks of its leads (Outermost: the earliest onset and latest offset of any lead)'

/**
 * Runs the signal code on every record of `folder/labels.csv` (columns `file`, `annotation`) and grades it against the
 * annotations: marks around `p`, `N`, `t` are waves, anything else beats.
 */
export async function evaluateDelineator(
  folder: string,
  io: Pick<CliIo, 'err'>,
): Promise<Outcome<PackEvaluation>> {
  const rows = await annotatedRows(folder)
  if (!rows.ok) return rows
  const records: GradedTracing[] = []
  const failures: { file: string; error: string }[] = []
  for (const [i, row] of rows.value.entries()) {
    const graded = await grade(folder, row)
    if (graded.ok) records.push(graded.value)
    else failures.push({ file: row.file, error: graded.problem.message })
    if ((i + 1) % 20 === 0) io.err(`${i + 1} of ${rows.value.length}\n`)
  }
  const json: EvalReport = {
    pack: CLASSICAL_DELINEATOR,
    version: APP_VERSION,
    engine: 'none',
    count: records.length,
    refused: 0,
    refusedByReason: {},
    rule: RULE,
    ...evaluateSignalCode(records, SEED),
    perClass: {},
    confusion: [],
    failures,
  }
  return good({ json, table: figureTable(json) })
}

async function grade(folder: string, row: AnnotatedRow): Promise<Outcome<GradedTracing>> {
  const record = await readAnnotated(folder, row)
  if (!record.ok) return record
  const { tracing, marks } = record.value
  const { patient, group, site } = row
  const who = { patient, group: group ?? site }
  const inWaves = marks.some((list) => list.some(({ symbol }) => symbol === '(' || symbol === ')'))
  return good(
    inWaves ? { ...who, ...gradeWaves(tracing, marks) } : { ...who, ...gradeBeats(tracing, marks[0]!) },
  )
}

function gradeWaves(tracing: Tracing, marks: readonly (readonly Annotation[])[]) {
  const analysis = analyseEcg(tracing)
  const truth = marks.map(annotatedWaves)
  const scores = truth.flatMap((waves, lead) => {
    const found = analysis.delineation === null ? [] : foundWaves(analysis.delineation, lead)
    return waves.length === 0 ? [] : [scoreWaves(waves, found)]
  })
  return {
    waves: addScores(scores),
    beats: null,
    intervals: intervalErrors(analysis, annotatedIntervals(truth)),
    outermost: intervalErrors(analysis, annotatedIntervals(truth, 'outermost')),
  }
}

function gradeBeats(tracing: Tracing, marks: readonly Annotation[]) {
  const { beatsMs, excluded } = beatTruth(marks)
  const found = detectBeats({ ...tracing, leads: tracing.leads.slice(0, 1) })
  return {
    waves: null,
    beats: scoreBeats(
      found.map(({ atMs }) => atMs),
      beatsMs,
      undefined,
      excluded,
    ),
    intervals: null,
    outermost: null,
  }
}
