import { mkdirSync } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeviceId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import { treeRoot } from '#contract/sync/blob.ts'
import type { HubContext } from '../context.ts'
import { sha256 } from '../hub-keys.ts'
import type { Shelf } from '../store/store.ts'
import { hashesOf, type Incoming } from './incoming-files.ts'
import { differs } from './refusals.ts'

interface BlobRecord {
  readonly scope: ScopeId
  readonly subject: SubjectId
  readonly device: DeviceId
  readonly sizeBytes: number
  readonly atMs: number
}

export interface FoundBlob {
  readonly path: string
  readonly sizeBytes: number
}

/**
 * Finished blobs as files. Their names are an HMAC under a key of this hub over scope and hash: the same bytes of one
 * clinic lie here once, and who sees the folder learns nothing of what is in it, nor who else has the same.
 */
export class FinishedBlobs {
  readonly #hub: HubContext
  readonly #folder: string
  readonly #records: Shelf<BlobRecord>
  readonly #bytesOf = new Map<string, number>()
  #bytes = 0

  constructor(hub: HubContext, folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#hub = hub
    this.#folder = folder
    this.#records = hub.store.shelf<BlobRecord>('blobs')
    for (const record of this.#records.all().values()) this.#weigh(record, 1)
  }

  /** @returns null where it is not here; also where the folder has lost it, so that a tablet brings it again */
  async find(scope: ScopeId, hash: string): Promise<FoundBlob | null> {
    const name = this.#name(scope, hash)
    const record = this.#records.get(name)
    if (!record) return null
    const path = this.#path(name)
    const found = await stat(path).catch(() => null)
    return found?.size === record.sizeBytes ? { path, sizeBytes: record.sizeBytes } : null
  }

  get count(): number {
    return this.#records.all().size
  }

  get bytes(): number {
    return this.#bytes
  }

  bytesOfScope(scope: ScopeId): number {
    return this.#bytesOf.get(`scope ${scope}`) ?? 0
  }

  bytesOfDevice(device: DeviceId): number {
    return this.#bytesOf.get(`device ${device}`) ?? 0
  }

  /**
   * Checks the whole and every piece, then gives the file its place and name, on the disk before this resolves.
   * @throws BlobRefused where the bytes are not those that were named; the file is removed
   */
  async take(arrived: string, incoming: Incoming): Promise<void> {
    const { sizeBytes, scope, subject, device } = incoming
    const hashes = await hashesOf(arrived, sizeBytes)
    if (hashes.sha256 !== incoming.sha256 || treeRoot(sha256, hashes.pieces) !== incoming.root) {
      await rm(arrived, { force: true })
      throw differs()
    }
    const name = this.#name(scope, incoming.sha256)
    const path = this.#path(name)
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    await flush(arrived)
    await rename(arrived, path)
    await flush(join(path, '..'))
    await flush(this.#folder)
    const before = this.#records.get(name)
    const record = { scope, subject, device, sizeBytes, atMs: this.#hub.nowMs() }
    await this.#records.put({ [name]: record })
    if (before) this.#weigh(before, -1)
    this.#weigh(record, 1)
  }

  /** A person was erased: what was recorded of them goes too. @returns how many blobs */
  async erase(subject: SubjectId): Promise<number> {
    const theirs = [...this.#records.all()].filter(([, record]) => record.subject === subject)
    for (const [name] of theirs) await rm(this.#path(name), { force: true })
    await this.#records.put(Object.fromEntries(theirs.map(([name]) => [name, null])))
    for (const [, record] of theirs) this.#weigh(record, -1)
    return theirs.length
  }

  #weigh({ scope, device, sizeBytes }: BlobRecord, sign: 1 | -1): void {
    for (const owner of [`scope ${scope}`, `device ${device}`])
      this.#bytesOf.set(owner, (this.#bytesOf.get(owner) ?? 0) + sign * sizeBytes)
    this.#bytes += sign * sizeBytes
  }

  #name(scope: ScopeId, hash: string): string {
    return Buffer.from(this.#hub.keys.mac('blob', `${scope}\n${hash}`)).toString('hex')
  }

  /** Two hundred and fifty-six folders: none grows so large that listing it hurts. */
  #path(name: string): string {
    return join(this.#folder, name.slice(0, 2), name)
  }
}

/** What was written to a file, or the names in a folder, are on the disk when this resolves. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
