import { Dexie } from 'dexie'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { BLOB_PRIORITIES } from '#contract/sync/blob.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { BlobKey, BlobShelf } from '../blob-shelf.ts'
import type { UploadRow, UploadsRow } from '../databases.ts'
import type { FactLog } from '../fact-log.ts'
import type { Ground } from '../ground.ts'
import { openRow, sealRow } from '../keys/sealing.ts'
import type { Session } from '../session.ts'
import { blobsNamedIn, type NamedBlob } from './named-blobs.ts'

/** What a row of the queue holds, sealed. */
export interface UploadDetails {
  readonly sha256: string
  readonly scope: string
  /** The key that it lies here sealed with. */
  readonly sealedFor: 'subject' | 'scope'
  /** Where the hub takes the rest of it; null before it was begun. */
  readonly path: string | null
  /** Hash tree, once it was made. */
  readonly tree: { readonly root: string; readonly pieces: readonly Uint8Array<ArrayBuffer>[] } | null
}

export interface QueuedUpload {
  readonly row: UploadRow
  readonly details: UploadDetails
}

/** Facts that are opened at once while they are looked through. */
const SCAN_FACTS = 200

/** Blobs that facts of this tablet name, that lie here, and that the hub may lack: the table `uploads`. */
export class UploadQueue {
  readonly #ground: Ground
  readonly #log: FactLog
  readonly #blobs: BlobShelf

  constructor(ground: Ground, log: FactLog, blobs: BlobShelf) {
    this.#ground = ground
    this.#log = log
    this.#blobs = blobs
  }

  /**
   * Looks through the facts that came since the last time. A hub that was erased or restored may lack what it had: then
   * everything is asked for again.
   */
  async scan(session: Session, hubEpoch: string): Promise<void> {
    const { db } = this.#ground
    const known = (await db.meta.get('uploads')) as UploadsRow | undefined
    if (known && known.hubEpoch !== hubEpoch)
      await db.uploads.filter(({ done }) => done === 1).modify({ done: 0, sentBytes: 0 })
    let { through } = known ?? { through: 0 }
    for (;;) {
      const found = await this.#log.after(session, through, SCAN_FACTS)
      await this.#add(session, found.facts.flatMap(blobsNamedIn))
      await db.meta.put({ name: 'uploads', through: found.through, hubEpoch })
      if (found.through === through) return
      through = found.through
    }
  }

  /** The next by priority and age. */
  async next(session: Session, wanted: (row: UploadRow) => boolean): Promise<QueuedUpload | null> {
    for (const priority of BLOB_PRIORITIES) {
      const rows = await this.#ground.db.uploads.where('[done+priority]').equals([0, priority]).toArray()
      for (const row of rows.filter(wanted).sort((a, b) => a.addedAtMs - b.addedAtMs)) {
        const details = await this.#details(session, row)
        if (details) return { row, details }
      }
    }
    return null
  }

  async waiting(): Promise<readonly UploadRow[]> {
    const { db } = this.#ground
    return db.uploads.where('[done+priority]').between([0, Dexie.minKey], [0, Dexie.maxKey]).toArray()
  }

  async change(session: Session, { row, details }: QueuedUpload, to: Partial<UploadDetails>) {
    const changed = { ...details, ...to }
    const sealed = await this.#sealed(session, row.name, changed)
    await this.#ground.db.uploads.update(row.name, sealed)
    return { row: { ...row, ...sealed }, details: changed }
  }

  async progressed({ row }: QueuedUpload, sentBytes: number): Promise<void> {
    await this.#ground.db.uploads.update(row.name, { sentBytes })
  }

  async finished({ row }: QueuedUpload): Promise<void> {
    await this.#ground.db.uploads.update(row.name, { done: 1, sentBytes: row.sizeBytes })
  }

  async drop({ row }: QueuedUpload): Promise<void> {
    await this.#ground.db.uploads.delete(row.name)
  }

  async forget(subject: SubjectId): Promise<void> {
    await this.#ground.db.uploads.where('subject').equals(subject).delete()
  }

  /** The keys with which a blob of a person may lie here: their own, or that of the clinic's recordings. */
  async keysOf(session: Session, { subject }: Pick<NamedBlob, 'subject'>) {
    const keys: { sealedFor: UploadDetails['sealedFor']; key: BlobKey }[] = []
    const own = await session.subjectKey(this.#ground.db, subject)
    if (own) keys.push({ sealedFor: 'subject', key: { of: subject, key: own } })
    const { scope } = session.currentKey()
    if (session.holdsScopeKey(scope, 1))
      keys.push({ sealedFor: 'scope', key: { of: scope, key: session.scopeKey(scope, 1).key } })
    return keys
  }

  async #add(session: Session, named: readonly NamedBlob[]): Promise<void> {
    const { db, machine } = this.#ground
    if (named.length === 0) return
    const here = new Set(await this.#blobs.names())
    for (const blob of named) {
      for (const { sealedFor, key } of await this.keysOf(session, blob)) {
        const name = await this.#blobs.name(key, blob.sha256)
        if (!here.has(name) || (await db.uploads.get(name))) continue
        const { sha256, scope, subject, priority, sizeBytes } = blob
        const details = { sha256, scope, sealedFor, path: null, tree: null }
        await db.uploads.add({
          name,
          subject,
          priority,
          done: 0,
          sizeBytes,
          sentBytes: 0,
          addedAtMs: machine.nowMs(),
          ...(await this.#sealed(session, name, details)),
        })
        break
      }
    }
  }

  async #sealed(session: Session, name: string, details: UploadDetails) {
    const { scope, epoch, key } = session.currentKey()
    const { tree } = details
    const text = JSON.stringify({
      ...details,
      tree: tree && { root: tree.root, pieces: tree.pieces.map(base64url) },
    })
    const plain = new TextEncoder().encode(text)
    return { epoch, sealed: await sealRow(key, aad(name, scope, epoch), plain, this.#ground.machine) }
  }

  /** @returns null for a row that this session has no key for */
  async #details(session: Session, row: UploadRow): Promise<UploadDetails | null> {
    const { scope } = session.currentKey()
    if (!session.holdsScopeKey(scope, row.epoch)) return null
    const { key } = session.scopeKey(scope, row.epoch)
    const plain = await openRow(key, aad(row.name, scope, row.epoch), row.sealed)
    const details = JSON.parse(new TextDecoder().decode(plain)) as Sealed
    const { tree } = details
    return {
      ...details,
      tree: tree && { root: tree.root, pieces: tree.pieces.map((piece) => fromBase64url(piece)!) },
    }
  }
}

type Sealed = Omit<UploadDetails, 'tree'> & {
  readonly tree: { readonly root: string; readonly pieces: readonly string[] } | null
}

const aad = (name: string, scope: string, epoch: number) => ({ store: 'uploads', row: name, scope, epoch })
