import { join } from 'node:path'
import { parseLabels, type LabelRow } from '#contract/labels.ts'
import { QUALITY_LABELS } from '#contract/pack-ecg-quality.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { QualityClaim } from '#domain/ecg/claims.ts'
import { bootstrap, seededRandom, type Figure } from '#domain/evaluation/bootstrap.ts'
import { areaUnderCurve } from '#domain/evaluation/classification.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { answerQuality, openQualityModel } from '#inference/ecg-quality.ts'
import { readEcgPaths } from '../ecg-input.ts'
import type { CliIo } from '../io.ts'
import { openTreeReader } from '../tree-reader.ts'
import type { PackEvaluation } from './evaluation.ts'
import { listedRows } from './listed-rows.ts'
import { readLabelsFile } from './labels-file.ts'

const PACK = 'ecg-quality'
const SEED = 2011
const RULE =
  'positive is unacceptable (U); the network alone is its probability at the threshold of the pack, before the gate; ' +
  '"with the gate" counts whatever is not accepted as called U; leads are those of judged records that the list can ' +
  'name (I, II, III, V1 to V6); intervals 95 % by bootstrap over records'

/** One record as labelled and as judged. */
interface GradedQuality {
  readonly isUnacceptable: boolean
  /** 1 where no network ran. */
  readonly score: number
  readonly called: boolean
  readonly accepted: boolean
  readonly signalCodeRefuses: boolean
  readonly refused: string | null
  readonly leads: readonly { readonly isBad: boolean; readonly score: number; readonly called: boolean }[]
}

/** Runs the quality pack on every record of `folder/labels.csv` (`file`, `label` A or U, `judged`, `bad_leads`). */
export async function evaluateQuality(
  folder: string,
  io: Pick<CliIo, 'err'>,
): Promise<Outcome<PackEvaluation>> {
  const list = await readList(folder)
  if (!list.ok) return list
  const opened = await openTreeReader(PACK, openQualityModel)
  if (!opened.ok) return opened
  const { reader, dispose } = opened.value
  const { manifest, calibration } = reader.model
  const graded: GradedQuality[] = []
  const failures: { file: string; error: string }[] = []
  for (const [i, { row, badLeads }] of list.value.entries()) {
    const [input] = await readEcgPaths([join(folder, row.file)])
    if (input?.outcome.ok !== true) {
      const error = input?.outcome.ok === false ? input.outcome.problem.message : 'There is no recording.'
      failures.push({ file: row.file, error })
      continue
    }
    const { tracing } = input.outcome.value
    const analysis = analyseEcg(tracing)
    const claim = await answerQuality(reader, tracing, analysis)
    const names = tracing.leads.map(({ name }) => name)
    graded.push({
      isUnacceptable: row.label === 'U',
      score: claim.unacceptable ?? 1,
      called: (claim.unacceptable ?? 1) >= calibration.record.threshold,
      accepted: claim.acceptable === true,
      signalCodeRefuses: analysis.bestLead === null,
      refused: claim.refused,
      leads: badLeads === null ? [] : gradeLeads(names, claim, badLeads),
    })
    if ((i + 1) % 100 === 0) io.err(`${i + 1} of ${list.value.length}\n`)
  }
  await dispose()
  const metrics = metricsOf(graded)
  const { id: pack, version } = manifest
  const head = `${pack} ${version} on ort-wasm: ${graded.length} records, ${graded.filter((g) => g.isUnacceptable).length} unacceptable`
  return good({
    json: { pack, version, engine: 'ort-wasm', count: graded.length, metrics, rule: RULE, failures },
    table: tableOf(head, graded, metrics),
  })
}

async function readList(
  folder: string,
): Promise<Outcome<{ readonly row: LabelRow; readonly badLeads: ReadonlySet<string> | null }[]>> {
  const bytes = await readLabelsFile(folder)
  if (!bytes.ok) return bytes
  const rows = parseLabels(bytes.value, QUALITY_LABELS)
  if (!rows.ok) return rows
  const judged = new Map(
    (await listedRows(folder, 'judged=1')).map((row) => [
      row['file'],
      new Set((row['bad_leads'] ?? '').split('|').filter((name) => name !== '')),
    ]),
  )
  return good(rows.value.map((row) => ({ row, badLeads: judged.get(row.file) ?? null })))
}

/** The order of the augmented leads is not settled in the source: they are not scored. */
function gradeLeads(names: readonly string[], claim: QualityClaim, badLeads: ReadonlySet<string>) {
  return names.flatMap((name, i) => {
    const lead = claim.leads[i]
    if (name.startsWith('a') || !lead) return []
    return [{ isBad: badLeads.has(name), score: lead.bad, called: !lead.usable }]
  })
}

function metricsOf(graded: readonly GradedQuality[]): Record<string, Figure> {
  const groups = graded.map((_, i) => [i])
  const figure = (of: (sample: readonly GradedQuality[]) => number | null): Figure =>
    bootstrap(groups, (records) => of(records.map((i) => graded[i]!)), seededRandom(SEED))
  const leadsOf = (sample: readonly GradedQuality[]) => sample.flatMap(({ leads }) => leads)
  const isU = (g: GradedQuality) => g.isUnacceptable
  return {
    auc: figure((s) =>
      areaUnderCurve(
        s.map((g) => g.score),
        s.map(isU),
      ),
    ),
    sensitivity: figure((s) => share(s.filter(isU), (g) => g.called)),
    specificity: figure((s) =>
      share(
        s.filter((g) => !isU(g)),
        (g) => !g.called,
      ),
    ),
    accuracy: figure((s) => share(s, (g) => g.called === isU(g))),
    ppv: figure((s) =>
      share(
        s.filter((g) => g.called),
        isU,
      ),
    ),
    npv: figure((s) =>
      share(
        s.filter((g) => !g.called),
        (g) => !isU(g),
      ),
    ),
    sensitivityWithGate: figure((s) => share(s.filter(isU), (g) => !g.accepted)),
    specificityWithGate: figure((s) =>
      share(
        s.filter((g) => !isU(g)),
        (g) => g.accepted,
      ),
    ),
    leadAuc: figure((s) =>
      areaUnderCurve(
        leadsOf(s).map((l) => l.score),
        leadsOf(s).map((l) => l.isBad),
      ),
    ),
    leadSensitivity: figure((s) =>
      share(
        leadsOf(s).filter((l) => l.isBad),
        (l) => l.called,
      ),
    ),
    leadSpecificity: figure((s) =>
      share(
        leadsOf(s).filter((l) => !l.isBad),
        (l) => !l.called,
      ),
    ),
  }
}

function share<T>(sample: readonly T[], holds: (one: T) => boolean): number | null {
  return sample.length === 0 ? null : sample.filter(holds).length / sample.length
}

const NAMES: Readonly<Record<string, string>> = {
  auc: 'AUC, network alone',
  sensitivity: 'sensitivity for unacceptable, network alone',
  specificity: 'specificity, network alone',
  accuracy: 'accuracy, network alone',
  ppv: 'PPV at this prevalence',
  npv: 'NPV at this prevalence',
  sensitivityWithGate: 'unacceptable not accepted, with the gate',
  specificityWithGate: 'acceptable accepted, with the gate',
  leadAuc: 'AUC, leads',
  leadSensitivity: 'sensitivity for a bad lead',
  leadSpecificity: 'specificity, leads',
}

function tableOf(
  head: string,
  graded: readonly GradedQuality[],
  metrics: Readonly<Record<string, Figure>>,
): string {
  const count = (holds: (g: GradedQuality) => boolean) => graded.filter(holds).length
  const leads = graded.flatMap((g) => g.leads)
  const reasons = Map.groupBy(
    graded.flatMap(({ refused }) => refused ?? []),
    (reason) => reason,
  )
  const lines = [
    head,
    '',
    ...Object.entries(metrics).map(([name, figure]) => `${NAMES[name]!.padEnd(46)}${shown(figure)}`),
    '',
    `confusion, network alone: U called U ${count((g) => g.isUnacceptable && g.called)}, U called A ${count((g) => g.isUnacceptable && !g.called)}, A called U ${count((g) => !g.isUnacceptable && g.called)}, A called A ${count((g) => !g.isUnacceptable && !g.called)}`,
    `refused by the gate: ${[...reasons].map(([reason, all]) => `${reason} ${all.length}`).join(', ') || 'none'}`,
    `the signal code alone finds no lead to read in ${count((g) => g.isUnacceptable && g.signalCodeRefuses)} of the unacceptable and ${count((g) => !g.isUnacceptable && g.signalCodeRefuses)} of the acceptable`,
    `leads scored: ${leads.length}, of them bad ${leads.filter((l) => l.isBad).length}`,
    '',
    RULE,
  ]
  return `${lines.join('\n')}\n`
}

function shown({ value, low, high }: Figure): string {
  const text = (n: number | null) => (n === null ? '-' : n.toFixed(3))
  return `${text(value)} (${text(low)}-${text(high)})`
}
