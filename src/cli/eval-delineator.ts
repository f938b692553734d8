import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stemOf } from '#contract/ecg/source-file.ts'
import { readAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { APP_VERSION } from '#data/app-version.ts'
import { parseAnnotated, type AnnotatedRow } from '#contract/labels.ts'
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
import { bad, good, type Outcome } from '#domain/problem.ts'
import { readEcgPaths } from './ecg-input.ts'
import { figureTable, type EvalReport } from './eval-report.ts'
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

async function annotatedRows(folder: string): Promise<Outcome<AnnotatedRow[]>> {
  try {
    return parseAnnotated(new Uint8Array(await readFile(join(folder, 'labels.csv'))))
  } catch {
    return bad(
      'labels-missing',
      `There is no labels.csv in ${folder}.`,
      'See `hinterland unpack` for a directory that eval reads.',
    )
  }
}

async function grade(folder: string, row: AnnotatedRow): Promise<Outcome<GradedTracing>> {
  const [input] = await readEcgPaths([join(folder, row.file)])
  if (input === undefined)
    return bad('file-missing', `There is no recording in ${row.file}.`, 'Look at the list.', {
      file: row.file,
    })
  if (!input.outcome.ok) return input.outcome
  const { tracing } = input.outcome.value
  if (row.annotations.length > tracing.leads.length)
    return bad(
      'labels-invalid',
      `${row.file} has ${tracing.leads.length} leads; the list names ${row.annotations.length} annotation files.`,
      'Name one for the first channel, or one a lead in the order of the leads.',
    )
  const marks: Annotation[][] = []
  for (const extension of row.annotations) {
    const found = await annotationsBeside(folder, row.file, extension, tracing.sampleRateHz)
    if (!found.ok) return found
    marks.push(found.value)
  }
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

async function annotationsBeside(
  folder: string,
  file: string,
  extension: string,
  sampleRateHz: number,
): Promise<Outcome<Annotation[]>> {
  const slash = file.lastIndexOf('/')
  const name = `${file.slice(0, slash + 1)}${stemOf(file)}.${extension}`
  try {
    const found = readAnnotations(new Uint8Array(await readFile(join(folder, name))), sampleRateHz)
    if (found !== null) return good(found)
    return bad('annotations-unreadable', `${name} is not a WFDB annotation file.`, 'Look at the list.', {
      file: name,
    })
  } catch {
    return bad('file-missing', `There is no ${name} beside the record.`, 'Look at the list.', { file: name })
  }
}
