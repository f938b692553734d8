import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import * as ort from 'onnxruntime-web/wasm'
import { readEcgFiles } from '#contract/ecg/read.ts'
import { stemOf, type SourceFile } from '#contract/ecg/source-file.ts'
import { parseLabels, type LabelRow } from '#contract/labels.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { evaluate, type Evaluation, type GradedRecord } from '#domain/evaluation/evaluate.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { answerEcg, sessionReader, type Answer, type RhythmReader } from '#inference/ecg-answer.ts'
import { createOrtRuntime } from '#inference/ort/runtime.ts'
import { openPack } from '#inference/registry.ts'
import { openRhythmModel } from '#inference/rhythm-model.ts'
import { treeFiles } from '#inference/tree-files.ts'
import { evaluationTable } from './eval-table.ts'

export interface EvalIo {
  out(text: string): void
  err(text: string): void
}

/** What `eval --json` prints (DESIGN section 6). */
export interface EvalReport extends Evaluation {
  readonly pack: string
  readonly version: string
  readonly engine: string
  /** Records that were read and graded; `failures` are not among them. */
  readonly count: number
  readonly refused: number
  readonly refusedByReason: Readonly<Record<string, number>>
  /** How refused records enter the metrics. */
  readonly rule: string
  readonly failures: readonly { readonly file: string; readonly error: string }[]
}

const USAGE = 'usage: hinterland eval PACK DIR [--json]\n'
const SEED = 2017
/** Noise is what a record counts as that was refused before the network saw it. */
const UNREADABLE = '~'
const AVERAGED = ['N', 'A', 'O']
const RULE =
  'metrics without "Kept" are over all records with the label before the gate; a record refused before the network ' +
  `counts as answered ${UNREADABLE}; metrics with "Kept" are over the records that passed the gate`

/**
 * `hinterland eval PACK DIR [--json]`: runs a pack of this tree on a labelled directory.
 * @returns exit code: 0, 1 where some inputs failed, 2 for usage
 */
export async function evalCommand(args: readonly string[], io: EvalIo): Promise<number> {
  const [id, folder, ...rest] = args.filter((arg) => arg !== '--json')
  if (id === undefined || folder === undefined || rest.length > 0 || id.startsWith('-')) {
    io.err(USAGE)
    return 2
  }
  const report = await evaluatePack(id, folder, io)
  if (!report.ok) {
    io.err(`${report.problem.message} ${report.problem.cure}\n`)
    return 2
  }
  io.out(args.includes('--json') ? `${JSON.stringify(report.value, null, 1)}\n` : evaluationTable(report.value))
  for (const { file, error } of report.value.failures) io.err(`${file}: ${error}\n`)
  return report.value.failures.length > 0 ? 1 : 0
}

/** Runs the pack on every record of `folder/labels.csv`, one after another. */
export async function evaluatePack(id: string, folder: string, io: Pick<EvalIo, 'err'>): Promise<Outcome<EvalReport>> {
  const opened = await openReader(id)
  if (!opened.ok) return opened
  const { manifest } = opened.value.model
  const classes = manifest.labels.map((label) => label.code)
  const labels = await readLabels(folder, classes)
  if (!labels.ok) return labels

  const records: GradedRecord[] = []
  const refusedByReason: Record<string, number> = {}
  const failures: { file: string; error: string }[] = []
  for (const [i, row] of labels.value.entries()) {
    const answer = await answerFile(opened.value, folder, row.file)
    if (!answer.ok) {
      failures.push({ file: row.file, error: answer.problem.message })
    } else {
      records.push(grade(row, answer.value, classes))
      const { gate } = answer.value
      if (!gate.passed) refusedByReason[gate.reason] = (refusedByReason[gate.reason] ?? 0) + 1
    }
    if ((i + 1) % 100 === 0) io.err(`${i + 1} of ${labels.value.length}\n`)
  }
  return good({
    pack: manifest.id,
    version: manifest.version,
    engine: 'ort-wasm',
    count: records.length,
    refused: records.filter((record) => !record.kept).length,
    refusedByReason,
    rule: RULE,
    ...evaluate(records, { classes, averaged: AVERAGED, seed: SEED }),
    failures,
  })
}

async function openReader(id: string): Promise<Outcome<RhythmReader>> {
  const version = await treeVersion(id)
  if (!version.ok) return version
  const pack = await openPack(treeFiles, id, version.value)
  if (!pack.ok) return pack
  const model = await openRhythmModel(pack.value)
  if (!model.ok) return model
  const session = await createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false }).load(pack.value, 'ort-wasm')
  return good(sessionReader(model.value, session))
}

async function treeVersion(id: string): Promise<Outcome<string>> {
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(await treeFiles.read(`/packs/${basename(id)}/any/pack.json`)))
    return good(String((manifest as { version?: unknown }).version))
  } catch {
    return bad('pack-missing', `There is no pack ${id} in this tree.`, 'The folders under models/ are the packs.', { id })
  }
}

async function readLabels(folder: string, classes: readonly string[]): Promise<Outcome<LabelRow[]>> {
  try {
    return parseLabels(new Uint8Array(await readFile(join(folder, 'labels.csv'))), classes)
  } catch {
    return bad('labels-missing', `There is no labels.csv in ${folder}.`, 'See `hinterland unpack` for a directory that eval reads.')
  }
}

/** Reads a file with its companions (those of the same name before the extension) and answers it. */
async function answerFile(reader: RhythmReader, folder: string, file: string): Promise<Outcome<Answer>> {
  let sources: SourceFile[]
  try {
    sources = await withCompanions(join(folder, file))
  } catch {
    return bad('file-missing', 'there is no such file', '')
  }
  const outcome = readEcgFiles(sources).find(({ files }) => files.includes(basename(file)))?.outcome
  if (outcome === undefined || !outcome.ok) return outcome ?? bad('file-missing', 'no recording in it', '')
  const { tracing } = outcome.value
  try {
    return good(await answerEcg(reader, tracing, analyseEcg(tracing)))
  } catch (error) {
    const problem: Problem = { code: 'run-failed', message: String(error), cure: '', details: {} }
    return { ok: false, problem }
  }
}

async function withCompanions(path: string): Promise<SourceFile[]> {
  const folder = dirname(path)
  const stem = stemOf(basename(path))
  const names = (await siblings(folder)).get(stem) ?? []
  if (!names.includes(basename(path))) throw new Error('missing')
  return Promise.all(names.map(async (name) => ({ name, bytes: new Uint8Array(await readFile(join(folder, name))) })))
}

const folders = new Map<string, Map<string, string[]>>()

/** Names of a folder by their stem; a folder is listed once, because sets hold thousands of files. */
async function siblings(folder: string): Promise<Map<string, string[]>> {
  const known = folders.get(folder)
  if (known) return known
  const byStem = Map.groupBy(await readdir(folder), stemOf)
  folders.set(folder, byStem)
  return byStem
}

function grade(row: LabelRow, answer: Answer, classes: readonly string[]): GradedRecord {
  const unseen = Object.fromEntries(classes.map((name) => [name, name === UNREADABLE ? 1 : 0]))
  return {
    reference: row.label,
    answer: answer.ungatedLabel ?? UNREADABLE,
    kept: answer.gate.passed,
    scores: answer.calibrated ?? unseen,
    patient: row.patient,
    group: row.group ?? row.site,
  }
}
