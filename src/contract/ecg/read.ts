import { bad, type Outcome } from '#domain/problem.ts'
import { csvFormat } from './csv/read.ts'
import { edfFormat } from './edf/read.ts'
import type { EcgFormat, EcgRead, ReadOptions } from './format.ts'
import { Neighbours } from './neighbours.ts'
import { baseName, folderOf, type SourceFile } from './source-file.ts'
import { strayProblem } from './strays.ts'
import { wfdbFormat } from './wfdb/read.ts'

export type { CsvDeclaration, EcgRead, ReadOptions } from './format.ts'

/** Those that are read from the first minute; `EVERY_FORMAT` (`every-format.ts`) comes later and reads the rest too. */
export const FIRST_FORMATS: readonly EcgFormat[] = [edfFormat, wfdbFormat, csvFormat]

export interface EcgFileResult {
  /** Names of the files that made this recording, the one that opens it first. */
  readonly files: readonly string[]
  /** Everything this recording was read from, files that it shares with another recording too. */
  readonly sources: readonly SourceFile[]
  readonly outcome: Outcome<EcgRead>
}

/**
 * Reads every ECG recording among these files. Kinds are told by content; names only join a header with
 * its data. Each file is named in exactly one result, and one bad file never stops the others.
 * @param formats the first that recognises a file has it; narrow signatures stand before wide ones
 * @returns in the order in which the files were given
 */
export function readEcgFiles(
  files: readonly SourceFile[],
  options: ReadOptions = {},
  formats: readonly EcgFormat[] = FIRST_FORMATS,
): EcgFileResult[] {
  const results = new Map(readEach(files, options, formats))
  return files.flatMap((file) => {
    const result = results.get(file)
    results.delete(file)
    return result ? [result] : []
  })
}

/**
 * The same, one recording at a time as it is read, so that a caller can show progress and stop between two;
 * files that belong to nothing come last.
 */
export function* readEcgFilesOneByOne(
  files: readonly SourceFile[],
  options: ReadOptions = {},
  formats: readonly EcgFormat[] = FIRST_FORMATS,
): Generator<EcgFileResult, void> {
  for (const [, result] of readEach(files, options, formats)) yield result
}

function* readEach(
  files: readonly SourceFile[],
  options: ReadOptions,
  formats: readonly EcgFormat[],
): Generator<readonly [opener: SourceFile, result: EcgFileResult], void> {
  const formatOf = new Map<SourceFile, EcgFormat>()
  for (const file of files) {
    const format = formats.find((candidate) => candidate.recognise(file))
    if (format) formatOf.set(file, format)
  }
  dropParts(formatOf)
  const neighbours = new Neighbours(files, new Set(formatOf.keys()))
  const told = new Set<SourceFile>(formatOf.keys())
  for (const [file, format] of formatOf) {
    const { companions, outcome } = readOne(file, format, neighbours, options)
    const own = companions.filter((companion) => !told.has(companion))
    for (const companion of own) told.add(companion)
    const names = [file.name, ...own.map((companion) => companion.name)]
    yield [file, { files: names, sources: [file, ...companions], outcome }]
  }
  for (const file of files) {
    if (!told.has(file)) yield [file, { files: [file.name], sources: [file], outcome: strayProblem(file) }]
  }
}

/** What another file joins opens no recording of its own: it is that file's companion. */
function dropParts(formatOf: Map<SourceFile, EcgFormat>): void {
  for (const [cover, format] of [...formatOf]) {
    const parts = new Set(format.parts?.(cover))
    if (parts.size === 0 || !formatOf.has(cover)) continue
    for (const [file, other] of [...formatOf]) {
      const isBeside = other === format && folderOf(file.name) === folderOf(cover.name)
      if (file !== cover && isBeside && parts.has(baseName(file.name))) formatOf.delete(file)
    }
  }
}

/** A reader that throws has a mistake of ours in it; the person's other files still go on. */
function readOne(
  file: SourceFile,
  format: EcgFormat,
  neighbours: Neighbours,
  options: ReadOptions,
): ReturnType<EcgFormat['read']> {
  try {
    return format.read(file, neighbours, options)
  } catch (error) {
    const outcome = bad(
      'reader-failed',
      `${baseName(file.name)} looks like ${format.id.toUpperCase()}, but our reader failed on it: ${String(error)}.`,
      'Please send us the file if it holds nothing personal; the other files are not affected.',
      { file: baseName(file.name), format: format.id.toUpperCase() },
    )
    return { companions: [], outcome }
  }
}
