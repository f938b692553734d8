import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { openDelineationModel, seeWaves } from '#inference/ecg-delineate.ts'
import { readEcgPaths } from '../ecg-input.ts'
import { MODELS, openTreeReader } from '../tree-reader.ts'
import { listedRows } from './listed-rows.ts'
import { NOT_ECG, notEcg } from './not-ecg.ts'

/**
 * `node src/cli/eval/ecg-delineate-gate.ts [--card] SET[,COLUMN=VALUE]…`: both error rates of the gate of the
 * delineation pack. Made signals without a heart must be refused, before the network or by it; the records of the sets
 * (folders of `hinterland unpack`; only the rows with that value) must not. `--card` writes the table into the pack's card.
 */
const PACK = 'ecg-delineate'
const EACH = 20

interface Row {
  readonly name: string
  readonly refusals: (string | null)[]
  readonly distances: number[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { card: { type: 'boolean', default: false } },
})
const opened = await openTreeReader(PACK, openDelineationModel)
if (!opened.ok) throw new Error(opened.problem.message)
const { reader } = opened.value
const mustRefuse: Row[] = []
const mustAnswer: Row[] = []
for (const kind of NOT_ECG)
  mustRefuse.push(
    await rowOf(
      kind,
      Array.from({ length: EACH }, (_, seed) => () => notEcg(kind, seed)),
    ),
  )
for (const set of positionals) mustAnswer.push(await rowOf(basename(set), await recordsOf(set)))
await opened.value.dispose()

const { distance, disagreement } = reader.model.gate
const text = `${[
  `gate of ${PACK} ${reader.model.manifest.version}: distance ${distance.threshold}, disagreement ${disagreement.threshold}`,
  '',
  ...tableOf('must be refused', mustRefuse),
  '',
  ...tableOf('must be answered', mustAnswer),
].join('\n')}\n`
process.stdout.write(text)
if (values.card) {
  const path = join(MODELS, PACK, 'card.md')
  const card = await readFile(path, 'utf8')
  const place = /(<!-- gate:begin -->\n)[^]*?(<!-- gate:end -->)/
  await writeFile(
    path,
    card.replace(place, (_, begin, end) => `${begin}\n\`\`\`text\n${text}\`\`\`\n\n${end}`),
  )
}

async function rowOf(name: string, tracings: readonly (() => Tracing | Promise<Tracing>)[]): Promise<Row> {
  const row: Row = { name, refusals: [], distances: [] }
  for (const make of tracings) {
    const tracing = await make()
    const seen = await seeWaves(reader, tracing, analyseEcg(tracing))
    row.refusals.push(seen.refused)
    if (seen.distance !== null) row.distances.push(seen.distance)
  }
  return row
}

async function recordsOf(set: string): Promise<(() => Promise<Tracing>)[]> {
  const [folder, wanted] = set.split(',') as [string, string?]
  const files = (await listedRows(folder, wanted)).map((row) => row['file']!)
  return files.map((file) => async () => {
    const [input] = await readEcgPaths([join(folder, file)])
    if (input?.outcome.ok !== true) throw new Error(`${file} cannot be read`)
    return input.outcome.value.tracing
  })
}

function tableOf(head: string, rows: readonly Row[]): string[] {
  const all = rows.flatMap(({ refusals }) => refusals)
  const refused = all.filter((reason) => reason !== null).length
  return [
    `${head}: ${refused} of ${all.length} refused (${((100 * refused) / Math.max(1, all.length)).toFixed(1)} %)`,
    ...rows.map(({ name, refusals, distances }) => {
      const reasons = [...Map.groupBy(refusals, (reason) => reason)]
        .filter(([reason]) => reason !== null)
        .map(([reason, group]) => `${reason} ${group.length}`)
      const nearest = distances.length === 0 ? '-' : Math.min(...distances).toFixed(0)
      const furthest = distances.length === 0 ? '-' : Math.max(...distances).toFixed(0)
      return `  ${name.padEnd(28)}${String(refusals.length).padStart(4)}  ${reasons.join(', ') || 'none refused'}; distances ${nearest} to ${furthest}`
    }),
  ]
}
