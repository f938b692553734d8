import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { EXIT, type CliIo } from './io.ts'
import { openNpz } from './npz.ts'
import type { DataSet, SetRow, Split } from './data-set.ts'
import type { PictureSet } from './picture-set.ts'
import { PICTURE_SETS } from './picture-sets.ts'
import { csvCell } from './unpack-cells.ts'
import { unpackPictures } from './unpack-pictures.ts'
import { DATA_SETS } from './unpack-sets.ts'

const DATA_FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const PROGRESS_EVERY = 100

/**
 * `hinterland unpack SET DIR [--from FOLDER] [--split val|train|all]`: writes each row of a set as a WFDB record
 * of format 16, or as the picture with its masks and landmarks, exactly as the set holds it, and `labels.csv` beside them.
 */
export async function unpackCommand(args: readonly string[], io: CliIo): Promise<number> {
  const asked = parse(args)
  if (typeof asked === 'string') {
    io.err(`${asked}\n`)
    return EXIT.usage
  }
  const { set, folder, from, split } = asked
  if ((await entriesOf(folder)).length > 0) {
    io.err(`${folder} is not empty. Name a new folder.\n`)
    return EXIT.usage
  }
  return 'parts' in set
    ? unpackPictureSet(set, { folder, from, split }, io)
    : unpackRecords(set, { folder, from, split }, io)
}

async function unpackPictureSet(
  set: PictureSet,
  { folder, from, split }: Omit<Asked, 'set'>,
  io: CliIo,
): Promise<number> {
  try {
    const count = await unpackPictures(set, split, from, folder, io)
    io.out(`${count} pictures in ${folder}\n`)
    return EXIT.done
  } catch (error) {
    io.err(
      `${set.names[0]!} cannot be read: ${(error as Error).message}. Name the folder of the data with --from.\n`,
    )
    return EXIT.someFailed
  }
}

async function unpackRecords(
  set: DataSet,
  { folder, from, split }: Omit<Asked, 'set'>,
  io: CliIo,
): Promise<number> {
  const path = join(from, set.path)
  io.err(`Unpacking ${path} …\n`)
  let npz
  try {
    npz = await openNpz(path)
  } catch (error) {
    io.err(`${path} cannot be read: ${(error as Error).message}. Name the folder of the data with --from.\n`)
    return EXIT.someFailed
  }
  const { count, rows } = set.rows(npz, split)
  await mkdir(folder, { recursive: true })
  const lines = [['file', ...set.labelColumns].join(',')]
  for (const row of rows) {
    await writeRow(folder, row)
    lines.push(
      [`${row.recordName}.hea`, ...set.labelColumns.map((name) => csvCell(row.labels[name] ?? ''))].join(','),
    )
    const done = lines.length - 1
    if (done % PROGRESS_EVERY === 0 || done === count) io.err(`${done} of ${count} records\n`)
  }
  // Last, so that a folder with labels is a whole one.
  await writeFile(join(folder, 'labels.csv'), `${lines.join('\n')}\n`)
  io.out(`${count} records in ${folder}\n`)
  return EXIT.done
}

interface Asked {
  readonly set: DataSet | PictureSet
  readonly folder: string
  readonly from: string
  readonly split: Split
}

/** @returns what was asked, or a sentence that says why it was not understood */
function parse(args: readonly string[]): Asked | string {
  let parsed
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { from: { type: 'string', default: DATA_FOLDER }, split: { type: 'string' } },
    })
  } catch (error) {
    return (error as Error).message
  }
  const [name, folder, ...more] = parsed.positionals
  const sets = [...DATA_SETS, ...PICTURE_SETS]
  const known = sets.map(({ names }) => names[0]).join(', ')
  if (name === undefined || folder === undefined || more.length > 0) {
    return `Which set, and where to? hinterland unpack SET DIR (sets: ${known})`
  }
  const set = sets.find(({ names }) => names.includes(name))
  if (set === undefined) return `There is no set "${name}" (sets: ${known}).`
  const hasSplit = 'parts' in set || set.hasSplit
  const split = parsed.values.split ?? (hasSplit ? 'val' : 'all')
  if (split !== 'val' && split !== 'train' && split !== 'all') return '--split is one of val, train, all.'
  if (!hasSplit && split !== 'all')
    return `${name} does not say which of its rows are for validation: only --split all.`
  return { set, folder, from: parsed.values.from, split }
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}

async function writeRow(folder: string, row: SetRow): Promise<void> {
  const { recordName, sampleRateHz, leads, gainPerMv } = row
  const tracing = { sampleRateHz, leads, annotations: [], startedAt: null, warnings: [] }
  for (const file of writeWfdb(tracing, { recordName, gainPerMv }))
    await writeFile(join(folder, file.name), file.bytes)
  for (const [extension, annotations] of Object.entries(row.annotations)) {
    await writeFile(join(folder, `${recordName}.${extension}`), writeAnnotations(annotations, sampleRateHz))
  }
}
