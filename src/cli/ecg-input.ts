import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EVERY_FORMAT } from '#contract/ecg/every-format.ts'
import { readEcgFiles, type EcgRead, type ReadOptions } from '#contract/ecg/read.ts'
import { stemOf, type SourceFile } from '#contract/ecg/source-file.ts'
import { looksLikeHeader, parseHeader } from '#contract/ecg/wfdb/header.ts'
import { bad, type Outcome } from '#domain/problem.ts'

/** One recording that was asked for, or one path that gave none. */
export interface EcgInput {
  /** As the person wrote it. */
  readonly file: string
  readonly outcome: Outcome<EcgRead>
}

/** A day of twelve leads at 1000 Hz has 2 GB; beyond this a file is refused before it is read. */
const FILE_BYTES_MAX = 1024 ** 3

/**
 * Reads the recordings at these paths. A WFDB header brings its own neighbours: the data it names and the
 * annotations beside it.
 * @returns in the order of the paths; a path that was only a companion of another is not listed again
 */
export async function readEcgPaths(paths: readonly string[], options: ReadOptions = {}): Promise<EcgInput[]> {
  const inputs = new Map<string, EcgInput>()
  const given = new Map<string, SourceFile>()
  const brought = new Map<string, SourceFile>()
  for (const path of paths) {
    const file = await load(path)
    if (file.ok) given.set(path, file.value)
    else inputs.set(path, { file: path, outcome: file })
  }
  // A header of parts brings their headers, and these bring their samples.
  const headers = [...given]
  for (const [path, file] of headers) {
    for (const name of await neighboursOf(path, file)) {
      const beside = join(dirname(path), name)
      if (given.has(beside) || brought.has(beside)) continue
      const loaded = await load(beside)
      if (!loaded.ok) continue
      brought.set(beside, loaded.value)
      headers.push([beside, loaded.value])
    }
  }
  // The same file under two spellings of its path is one file.
  const files = new Map([...brought, ...given].map(([path, file]) => [join(path), { ...file, name: path }]))
  for (const { files: names, outcome } of readEcgFiles([...files.values()], options, EVERY_FORMAT)) {
    const file = names.find((name) => given.has(name))
    if (file !== undefined) inputs.set(file, { file, outcome })
  }
  return paths.flatMap((path) => {
    const input = inputs.get(path)
    inputs.delete(path)
    return input ? [input] : []
  })
}

async function load(path: string): Promise<Outcome<SourceFile>> {
  const name = basename(path)
  try {
    const found = await stat(path)
    if (found.isDirectory()) {
      return bad(
        'folder-given',
        `${path} is a folder.`,
        `Name the files in it, such as ${join(path, '*.hea')}.`,
        { file: name },
      )
    }
    if (found.size > FILE_BYTES_MAX) {
      return bad(
        'file-too-large',
        `${path} has ${found.size} bytes; up to ${FILE_BYTES_MAX} are read.`,
        'Cut the recording into shorter parts.',
        { file: name, bytes: found.size, limit: FILE_BYTES_MAX },
      )
    }
    return { ok: true, value: { name: path, bytes: new Uint8Array(await readFile(path)) } }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return bad('file-missing', `There is no file ${path}.`, 'Look at the spelling and the folder.', {
        file: name,
      })
    }
    return bad(
      'file-unreadable',
      `${path} cannot be read (${String((error as NodeJS.ErrnoException).code)}).`,
      'Look at its permissions.',
      { file: name },
    )
  }
}

/** Files in the same folder that belong to a header: names, never paths, so no header reaches elsewhere. */
async function neighboursOf(path: string, file: SourceFile): Promise<string[]> {
  if (!looksLikeHeader(file.bytes)) return []
  const header = parseHeader(file)
  if (!header.ok) return []
  const names = new Set(header.value.signals.map((signal) => signal.fileName))
  for (const { name } of header.value.segments) names.add(`${name}.hea`)
  for (const stem of [stemOf(file.name), header.value.recordName]) names.add(`${stem}.atr`)
  const folder = dirname(path)
  const found: string[] = []
  for (const name of names) {
    if (basename(name) !== name) continue
    if (existsSync(join(folder, name))) found.push(name)
    else if (!name.endsWith('.atr')) found.push(...(await spelledOtherwise(folder, name)))
  }
  return found
}

/** `REC.DAT` where the header says `rec.dat`. */
async function spelledOtherwise(folder: string, name: string): Promise<string[]> {
  return (await readdir(folder)).filter((other) => other.toLowerCase() === name.toLowerCase())
}
