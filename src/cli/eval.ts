import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { PackManifest } from '#contract/pack.ts'
import { bad, type Outcome } from '#domain/problem.ts'
import { isImageTask } from '#inference/image/image-model.ts'
import { CLASSICAL_DELINEATOR, evaluateDelineator } from './eval-delineator.ts'
import { writeIntoCard } from './eval-report.ts'
import { evaluateFindings } from './eval/ecg-12lead.ts'
import { evaluateBeats } from './eval/ecg-beats.ts'
import { evaluateDelineation } from './eval/ecg-delineate.ts'
import { evaluateQuality } from './eval/ecg-quality.ts'
import { evaluateRhythm } from './eval/ecg-rhythm.ts'
import type { PackEvaluation } from './eval/evaluation.ts'
import { evaluateImages } from './eval/image-evaluate.ts'
import type { ImageEvaluationJson } from './eval/image-evaluation.ts'
import { writeFigures } from './eval/image-figures-file.ts'
import { EXIT, type CliIo } from './io.ts'
import { MODELS, treePacks } from './tree-reader.ts'

const USAGE =
  'usage: hinterland eval PACK DIR [--json] [--card] [--damage] [--others DIR]… [--population TEXT]\n'

type Evaluate = (folder: string, io: Pick<CliIo, 'err'>, id: string) => Promise<Outcome<PackEvaluation>>

/** How a pack is evaluated, by its task; those that read pictures have one way for all. */
const BY_TASK: Partial<Record<PackManifest['task'], Evaluate>> = {
  'ecg-rhythm': evaluateRhythm,
  'ecg-quality': evaluateQuality,
  'ecg-beats': evaluateBeats,
  'ecg-waves': evaluateDelineation,
  'ecg-findings': evaluateFindings,
}

interface Asked {
  readonly id: string
  readonly folder: string
  readonly json: boolean
  readonly card: boolean
  readonly damage: boolean
  readonly others: readonly string[]
  readonly population: string | null
}

/**
 * `hinterland eval PACK DIR [--json] [--card] [--damage] [--others DIR]… [--population TEXT]`: runs a pack of this tree, or
 * the signal code (`classical-delineator`), on a labelled directory; `--card` also writes the table into the pack's card,
 * and of a pack that reads pictures its figures into `figures.json` (`--population` says who was measured). Pictures alone:
 * `--others` names directories whose pictures must be refused, `--damage` tries damaged copies (as `--card` does).
 * @returns exit code: 0, 1 where some inputs failed, 2 for usage
 */
export async function evalCommand(args: readonly string[], io: CliIo): Promise<number> {
  const asked = parse(args)
  if (asked === null) {
    io.err(USAGE)
    return EXIT.usage
  }
  const evaluation = await (asked.id === CLASSICAL_DELINEATOR
    ? evaluateDelineator(asked.folder, io)
    : evaluatePack(asked, io))
  if (!evaluation.ok) {
    io.err(`${evaluation.problem.message} ${evaluation.problem.cure}\n`)
    return EXIT.usage
  }
  const { json, table } = evaluation.value
  io.out(asked.json ? `${JSON.stringify(json, null, 1)}\n` : table)
  if (asked.card && asked.id !== CLASSICAL_DELINEATOR) {
    const folder = join(MODELS, asked.id)
    await writeIntoCard(join(folder, 'card.md'), table)
    if (isOfPictures(json)) await writeFigures(join(folder, 'figures.json'), json, asked.population)
  }
  for (const { file, error } of json.failures) io.err(`${file}: ${error}\n`)
  return json.failures.length > 0 ? EXIT.someFailed : EXIT.done
}

function isOfPictures(json: PackEvaluation['json']): json is ImageEvaluationJson {
  return 'people' in json
}

function parse(args: readonly string[]): Asked | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        card: { type: 'boolean', default: false },
        damage: { type: 'boolean', default: false },
        others: { type: 'string', multiple: true, default: [] },
        population: { type: 'string' },
      },
    })
    const [id, folder, ...more] = positionals
    if (id === undefined || folder === undefined || more.length > 0) return null
    return { ...values, id, folder, population: values.population ?? null }
  } catch {
    return null
  }
}

async function evaluatePack(
  { id, folder, others, damage, card }: Asked,
  io: Pick<CliIo, 'err'>,
): Promise<Outcome<PackEvaluation>> {
  const pack = (await treePacks()).find((one) => one.id === id)
  if (pack && isImageTask(pack.task))
    return evaluateImages(folder, io, id, { others, damage: damage || card })
  const run = pack && BY_TASK[pack.task]
  if (run) return run(folder, io, id)
  return bad(
    'pack-missing',
    `There is no model pack ${id} in this tree.`,
    'Look into models/ for those there are.',
    { id },
  )
}
