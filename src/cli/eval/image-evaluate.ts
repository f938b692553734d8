import { bad, good, type Outcome } from '#domain/problem.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import type { ImageModel } from '#inference/image/image-model.ts'
import type { CliIo } from '../io.ts'
import { rowPicture } from '../picture-rows.ts'
import type { PackEvaluation } from './evaluation.ts'
import { openAsker, type ImageAsker } from './image-asked.ts'
import { damageTable, harmlessTable } from './image-damage.ts'
import type { ImageEvaluationJson } from './image-evaluation.ts'
import { findingsRules } from './image-findings.ts'
import { figuresOf, groupsOf, refusedShare, type GradedPicture } from './image-graded.ts'
import { kindRules } from './image-kinds.ts'
import { cobbRules, valueRules } from './image-numbers.ts'
import { othersRefused, type OthersRefused } from './image-others.ts'
import { outlineRules } from './image-outlines.ts'
import { imageTable } from './image-report.ts'
import type { ImageTaskRules, PictureRow } from './image-task.ts'
import { listedRows } from './listed-rows.ts'

/** What may be asked for besides the figures. */
interface ImageEvalOptions {
  /** Folders of pictures that must be refused. */
  readonly others: readonly string[]
  /** Whether damaged copies are tried, too. */
  readonly damage: boolean
}

const OTHERS_EACH_MOST = 200
const PROGRESS_EVERY = 100

type Rules = ImageTaskRules<unknown, unknown>

function rulesFor(model: ImageModel): Rules {
  switch (model.task) {
    case 'image-kind':
      return kindRules(model) as unknown as Rules
    case 'image-findings':
      return findingsRules(model) as unknown as Rules
    case 'image-outlines':
      return outlineRules(model) as unknown as Rules
    case 'image-landmarks':
      return cobbRules(model) as unknown as Rules
    case 'image-value':
      return valueRules(model) as unknown as Rules
  }
}

/** Runs a pack that reads pictures, as the film desk asks it, on every picture of `folder/labels.csv`. */
export async function evaluateImages(
  folder: string,
  io: Pick<CliIo, 'err'>,
  id: string,
  options: ImageEvalOptions,
): Promise<Outcome<PackEvaluation & { readonly json: ImageEvaluationJson }>> {
  const rows = await listedRows(folder).catch(() => [])
  if (rows.length === 0 || rows.some((row) => !row['file']))
    return bad(
      'labels-missing',
      `There is no labels.csv with a column "file" and a row in ${folder}.`,
      'See `hinterland unpack` for a directory that eval reads.',
    )
  const opened = await openAsker(id)
  if (!opened.ok) return opened
  const asker = opened.value
  if (!asker.hasIntake)
    io.err('This tree has no intake that can be used: whatever the kind of a picture, the pack is asked.\n')
  try {
    const rules = rulesFor(asker.model)
    const graded = await gradeAll(asker, rules, folder, rows, io)
    const others: OthersRefused[] = []
    for (const other of options.others) {
      io.err(`others: ${other}\n`)
      others.push(...(await othersRefused(asker, other, OTHERS_EACH_MOST)))
    }
    if (options.damage) io.err('damaged copies …\n')
    const damage = options.damage ? await damageTable(asker, rules, folder, rows) : []
    const harmless = options.damage ? await harmlessTable(asker, rules, folder, rows) : []
    const json = jsonOf(asker.model, rules, graded, { others, damage, harmless })
    return good({ json, table: imageTable(json, rules) })
  } finally {
    await asker.dispose()
  }
}

type GradedFile = GradedPicture<unknown> & { readonly file: string }

interface GradedAll {
  readonly pictures: readonly GradedFile[]
  readonly failures: readonly { readonly file: string; readonly error: string }[]
}

async function gradeAll(
  asker: ImageAsker,
  rules: Rules,
  folder: string,
  rows: readonly PictureRow[],
  io: Pick<CliIo, 'err'>,
): Promise<GradedAll> {
  const codecs = treeCodecs()
  const pictures: GradedFile[] = []
  const failures: { file: string; error: string }[] = []
  for (const [i, row] of rows.entries()) {
    const graded = await gradeOne(asker, rules, folder, row, codecs)
    if (graded.ok) pictures.push(graded.value)
    else failures.push({ file: row['file']!, error: graded.problem.message })
    if ((i + 1) % PROGRESS_EVERY === 0) io.err(`${i + 1} of ${rows.length}\n`)
  }
  return { pictures, failures }
}

async function gradeOne(
  asker: ImageAsker,
  rules: Rules,
  folder: string,
  row: PictureRow,
  codecs: ReturnType<typeof treeCodecs>,
): Promise<Outcome<GradedFile>> {
  try {
    const picture = await rowPicture(folder, row, codecs)
    if (!picture.ok) return picture
    const truth = await rules.truth(row, folder, picture.value)
    if (!truth.ok) return truth
    const { refused, read } = await asker.ask(picture.value.picture)
    const graded = read && rules.grade(truth.value, read, picture.value.picture)
    return good({
      file: row['file']!,
      patient: row['patient'] || row['file']!,
      groups: groupsOf(row),
      refused,
      graded,
    })
  } catch (error) {
    return bad('picture-unreadable', (error as Error).message, 'Look at the file.', { file: row['file']! })
  }
}

function jsonOf(
  { manifest }: ImageModel,
  rules: Rules,
  { pictures, failures }: GradedAll,
  more: Pick<ImageEvaluationJson, 'others' | 'damage' | 'harmless'>,
): ImageEvaluationJson {
  const kept = pictures.filter(({ refused }) => refused === null)
  const ofKept = Object.entries(figuresOf(kept, rules.measures)).flatMap(([name, figure]) =>
    name.includes('Kept') ? [] : [[keptName(name), figure] as const],
  )
  const told = pictures.flatMap(({ graded }) => (graded === null ? [] : [graded]))
  const groups = [...new Set(pictures.flatMap((picture) => picture.groups))].sort()
  const confusion = rules.confusion?.(told)
  return {
    pack: manifest.id,
    version: manifest.version,
    engine: 'ort-wasm',
    count: pictures.length,
    people: new Set(pictures.map(({ patient }) => patient)).size,
    refused: pictures.length - kept.length,
    refusedByReason: countsOf(pictures.flatMap(({ refused }) => refused ?? [])),
    metrics: {
      ...figuresOf(pictures, rules.measures),
      ...Object.fromEntries(ofKept),
      gateOwnRefused: refusedShare(pictures),
    },
    perClass: Object.fromEntries(
      Object.entries(rules.perLabel).map(([label, measures]) => [label, figuresOf(pictures, measures)]),
    ),
    perGroup: Object.fromEntries(
      groups.map((group) => {
        const members = pictures.filter((picture) => picture.groups.includes(group))
        const metrics = { ...figuresOf(members, rules.measures), gateOwnRefused: refusedShare(members) }
        return [group, { count: members.length, metrics }]
      }),
    ),
    confusion: confusion?.counts ?? [],
    confusionNames: confusion?.names ?? [],
    wrong: kept.flatMap(({ file, graded }) =>
      graded !== null && rules.isRight(graded) === false ? [file] : [],
    ),
    ...more,
    rule: `${rules.rule}; Kept: the same of what the gate let through; intervals 95 % by bootstrap over people`,
    failures,
  }
}

/** `auc:pneumonia` → `aucKept:pneumonia`. */
function keptName(name: string): string {
  const [figure, ...rest] = name.split(':')
  return [`${figure}Kept`, ...rest].join(':')
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
