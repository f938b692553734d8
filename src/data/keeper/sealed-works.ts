import type { Table } from 'dexie'
import { good, type Outcome } from '#domain/problem.ts'
import type { Fact, FactDraft, SubjectId } from '#domain/record/fact.ts'
import { BlobShelf, type BlobKey } from './blob-shelf.ts'
import { sha256 } from './bytes.ts'
import type { WorkRow } from './databases.ts'
import { isQuotaExceeded, storageFull, type Ground } from './ground.ts'
import { openRow, sealRow } from './keys/sealing.ts'
import { endUnusedBlobs, whileKeeping } from './unused-blobs.ts'
import type { Work, WorkFile, WorkPlan, WorkSeal } from './work-plan.ts'

/** Said when no seal is open: the page shows the lock screen and asks nothing. */
class KeeperLocked extends Error {
  constructor() {
    super('the clinic is locked')
    this.name = 'KeeperLocked'
  }
}

/** Rolls the transaction back: another window was first. */
class Changed extends Error {}

/**
 * One table of works, sealed: each one row, its files blobs beside it. What a work states on a chart is written in the
 * transaction of its row. The chart decides whose it is: what is moved, withdrawn or attached there is followed here.
 */
export class SealedWorks<T extends Work> {
  readonly #ground: Ground
  readonly #blobs: BlobShelf
  readonly #seal: () => Promise<WorkSeal | null>
  readonly #plan: WorkPlan<T>
  #swept = false

  constructor(ground: Ground, seal: () => Promise<WorkSeal | null>, plan: WorkPlan<T>) {
    this.#ground = ground
    this.#blobs = new BlobShelf(ground)
    this.#seal = seal
    this.#plan = plan
  }

  async opened(): Promise<WorkSeal> {
    const seal = await this.#seal()
    if (!seal) throw new KeeperLocked()
    return seal
  }

  /**
   * Seals files one after the other and then the row that `make` gives, which names them. Whoever is killed in between
   * has kept nothing but files that nobody names, and these are ended later.
   */
  async keep(
    files: { readonly count: number; next(index: number): Promise<NamedBytes> },
    make: (files: readonly WorkFile[]) => T,
    statements: (work: T) => Promise<readonly FactDraft[]>,
    onProgress: (done: number) => void = () => undefined,
  ): Promise<Outcome<T>> {
    const seal = await this.opened()
    return whileKeeping(this.#ground, async () => {
      const blobs: string[] = []
      const kept: WorkFile[] = []
      for (let i = 0; i < files.count; i++) {
        const { name, bytes } = await files.next(i)
        const hash = hex(await sha256(bytes))
        const blob = await this.#blobs.keep(blobKey(seal), hash, bytes)
        if (!blob.ok) return blob
        blobs.push(blob.value)
        kept.push({ name, sha256: hash, sizeBytes: bytes.byteLength })
        onProgress(i + 1)
      }
      const work = make(kept)
      return this.#store(seal, work, null, blobs, await statements(work))
    })
  }

  /** Puts a newer state in the place of what is there; `make` gets that, `statements` both. */
  async revise(
    seen: Pick<T, 'id' | 'revision'>,
    make: (before: T, revision: number) => T,
    statements: (work: T, before: T) => Promise<readonly FactDraft[]>,
  ): Promise<Outcome<T>> {
    const seal = await this.opened()
    const row = await this.#row(seen.id, seal)
    if (!row || row.removedAtMs !== null) return this.#plan.gone()
    if (row.revision !== seen.revision) return this.#plan.changed()
    const before = await this.#content(seal, row)
    const work = make(before, row.revision + 1)
    return this.#store(seal, work, before, row.blobs, await statements(work, before))
  }

  /** Newest first, without the removed. */
  async list(): Promise<T[]> {
    return (await this.#contents((row) => row.removedAtMs === null))
      .map(({ work }) => work)
      .sort((a, b) => b.keptAt.localeCompare(a.keptAt))
  }

  /** Last removed first. */
  async removed(): Promise<T[]> {
    const contents = await this.#contents((row) => row.removedAtMs !== null)
    return contents.sort((a, b) => b.row.removedAtMs! - a.row.removedAtMs!).map(({ work }) => work)
  }

  /** @param removed whether one that was removed counts */
  async get(id: string, removed = false): Promise<T | null> {
    const seal = await this.opened()
    const row = await this.#row(id, seal)
    return row && (removed || row.removedAtMs === null) ? this.#content(seal, row) : null
  }

  async file(sha256: string): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
    return this.#blobs.open(blobKey(await this.opened()), sha256)
  }

  async remove(id: string): Promise<void> {
    await this.#rows.update(id, { removedAtMs: this.#ground.machine.nowMs() })
  }

  async restore(id: string): Promise<void> {
    await this.#rows.update(id, { removedAtMs: null })
  }

  /** Ends what was removed before the given instant, and the files that nothing refers to any more. */
  async purge(removedBeforeMs: number): Promise<number> {
    const ended = await this.#rows
      .filter((row) => row.removedAtMs !== null && row.removedAtMs < removedBeforeMs)
      .primaryKeys()
    await this.#rows.bulkDelete(ended)
    // Once a start also for what a killed window left behind.
    if (ended.length > 0 || !this.#swept) await this.endUnusedBlobs()
    this.#swept = true
    return ended.length
  }

  async count(): Promise<number> {
    const seal = await this.#seal()
    if (!seal) return 0
    return this.#rows.filter((row) => row.removedAtMs === null && row.scope === seal.scope).count()
  }

  /** Moves what was kept before there was a clinic into it: opened with the tablet's seal, sealed with the clinic's. */
  async takeFrom(before: WorkSeal): Promise<number> {
    const seal = await this.opened()
    const rows = await this.#rows.filter((row) => row.scope === before.scope).toArray()
    await whileKeeping(this.#ground, async () => {
      for (const row of rows) {
        const work = await this.#content(before, row)
        const blobs: string[] = []
        for (const { sha256 } of this.#plan.filesOf(work)) {
          const bytes = await this.#blobs.open(blobKey(before), sha256)
          const kept = bytes.ok ? await this.#blobs.keep(blobKey(seal), sha256, bytes.value) : bytes
          if (kept.ok) blobs.push(kept.value)
        }
        await this.#rows.put({ ...row, ...(await this.#sealed(seal, work)), blobs })
      }
    })
    await this.endUnusedBlobs()
    return rows.length
  }

  /**
   * What the charts have made of works: moved to another person, withdrawn, attached. Their rows say the same from then
   * on. It is no new state of the work: whoever has it open goes on writing.
   */
  async follow(facts: readonly Fact[]): Promise<void> {
    const told = facts.filter(({ header }) => header.kind === this.#plan.kind)
    const subjects = [...new Set(told.flatMap(({ header }) => header.subject ?? []))]
    const seal = subjects.length > 0 ? await this.#seal() : null
    if (!seal) return
    const charts = await Promise.all(
      subjects.map(async (subject) => ({ subject, works: await this.#plan.onChart(subject) })),
    )
    for (const { subject, works } of charts)
      for (const { work, stands } of works)
        if (stands.length === 0) await this.#give(seal, work, subject, null)
    for (const { subject, works } of charts)
      for (const { work, stands } of works) if (stands.length > 0) await this.#give(seal, work, null, subject)
  }

  /** What a chart says of a work is written into its row; no new state: whoever has it open goes on writing. */
  async rewrite(id: string, change: (work: T) => T | null): Promise<void> {
    const seal = await this.#seal()
    if (seal) await this.#rewrite(seal, id, change)
  }

  /** The row of a finished work says another person, where it said the first. */
  async #give(seal: WorkSeal, id: string, from: SubjectId | null, to: SubjectId | null): Promise<void> {
    await this.#rewrite(seal, id, (work) =>
      work.finished && (work.subject ?? null) === from ? { ...work, subject: to } : null,
    )
  }

  async #rewrite(seal: WorkSeal, id: string, change: (work: T) => T | null): Promise<void> {
    const row = await this.#row(id, seal)
    if (!row) return
    const changed = change(await this.#content(seal, row))
    if (!changed) return
    const { epoch, sealed } = await this.#sealed(seal, changed)
    await this.#ground.db.transaction('rw', this.#rows, async () => {
      const now = await this.#rows.get(id)
      if (now?.revision === row.revision) await this.#rows.update(id, { epoch, sealed })
    })
  }

  async #store(
    seal: WorkSeal,
    work: T,
    before: T | null,
    blobs: readonly string[],
    drafts: readonly FactDraft[],
  ): Promise<Outcome<T>> {
    const row = { ...(await this.#sealed(seal, work)), removedAtMs: null, blobs }
    let changed = false
    const put = async () => {
      const now = before ? await this.#rows.get(work.id) : undefined
      changed = before !== null && (now?.revision !== before.revision || now.removedAtMs !== null)
      if (changed) throw new Changed()
      await this.#rows.put(row)
    }
    try {
      if (drafts.length > 0) {
        const along = { tables: [this.#plan.table], put }
        const written = await this.#plan.write(drafts, async () => along)
        if (!written.ok) return written
      } else await this.#ground.db.transaction('rw', this.#rows, put)
    } catch (cause) {
      if (cause instanceof Changed || changed) return this.#plan.changed()
      if (isQuotaExceeded(cause)) return storageFull()
      throw cause
    }
    return good(work)
  }

  get #rows(): Table<WorkRow, string> {
    return this.#ground.db[this.#plan.table]
  }

  async #sealed(seal: WorkSeal, work: T) {
    const { id, keptAt, revision } = work
    const plain = new TextEncoder().encode(JSON.stringify({ [this.#plan.field]: work }))
    const sealed = await sealRow(seal.key, this.#aad(id, seal.scope, seal.epoch), plain, this.#ground.machine)
    const finished = work.finished ? 1 : 0
    return { id, scope: seal.scope, epoch: seal.epoch, keptAt, revision, finished, sealed } as const
  }

  async #content(seal: WorkSeal, row: WorkRow): Promise<T> {
    const key = seal.keyOf(row.epoch)
    if (!key) throw new KeeperLocked()
    const plain = await openRow(key, this.#aad(row.id, row.scope, row.epoch), row.sealed)
    return (JSON.parse(new TextDecoder().decode(plain)) as Record<string, T>)[this.#plan.field]!
  }

  #aad(id: string, scope: string, epoch: number) {
    return { store: this.#plan.table, row: id, scope, epoch }
  }

  async #contents(wanted: (row: WorkRow) => boolean) {
    const seal = await this.opened()
    const rows = await this.#rows
      .filter((row) => row.scope === seal.scope && wanted(row) && seal.keyOf(row.epoch) !== null)
      .toArray()
    return Promise.all(rows.map(async (row) => ({ row, work: await this.#content(seal, row) })))
  }

  async #row(id: string, seal: WorkSeal): Promise<WorkRow | null> {
    const row = await this.#rows.get(id)
    return row?.scope === seal.scope && seal.keyOf(row.epoch) ? row : null
  }

  endUnusedBlobs(): Promise<void> {
    return endUnusedBlobs(this.#ground, this.#blobs)
  }
}

interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const blobKey = (seal: WorkSeal): BlobKey => ({ of: seal.scope, key: seal.blobKey })

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
