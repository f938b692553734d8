import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makePhantom } from '#contract/dicom/phantom-files.ts'
import type { PhantomName } from '#domain/imaging/phantoms/names.ts'
import { PHANTOMS } from '#domain/imaging/phantoms/names.ts'
import { EXIT, type CliIo } from './io.ts'

const SEED_MAX = 1_000_000

export const SIMULATE_FILM_USAGE = `Usage: hinterland simulate film NAME DIR [--seed N] [--small]
Draws a practice study whose measurements are known, and writes its files and truth.json into DIR.

  NAME      ${PHANTOMS.join(', ')}
  --seed N  the same seed draws the same study (1)
  --small   coarser and with fewer slices, for tests
`

interface Wish {
  readonly name: PhantomName
  readonly folder: string
  readonly seed: number
  readonly size: 'full' | 'small'
}

/**
 * `hinterland simulate film`: writes a drawn study (DICOM objects, or a PNG for a photograph) and what is true of it.
 * @returns exit code: 0 written, 1 could not be written, 2 wrong usage
 */
export async function simulateFilmCommand(args: readonly string[], io: CliIo): Promise<number> {
  const wish = parseWish(args)
  if (typeof wish === 'string') {
    io.err(wish === '' ? SIMULATE_FILM_USAGE : `${wish}\n\n${SIMULATE_FILM_USAGE}`)
    return EXIT.usage
  }
  const { name, folder, seed, size } = wish
  const { files, truth } = makePhantom(name, seed, { size })
  try {
    await mkdir(folder, { recursive: true })
    for (const file of files) await writeFile(join(folder, file.name), file.bytes)
    const text = JSON.stringify({ name, seed, files: files.map((file) => file.name), truth }, null, 2)
    await writeFile(join(folder, 'truth.json'), `${text}\n`)
  } catch (error) {
    io.err(`${folder} could not be written: ${error instanceof Error ? error.message : String(error)}\n`)
    return EXIT.someFailed
  }
  io.err(`Wrote ${files.length} files of ${name} and truth.json into ${folder}.\n`)
  return EXIT.done
}

/** What is wished for, or the sentence that says what is wrong with it ('' where nothing was asked). */
function parseWish(args: readonly string[]): Wish | string {
  if (args.length === 0) return ''
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { seed: { type: 'string', default: '1' }, small: { type: 'boolean', default: false } },
    })
    const [wanted, folder, ...more] = positionals
    const name = PHANTOMS.find((phantom) => phantom === wanted)
    if (name === undefined) return `There is no study "${wanted ?? ''}".`
    if (folder === undefined || more.length > 0) return 'One folder to write into is wanted.'
    const seed = Number(values.seed)
    if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX || values.seed.trim() === '') {
      return `--seed ${values.seed} is not a whole number from 0 to ${SEED_MAX}.`
    }
    return { name, folder, seed, size: values.small ? 'small' : 'full' }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
