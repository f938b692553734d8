import { existsSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { ScopeId } from '#domain/record/fact.ts'
import { encodeSegment, SEGMENT_FACTS } from '#contract/sync/segment.ts'
import type { SegmentRef } from '#contract/sync/sync-messages.ts'
import type { GroupCommit } from './group-commit.ts'
import { hashText, own, sha256 } from './hash.ts'
import type { Names } from './names.ts'
import type { ScopeSums } from './scope-sums.ts'

/** A segment of notes with long texts closes earlier: readers take 64 MB, a tablet should not need them. */
const SEGMENT_FACT_BYTES = 16 * 1024 * 1024
const SUFFIX = '.cbor.gz'
const gzipped = promisify(gzip)

interface Run {
  readonly scope: number
  readonly first: number
  readonly through: number
  readonly facts: number
  /** Null: to be made. */
  readonly name: string | null
  readonly sha256: string | null
  readonly bytes: number | null
}

/**
 * Closed runs of a scope's facts as immutable files. A run is a row for ever; its file is made when somebody asks, and made
 * anew, under another name, when a body in it was erased. Names lead to files by the table alone.
 */
export class Segments {
  readonly #commit: GroupCommit
  readonly #names: Names
  readonly #sums: ScopeSums
  readonly #folder: string
  readonly #making = new Map<number, Promise<unknown>>()
  /** Counts erasures: a file whose facts were read before the last one is not kept. */
  #erasures = 0
  readonly #closed: StatementSync
  readonly #open: StatementSync
  readonly #close: StatementSync
  readonly #runs: StatementSync
  readonly #factsOf: StatementSync
  readonly #setFile: StatementSync
  readonly #dropFile: StatementSync
  readonly #around: StatementSync
  readonly #byName: StatementSync

  constructor(db: DatabaseSync, commit: GroupCommit, names: Names, sums: ScopeSums, folder: string) {
    this.#commit = commit
    this.#names = names
    this.#sums = sums
    this.#folder = folder
    this.#closed = db.prepare(
      `SELECT coalesce(max(through), 0) AS through, coalesce(sum(facts), 0) AS facts,
         coalesce(sum(fact_bytes), 0) AS bytes FROM segment WHERE scope = ?`,
    )
    this.#open = db.prepare('SELECT n, length(bytes) AS bytes FROM fact WHERE scope = ? AND n > ? ORDER BY n')
    this.#close = db.prepare(
      'INSERT INTO segment (scope, first, through, facts, fact_bytes) VALUES (?, ?, ?, ?, ?)',
    )
    this.#runs = db.prepare('SELECT * FROM segment WHERE scope = ? AND through > ? ORDER BY through')
    this.#factsOf = db.prepare('SELECT n, bytes FROM fact WHERE scope = ? AND n >= ? AND n <= ? ORDER BY n')
    this.#setFile = db.prepare(
      'UPDATE segment SET name = ?, sha256 = ?, bytes = ? WHERE scope = ? AND through = ?',
    )
    this.#dropFile = db.prepare('UPDATE segment SET name = NULL, sha256 = NULL, bytes = NULL WHERE name = ?')
    this.#around = db.prepare(
      'SELECT name FROM segment WHERE scope = ? AND first <= ? AND through >= ? AND name IS NOT NULL',
    )
    this.#byName = db.prepare('SELECT name, sha256 FROM segment WHERE name = ?')
    this.#sweep(db)
  }

  /** Every closed run that reaches beyond the cursor, without a gap, each with its file. */
  async after(scope: ScopeId, after: number): Promise<readonly SegmentRef[]> {
    const number = this.#names.find(scope)
    return number === undefined ? [] : this.#inTurn(number, () => this.#refs(number, scope, after))
  }

  /** @returns null for a name that is none, and where the file is lost: it is made again when somebody asks for it */
  async read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const row = this.#byName.get(name)
    if (!row) return null
    const bytes = await readFile(this.#pathOf(name)).catch(() => null)
    if (bytes && hashText(sha256(bytes)) === row.sha256) return own(bytes)
    await this.#commit.write(() => this.#dropFile.run(name))
    return null
  }

  /** Within a write: a fact lost its body. @returns names of files that are to be discarded after the commit */
  outdate(scope: number, n: number): string[] {
    this.#erasures++
    const names = this.#around.all(scope, n, n).map(({ name }) => String(name))
    for (const name of names) this.#dropFile.run(name)
    return names
  }

  discard(names: readonly string[]): void {
    for (const name of names) rmSync(this.#pathOf(name), { force: true })
  }

  /** Resolves when no file is being made. */
  async rest(): Promise<void> {
    await Promise.allSettled(this.#making.values())
  }

  /** One at a time for each scope: whoever comes second finds what the first made. */
  #inTurn<T>(scope: number, work: () => Promise<T>): Promise<T> {
    const turn = Promise.resolve(this.#making.get(scope)).then(work, work)
    this.#making.set(scope, turn)
    const done = () => {
      if (this.#making.get(scope) === turn) this.#making.delete(scope)
    }
    turn.then(done, done)
    return turn
  }

  async #refs(scope: number, text: ScopeId, after: number): Promise<readonly SegmentRef[]> {
    if (this.#isFull(scope)) await this.#commit.write(() => this.#closeRuns(scope))
    const refs: SegmentRef[] = []
    for (const run of this.#runs.all(scope, after) as unknown as Run[]) {
      const file = run.name === null ? await this.#make(run, text) : run
      refs.push({
        name: file.name!,
        from: run.first,
        through: run.through,
        count: run.facts,
        sha256: file.sha256!,
        bytes: file.bytes!,
      })
    }
    return refs
  }

  #isFull(scope: number): boolean {
    const closed = this.#closed.get(scope)!
    const { facts, bytes } = this.#sums.of(scope)
    return facts - Number(closed.facts) >= SEGMENT_FACTS || bytes - Number(closed.bytes) >= SEGMENT_FACT_BYTES
  }

  #closeRuns(scope: number): void {
    let run = { first: 0, facts: 0, bytes: 0 }
    for (const { n, bytes } of this.#open.all(scope, Number(this.#closed.get(scope)!.through))) {
      if (run.facts === 0) run.first = Number(n)
      run.facts++
      run.bytes += Number(bytes)
      if (run.facts < SEGMENT_FACTS && run.bytes < SEGMENT_FACT_BYTES) continue
      this.#close.run(scope, run.first, Number(n), run.facts, run.bytes)
      run = { first: 0, facts: 0, bytes: 0 }
    }
  }

  async #make(run: Run, scope: ScopeId): Promise<Pick<Run, 'name' | 'sha256' | 'bytes'>> {
    const erasures = this.#erasures
    const { first: from, through } = run
    const facts = this.#factsOf
      .all(run.scope, from, through)
      .map(({ n, bytes }) => ({ n: Number(n), fact: own(bytes as Uint8Array) }))
    const packed = await gzipped(encodeSegment({ scope, from, through, facts }))
    const hash = hashText(sha256(packed))
    const name = `${scope}/${from}-${through}-${hash}${SUFFIX}`
    await this.#writeFile(name, packed)
    const kept = await this.#commit.write(() => {
      if (this.#erasures !== erasures) return false
      this.#setFile.run(name, hash, packed.length, run.scope, through)
      return true
    })
    if (kept) return { name, sha256: hash, bytes: packed.length }
    await rm(this.#pathOf(name), { force: true })
    return this.#make(run, scope)
  }

  /** Whole or not there: under its name only after fsync. */
  async #writeFile(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(name)
    const folder = join(path, '..')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(`${path}.part`, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(`${path}.part`, path)
    await syncFolder(folder)
  }

  #pathOf(name: string): string {
    const slash = name.lastIndexOf('/')
    return join(this.#folder, folderOf(name.slice(0, slash)), name.slice(slash + 1))
  }

  /**
   * Files that no row names are left from a crash, or have a body that was erased. Rows whose file is gone, as after a
   * restore, get one when somebody asks.
   */
  #sweep(db: DatabaseSync): void {
    const named = db.prepare('SELECT name FROM segment WHERE name IS NOT NULL').all()
    const paths = new Set(named.map(({ name }) => this.#pathOf(String(name))))
    const there = existsSync(this.#folder)
      ? readdirSync(this.#folder, { recursive: true, withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map((entry) => join(entry.parentPath, entry.name))
      : []
    for (const path of there) if (!paths.has(path)) rmSync(path, { force: true })
    const found = new Set(there)
    for (const { name } of named) if (!found.has(this.#pathOf(String(name)))) this.#dropFile.run(String(name))
  }
}

/** A scope's name as a folder: letters, digits, `_` and `-` stay, all else by its bytes, so that no name leads elsewhere. */
function folderOf(scope: ScopeId): string {
  return [...Buffer.from(scope)]
    .map((byte) => {
      const letter = String.fromCharCode(byte)
      return /[A-Za-z0-9_-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
}

/** So that a new name in it survives a power cut. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
