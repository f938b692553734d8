import { join } from 'node:path'
import { parseLabels, type LabelRow } from '#contract/labels.ts'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import { evaluate, type GradedRecord } from '#domain/evaluation/evaluate.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { answerEcg, type Answer, type RhythmReader } from '#inference/ecg-answer.ts'
import { openRhythmModel } from '#inference/rhythm-model.ts'
import { readEcgPaths } from '../ecg-input.ts'
import { classTable, type EvalReport } from '../eval-report.ts'
import type { CliIo } from '../io.ts'
import { openTreeReader } from '../tree-reader.ts'
import type { PackEvaluation } from './evaluation.ts'
import { readLabelsFile } from './labels-file.ts'

const SEED = 2017
/** Noise is what a record counts as that was refused before the network saw it. */
const UNREADABLE = '~'
const AVERAGED = ['N', 'A', 'O']
const RULE =
  'metrics without "Kept" are over all records with the label before the gate; a record refused before the network ' +
  `counts as answered ${UNREADABLE}; metrics with "Kept" are over the records that passed the gate`

/** Runs the pack on every record of `folder/labels.csv`, one after another. */
export async function evaluateRhythm(
  folder: string,
  io: Pick<CliIo, 'err'>,
  id: string,
): Promise<Outcome<PackEvaluation>> {
  const opened = await openTreeReader(id, openRhythmModel)
  if (!opened.ok) return opened
  const { reader } = opened.value
  const { manifest } = reader.model
  const classes = manifest.labels.map((label) => label.code)
  const labels = await readLabels(folder, classes)
  if (!labels.ok) return labels

  const records: GradedRecord[] = []
  const refusedByReason: Record<string, number> = {}
  const failures: { file: string; error: string }[] = []
  for (const [i, row] of labels.value.entries()) {
    const answer = await answerFile(reader, folder, row.file)
    if (!answer.ok) {
      failures.push({ file: row.file, error: answer.problem.message })
    } else {
      records.push(grade(row, answer.value, classes))
      const { gate } = answer.value
      if (!gate.passed) refusedByReason[gate.reason] = (refusedByReason[gate.reason] ?? 0) + 1
    }
    if ((i + 1) % 100 === 0) io.err(`${i + 1} of ${labels.value.length}\n`)
  }
  await opened.value.dispose()
  const json: EvalReport = {
    pack: manifest.id,
    version: manifest.version,
    engine: 'ort-wasm',
    count: records.length,
    refused: records.filter((record) => !record.kept).length,
    refusedByReason,
    rule: RULE,
    ...evaluate(records, { classes, averaged: AVERAGED, unreadable: UNREADABLE, seed: SEED }),
    failures,
  }
  return good({ json, table: classTable(json) })
}

async function readLabels(folder: string, classes: readonly string[]): Promise<Outcome<LabelRow[]>> {
  const bytes = await readLabelsFile(folder)
  if (!bytes.ok) return bytes
  return parseLabels(bytes.value, classes)
}

async function answerFile(reader: RhythmReader, folder: string, file: string): Promise<Outcome<Answer>> {
  const [input] = await readEcgPaths([join(folder, file)])
  if (input === undefined)
    return bad('file-missing', `There is no recording in ${file}.`, 'Look at the list.', { file })
  if (!input.outcome.ok) return input.outcome
  const { tracing } = input.outcome.value
  return good(await answerEcg(reader, tracing, analyseEcg(tracing)))
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
