import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FINDING_LABELS, type FindingLabel } from '#contract/pack-ecg-12lead.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { Figure } from '#domain/evaluation/bootstrap.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { openFindingsModel, readFindings, type FindingsModel } from '#inference/ecg-12lead.ts'
import type { PackReader } from '#inference/reader.ts'
import { readEcgPaths } from '../ecg-input.ts'
import type { CliIo } from '../io.ts'
import { openTreeReader } from '../tree-reader.ts'
import { rulesAlone } from './ecg-12lead-rules.ts'
import type { PackEvaluation } from './evaluation.ts'
import { findingFigures, type FindingsGroup, type GradedFindings } from './findings-figures.ts'
import { readFindingsList, type FindingsRow } from './findings-list.ts'
import { findingsTable } from './findings-table.ts'
import { NOT_ECG, notEcg } from './not-ecg.ts'

const PACK = 'ecg-12lead'
/** The site of the training recordings, as the sets name it. */
const TRAINED_AT = 'PTB-XL'
const NOT_ECG_EACH = 5
const RULE =
  'figures are over all records whose set says whether the finding is there, before the gate; "kept" over those that the ' +
  'gate let through; "rules" are the statement rules alone, with age and sex, graded by certainty; macro is over the claimed ' +
  'labels, or over all where none is claimed; intervals 95 % by bootstrap over patients'

/**
 * Runs the findings pack on every record of `folder/labels.csv`, or of each folder in `folder` that has such a list
 * (`hinterland unpack ptbxl|cinc2021|chapman|ludb-findings`), beside the statement rules alone.
 */
export async function evaluateFindings(
  folder: string,
  io: Pick<CliIo, 'err'>,
): Promise<Outcome<PackEvaluation>> {
  const listed: { readonly folder: string; readonly row: FindingsRow }[] = []
  for (const one of await foldersOf(folder)) {
    const rows = await readFindingsList(one)
    if (!rows.ok) return rows
    listed.push(...rows.value.map((row) => ({ folder: one, row })))
  }
  const opened = await openTreeReader(PACK, openFindingsModel)
  if (!opened.ok) return opened
  const { reader, dispose } = opened.value
  const graded: GradedFindings[] = []
  const failures: { file: string; error: string }[] = []
  for (const [i, { folder: beside, row }] of listed.entries()) {
    const one = await grade(reader, beside, row)
    if (one.ok) graded.push(one.value)
    else failures.push({ file: row.file, error: one.problem.message })
    if ((i + 1) % 50 === 0) io.err(`${i + 1} of ${listed.length}\n`)
  }
  const notEcgRefused = await refusedOfNotEcg(reader)
  await dispose()
  const { manifest, calibration } = reader.model
  const claimed = calibration.labels.flatMap(({ label, claimed: shown }) => (shown ? [label] : []))
  const groups = groupsOf(graded).map(({ name, records }) => findingFigures(name, records, claimed))
  const metrics: Record<string, Figure> = Object.assign({}, ...groups.map(metricsOf)) as Record<
    string,
    Figure
  >
  const { id: pack, version } = manifest
  const head = `${pack} ${version} on ort-wasm: ${graded.length} records; claimed: ${claimed.join(', ') || 'none'}`
  return good({
    json: { pack, version, engine: 'ort-wasm', count: graded.length, metrics, rule: RULE, failures },
    table: findingsTable(head, groups, notEcgRefused, RULE),
  })
}

async function foldersOf(folder: string): Promise<string[]> {
  if (existsSync(join(folder, 'labels.csv')) || !existsSync(folder)) return [folder]
  const inside = (await readdir(folder)).map((name) => join(folder, name)).sort()
  const listed = inside.filter((one) => existsSync(join(one, 'labels.csv')))
  return listed.length > 0 ? listed : [folder]
}

async function grade(
  reader: PackReader<FindingsModel>,
  folder: string,
  row: FindingsRow,
): Promise<Outcome<GradedFindings>> {
  const [input] = await readEcgPaths([join(folder, row.file)])
  if (input === undefined) throw new Error(`${row.file} was asked for and not answered`)
  if (!input.outcome.ok) return input.outcome
  const { tracing } = input.outcome.value
  const analysis = analyseEcg(tracing)
  const { refused, findings } = await readFindings(reader, tracing, analysis, row.person)
  const by = <T>(value: (label: FindingLabel) => T) =>
    Object.fromEntries(FINDING_LABELS.map((label) => [label, value(label)])) as Record<FindingLabel, T>
  const found = (label: FindingLabel) => findings.find((finding) => finding.label === label)
  return good({
    patient: `${row.site} ${row.patient}`,
    site: row.site,
    refused,
    present: row.present,
    scores: by((label) => found(label)?.probability ?? null),
    positive: by((label) => found(label)?.positive ?? false),
    rules: rulesAlone(tracing, analysis, row.person),
  })
}

/** Same site, the other sites together, then each of them. */
function groupsOf(graded: readonly GradedFindings[]): { name: string; records: readonly GradedFindings[] }[] {
  const others = graded.filter(({ site }) => site !== TRAINED_AT)
  const sites = [...new Set(others.map(({ site }) => site))].sort()
  return [
    { name: TRAINED_AT, records: graded.filter(({ site }) => site === TRAINED_AT) },
    { name: 'other sites', records: others },
    ...(sites.length > 1
      ? sites.map((name) => ({ name, records: graded.filter(({ site }) => site === name) }))
      : []),
  ].filter(({ records }) => records.length > 0)
}

function metricsOf({
  name,
  macro,
  rulesMacro,
  labels,
  readableRefused,
}: FindingsGroup): Record<string, Figure> {
  const at = (metric: string) => (name === TRAINED_AT ? metric : `${metric}@${name}`)
  const ofLabels = labels.flatMap(({ label, figures }) =>
    Object.entries(figures).map(([metric, figure]) => [at(`${metric}:${label}`), figure] as const),
  )
  return {
    [at('macroAuc')]: macro,
    [at('rulesMacroAuc')]: rulesMacro,
    [at('refused')]: readableRefused,
    ...Object.fromEntries(ofLabels),
  }
}

/** Of made signals that no heart made: how many the gate refuses. */
async function refusedOfNotEcg(
  reader: PackReader<FindingsModel>,
): Promise<{ readonly refused: number; readonly count: number }> {
  let refused = 0
  for (const kind of NOT_ECG) {
    for (let seed = 1; seed <= NOT_ECG_EACH; seed++) {
      const tracing = notEcg(kind, seed)
      const reading = await readFindings(reader, tracing, analyseEcg(tracing), null)
      if (reading.refused !== null) refused++
    }
  }
  return { refused, count: NOT_ECG.length * NOT_ECG_EACH }
}
