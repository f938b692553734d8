import { join } from 'node:path'
import type { PackManifest } from '#contract/pack.ts'
import { bad, type Outcome } from '#domain/problem.ts'
import { CLASSICAL_DELINEATOR, evaluateDelineator } from './eval-delineator.ts'
import { writeIntoCard } from './eval-report.ts'
import { evaluateFindings } from './eval/ecg-12lead.ts'
import { evaluateBeats } from './eval/ecg-beats.ts'
import { evaluateDelineation } from './eval/ecg-delineate.ts'
import { evaluateQuality } from './eval/ecg-quality.ts'
import { evaluateRhythm } from './eval/ecg-rhythm.ts'
import type { PackEvaluation } from './eval/evaluation.ts'
import { EXIT, type CliIo } from './io.ts'
import { MODELS, treePacks } from './tree-reader.ts'

const USAGE = 'usage: hinterland eval PACK DIR [--json] [--card]\n'

type Evaluate = (folder: string, io: Pick<CliIo, 'err'>, id: string) => Promise<Outcome<PackEvaluation>>

/** How a pack is evaluated, by its task. */
const BY_TASK: Partial<Record<PackManifest['task'], Evaluate>> = {
  'ecg-rhythm': evaluateRhythm,
  'ecg-quality': evaluateQuality,
  'ecg-beats': evaluateBeats,
  'ecg-waves': evaluateDelineation,
  'ecg-findings': evaluateFindings,
}

/**
 * `hinterland eval PACK DIR [--json] [--card]`: runs a pack of this tree, or the signal code (`classical-delineator`),
 * on a labelled directory; `--card` also writes the table into the pack's card.
 * @returns exit code: 0, 1 where some inputs failed, 2 for usage
 */
export async function evalCommand(args: readonly string[], io: CliIo): Promise<number> {
  const [id, folder, ...rest] = args.filter((arg) => arg !== '--json' && arg !== '--card')
  if (id === undefined || folder === undefined || rest.length > 0 || id.startsWith('-')) {
    io.err(USAGE)
    return EXIT.usage
  }
  const evaluation = await (id === CLASSICAL_DELINEATOR
    ? evaluateDelineator(folder, io)
    : evaluatePack(id, folder, io))
  if (!evaluation.ok) {
    io.err(`${evaluation.problem.message} ${evaluation.problem.cure}\n`)
    return EXIT.usage
  }
  const { json, table } = evaluation.value
  io.out(args.includes('--json') ? `${JSON.stringify(json, null, 1)}\n` : table)
  if (args.includes('--card') && id !== CLASSICAL_DELINEATOR)
    await writeIntoCard(join(MODELS, id, 'card.md'), table)
  for (const { file, error } of json.failures) io.err(`${file}: ${error}\n`)
  return json.failures.length > 0 ? EXIT.someFailed : EXIT.done
}

async function evaluatePack(
  id: string,
  folder: string,
  io: Pick<CliIo, 'err'>,
): Promise<Outcome<PackEvaluation>> {
  const pack = (await treePacks()).find((one) => one.id === id)
  const run = pack && BY_TASK[pack.task]
  if (run) return run(folder, io, id)
  return bad(
    'pack-missing',
    `There is no model pack ${id} in this tree.`,
    'Look into models/ for those there are.',
    { id },
  )
}
