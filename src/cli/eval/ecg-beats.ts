import { analyseEcg } from '#domain/ecg/analyse.ts'
import { BEAT_CLASSES } from '#domain/ecg/claims.ts'
import { beatFigures, countBeats, sumCounts, type BeatCounts } from '#domain/evaluation/beat-counts.ts'
import { meetBeats, TRUE_BEAT_CLASSES } from '#domain/evaluation/beat-classes.ts'
import { bootstrap, seededRandom, type Figure } from '#domain/evaluation/bootstrap.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { openBeatsModel, readBeats } from '#inference/ecg-beats.ts'
import type { CliIo } from '../io.ts'
import { openTreeReader } from '../tree-reader.ts'
import { annotatedRows, readAnnotated } from './annotated-records.ts'
import type { PackEvaluation } from './evaluation.ts'

const SEED = 2017
const PACK = 'ecg-beats'
const RULE =
  'beats of the first channel alone, found by the signal code, within 150 ms of the annotated ones, ventricular flutter ' +
  'left out (EC57); classes after AAMI: a missed beat counts against sensitivity, an invented one against the predictive ' +
  'value, F called V and Q count neither way; "Kept": the same over the beats that the gate lets be told'

interface GradedBeats {
  readonly name: string
  readonly patient: string
  readonly refused: string | null
  /** By the label before the gate, and of the beats that may be told. */
  readonly all: BeatCounts
  readonly kept: BeatCounts
}

/** Names the beats of every record of `folder/labels.csv` (columns `file`, `annotation`) and grades them. */
export async function evaluateBeats(
  folder: string,
  io: Pick<CliIo, 'err'>,
  id: string = PACK,
): Promise<Outcome<PackEvaluation>> {
  const rows = await annotatedRows(folder)
  if (!rows.ok) return rows
  const opened = await openTreeReader(id, openBeatsModel)
  if (!opened.ok) return opened
  const { reader, dispose } = opened.value
  const records: GradedBeats[] = []
  const failures: { file: string; error: string }[] = []
  for (const row of rows.value) {
    const record = await readAnnotated(folder, row)
    if (!record.ok) {
      failures.push({ file: row.file, error: record.problem.message })
      continue
    }
    const { marks } = record.value
    const tracing = { ...record.value.tracing, leads: record.value.tracing.leads.slice(0, 1) }
    const analysis = analyseEcg(tracing)
    const { refused, beats } = await readBeats(reader, tracing, analysis)
    const met = meetBeats(
      analysis.beats.map(({ atMs }) => atMs),
      marks[0]!,
    )
    records.push({
      name: row.file.replace(/\.[^.]*$/, ''),
      patient: row.patient,
      refused,
      all: countBeats(met, (b) => beats[b]?.label ?? null),
      kept: countBeats(met, (b) => (refused === null && beats[b]?.told ? beats[b].label : null)),
    })
    io.err(`${row.file}\n`)
  }
  await dispose()
  const { manifest } = reader.model
  const metrics = metricsOf(records)
  const head = { pack: manifest.id, version: manifest.version, engine: 'ort-wasm', count: records.length }
  const perGroup = Object.fromEntries(
    records.map(({ name, all }) => [name, { count: 1, metrics: beatFigures(all) }]),
  )
  const confusion = sumCounts(records.map(({ all }) => all)).confusion
  return good({
    json: {
      ...head,
      refused: records.filter(({ refused }) => refused !== null).length,
      metrics,
      perGroup,
      classes: { rows: [...TRUE_BEAT_CLASSES, 'none'], columns: [...BEAT_CLASSES, 'unnamed', 'missed'] },
      confusion,
      rule: RULE,
      failures,
    },
    table: tableOf(`${manifest.id} ${manifest.version} on ort-wasm`, records, metrics),
  })
}

function metricsOf(records: readonly GradedBeats[]): Record<string, Figure> {
  const patients = new Map<string, number[]>()
  records.forEach(({ patient }, i) => patients.set(patient, [...(patients.get(patient) ?? []), i]))
  const groups = [...patients.values()]
  const metrics: Record<string, Figure> = {}
  for (const which of ['all', 'kept'] as const) {
    const figures = (sample: readonly number[]) =>
      beatFigures(sumCounts(sample.map((i) => records[i]![which])))
    for (const name of Object.keys(figures([]))) {
      if (which === 'kept' && name.startsWith('beat')) continue
      const figure = (sample: readonly number[]) => figures(sample)[name] ?? null
      metrics[which === 'all' ? name : `${name}Kept`] = bootstrap(groups, figure, seededRandom(SEED))
    }
  }
  return metrics
}

function tableOf(
  head: string,
  records: readonly GradedBeats[],
  metrics: Readonly<Record<string, Figure>>,
): string {
  const total = sumCounts(records.map(({ all }) => all))
  const kept = sumCounts(records.map((record) => record.kept))
  const share = (n: number | null | undefined) => (n === null || n === undefined ? '-' : n.toFixed(3))
  const numbers = (row: readonly (number | string)[]) => row.map((n) => String(n).padStart(8)).join('')
  const columns = numbers([...BEAT_CLASSES, 'unnamed', 'missed'])
  const matrix = ({ confusion }: BeatCounts) =>
    confusion.map((row, i) => `${([...TRUE_BEAT_CLASSES, 'none'][i] ?? '').padEnd(6)}${numbers(row)}`)
  return `${[
    `${head}: ${records.length} records, ${records.filter(({ refused }) => refused !== null).length} refused`,
    '',
    ...Object.entries(metrics).map(
      ([name, { value, low, high }]) =>
        `${name.padEnd(24)}${name.startsWith('beat') ? [value, low, high].map((n) => n?.toFixed(4) ?? '-').join('  ') : [value, low, high].map(share).join('  ')}`,
    ),
    '',
    'label before the gate (rows annotated, columns answered)',
    `${' '.repeat(6)}${columns}`,
    ...matrix(total),
    '',
    'what may be told (unnamed: withheld)',
    `${' '.repeat(6)}${columns}`,
    ...matrix(kept),
    '',
    'record        beat Se / PPV      S: n  Se / PPV       V: n  Se / PPV',
    ...records.map(({ name, all, refused }) => {
      const f = beatFigures(all)
      const [s, v] = [1, 2].map((c) => all.confusion[c]!.reduce((a, b) => a + b, 0))
      return [
        name.padEnd(10),
        ` ${f['beatSensitivity']?.toFixed(4) ?? '-'} / ${f['beatPpv']?.toFixed(4) ?? '-'}`,
        `${String(s).padStart(6)}  ${share(f['svebSensitivity'])} / ${share(f['svebPpv'])}`.padEnd(25),
        `${String(v).padStart(6)}  ${share(f['vebSensitivity'])} / ${share(f['vebPpv'])}`,
        refused === null ? '' : `  ${refused}`,
      ].join('')
    }),
    '',
    RULE,
  ].join('\n')}\n`
}
