import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seededRandom } from '../../src/domain/evaluation/bootstrap.ts'
import { openSqliteStore } from '../../src/hub/store/sqlite-store.ts'

const CHILD = fileURLToPath(new URL('store-child.ts', import.meta.url))
const KILLED_WITHIN_MS = 250

export interface StoreKillReport {
  readonly rounds: number
  readonly pieces: number
  readonly erased: number
  readonly broken: readonly string[]
}

/**
 * Rooms, accounts and erasures of a store whose process is killed: every piece of a stream that was answered is there in
 * its order, merged or not; two keys that are put together never differ, and are as new as what was answered; nothing of
 * somebody whose erasure was answered stands in any file.
 */
export async function killStore({
  seed,
  rounds,
}: {
  seed: number
  rounds: number
}): Promise<StoreKillReport> {
  const folder = mkdtempSync(join(tmpdir(), 'store-kill-'))
  const random = seededRandom(seed)
  const said = { pieces: new Map<string, string[]>(), shelf: 0, erased: new Set<string>() }
  const broken: string[] = []
  try {
    for (let round = 1; round <= rounds && broken.length === 0; round++) {
      for (const line of await linesUntilKilled(folder, round, random() * KILLED_WITHIN_MS)) take(line, said)
      for (const what of await look(folder, said)) broken.push(`round ${round}: ${what}`)
    }
    const pieces = [...said.pieces.values()].reduce((sum, texts) => sum + texts.length, 0)
    return { rounds, pieces, erased: said.erased.size, broken }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Said {
  /** Texts of each stream, in the order of their answers. */
  readonly pieces: Map<string, string[]>
  shelf: number
  readonly erased: Set<string>
}

function take(line: string, said: Said): void {
  const [what, ...rest] = line.split(' ') as [string, ...string[]]
  if (what === 'piece') said.pieces.set(rest[0]!, [...(said.pieces.get(rest[0]!) ?? []), rest[2]!])
  if (what === 'shelf') said.shelf = Number(rest[0])
  if (what === 'erased') said.erased.add(rest[0]!)
}

async function linesUntilKilled(folder: string, round: number, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (bytes: Buffer) => {
      text += String(bytes)
      // The first answer, so that the kill meets work.
      if (text.includes('\npiece')) resolve()
    })
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  await Promise.race([ready, closed])
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  const code = await closed
  if (code !== null) throw new Error(`the store ended by itself with ${code}`)
  // The last line may be cut off: then nobody was told.
  return text.split('\n').slice(0, -1)
}

async function look(folder: string, said: Said): Promise<string[]> {
  const broken: string[] = []
  // As the kill left them, journal and all.
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)))
  for (const subject of said.erased)
    if (files.some((bytes) => bytes.includes(`canary ${subject}`))) broken.push(`${subject} was not erased`)
  const store = await openSqliteStore(folder)
  for (const [stream, answered] of said.pieces) {
    const pieces = await store.streams.read(stream)
    const texts = pieces.flatMap(({ bytes }) => Buffer.from(bytes).toString().split(' '))
    // Between answered ones may stand some whose answer the kill took.
    const rest = texts.values()
    const isThere = answered.every((text) => rest.some((each) => each === text))
    if (!isThere || new Set(texts).size !== texts.length)
      broken.push(`stream ${stream} lost or doubled a piece`)
  }
  const { left, right } = Object.fromEntries(store.shelf<number>('pair').all())
  if (left !== right || (left ?? 0) < said.shelf)
    broken.push(`${left} and ${right} on the shelf, ${said.shelf} answered`)
  const fault = await store.log.verify()
  if (fault) broken.push(`entry ${fault.n}: ${fault.what}, ${fault.detail}`)
  await store.close()
  return broken
}
