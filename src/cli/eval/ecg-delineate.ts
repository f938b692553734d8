import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { EcgAnalysis, EcgFigures } from '#domain/ecg/analysis.ts'
import type { WavesClaim } from '#domain/ecg/claims.ts'
import type { Delineation } from '#domain/ecg/delineate/waves.ts'
import type { Figure } from '#domain/evaluation/bootstrap.ts'
import {
  addScores,
  annotatedIntervals,
  annotatedWaves,
  foundWaves,
  scoreWaves,
  type MarkedWave,
} from '#domain/evaluation/fiducials.ts'
import { evaluateSignalCode, intervalErrors, type GradedTracing } from '#domain/evaluation/signal-code.ts'
import { measured, notMeasurable } from '#domain/measured.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { intervalsOf, openDelineationModel, seeWaves } from '#inference/ecg-delineate.ts'
import type { CliIo } from '../io.ts'
import { openTreeReader } from '../tree-reader.ts'
import { annotatedRows, readAnnotated } from './annotated-records.ts'
import type { PackEvaluation } from './evaluation.ts'

const PACK = 'ecg-delineate'
const SEED = 2017
/** What issue 12 asks for on the other half of LUDB. */
const AIMS: Readonly<Record<string, string>> = {
  pF1: '>= 0.98',
  qrsF1: '>= 0.998',
  tF1: '>= 0.993',
  pOnSdMs: '<= 12',
  pOffSdMs: '<= 11',
  qrsOnSdMs: '<= 8',
  qrsOffSdMs: '<= 9',
  tOffSdMs: '<= 20',
}
const RULE =
  'the shipped code on WASM, every record before the gate; waves within 150 ms at peak and edges, between the first and ' +
  'last mark of each lead; beats are those of the signal code; intervals: ours minus the median over the annotated ' +
  'beats, an edge of a beat being the median of the marks of its leads (Outermost: the earliest onset and latest offset ' +
  'of any lead); the last column is the signal code without a pack on the same records'

/** Grades the delineation pack on every record of `folder/labels.csv` (`file`, `annotation`), and the signal code beside it. */
export async function evaluateDelineation(
  folder: string,
  io: Pick<CliIo, 'err'>,
): Promise<Outcome<PackEvaluation>> {
  const rows = await annotatedRows(folder)
  if (!rows.ok) return rows
  const opened = await openTreeReader(PACK, openDelineationModel)
  if (!opened.ok) return opened
  const { reader, dispose } = opened.value
  const { id: pack, version } = reader.model.manifest
  const network: GradedTracing[] = []
  const signalCode: GradedTracing[] = []
  const refused: string[] = []
  const failures: { file: string; error: string }[] = []
  for (const [i, row] of rows.value.entries()) {
    const record = await readAnnotated(folder, row)
    if (!record.ok) {
      failures.push({ file: row.file, error: record.problem.message })
      continue
    }
    const analysis = analyseEcg(record.value.tracing)
    const seen = await seeWaves(reader, record.value.tracing, analysis)
    if (seen.refused !== null) refused.push(seen.refused)
    const truth = record.value.marks.map(annotatedWaves)
    const who = { patient: row.patient, group: row.group ?? row.site }
    const ours = intervalsOf(seen.delineation?.beats ?? [])
    network.push({ ...who, ...graded(truth, seen.delineation, withIntervals(analysis, ours)) })
    signalCode.push({ ...who, ...graded(truth, analysis.delineation, analysis) })
    if ((i + 1) % 20 === 0) io.err(`${i + 1} of ${rows.value.length}\n`)
  }
  await dispose()
  const { metrics, perGroup } = evaluateSignalCode(network, SEED)
  const beside = evaluateSignalCode(signalCode, SEED).metrics
  const count = network.length
  const head = `${pack} ${version} on ort-wasm: ${count} records, ${refused.length} refused by the gate${reasonsOf(refused)}`
  return good({
    json: {
      pack,
      version,
      engine: 'ort-wasm',
      count,
      metrics: { ...metrics, ...named(beside, 'signalCode') },
      rule: RULE,
      failures,
    },
    table: tableOf(head, metrics, beside, perGroup),
  })
}

function graded(
  truth: readonly (readonly MarkedWave[])[],
  delineation: Delineation | null,
  figures: EcgFigures,
): Pick<GradedTracing, 'waves' | 'beats' | 'intervals' | 'outermost'> {
  const scores = truth.flatMap((waves, lead) =>
    waves.length === 0 ? [] : [scoreWaves(waves, delineation === null ? [] : foundWaves(delineation, lead))],
  )
  return {
    waves: addScores(scores),
    beats: null,
    intervals: intervalErrors(figures, annotatedIntervals(truth)),
    outermost: intervalErrors(figures, annotatedIntervals(truth, 'outermost')),
  }
}

/** The figures of the analysis with the network's intervals in place of its own. */
function withIntervals(analysis: EcgAnalysis, ours: Pick<WavesClaim, 'prMs' | 'qrsMs' | 'qtMs'>): EcgFigures {
  const said = (value: number | null) =>
    value === null ? notMeasurable('edge-unclear') : measured(value, 'ms', { origin: 'measured', by: PACK })
  const measurements = {
    ...analysis.measurements,
    prMs: said(ours.prMs),
    qrsMs: said(ours.qrsMs),
    qtMs: said(ours.qtMs),
  }
  return { ...analysis, measurements }
}

function named(metrics: Readonly<Record<string, Figure>>, prefix: string): Record<string, Figure> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, figure]) => [
      `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`,
      figure,
    ]),
  )
}

function reasonsOf(refused: readonly string[]): string {
  const groups = [...Map.groupBy(refused, (reason) => reason)]
  return groups.length === 0
    ? ''
    : ` (${groups.map(([reason, all]) => `${reason} ${all.length}`).join(', ')})`
}

function tableOf(
  head: string,
  metrics: Readonly<Record<string, Figure>>,
  beside: Readonly<Record<string, Figure>>,
  perGroup: ReturnType<typeof evaluateSignalCode>['perGroup'],
): string {
  const lines = Object.entries(metrics).map(([name, figure]) =>
    [
      name.padEnd(24),
      shown(name, figure).padEnd(30),
      (AIMS[name] ?? '').padEnd(10),
      number(name, beside[name]?.value),
    ]
      .join('')
      .trimEnd(),
  )
  const groups = Object.entries(perGroup).map(([group, { count, metrics: figures }]) =>
    [
      group.padEnd(34),
      String(count).padStart(4),
      ...['pF1', 'qrsF1', 'tF1'].map((name) => `  ${name} ${number(name, figures[name])}`),
    ].join(''),
  )
  const heads = `${'figure'.padEnd(24)}${'network (95 %)'.padEnd(30)}${'aim'.padEnd(10)}signal code`
  return `${[head, '', heads, ...lines, '', ...groups, '', RULE].join('\n')}\n`
}

function shown(name: string, { value, low, high }: Figure): string {
  return value === null ? '-' : `${number(name, value)} (${number(name, low)} to ${number(name, high)})`
}

function number(name: string, value: number | null | undefined): string {
  return typeof value !== 'number' ? '-' : value.toFixed(name.endsWith('F1') ? 4 : 1)
}
