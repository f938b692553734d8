import type { Outcome, Problem } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import { blobMetadata, blobPath } from '#contract/sync/blob.ts'
import { elsewhere, type BlobShelf } from '../blob-shelf.ts'
import type { HubRow, UploadRow } from '../databases.ts'
import type { FactLog } from '../fact-log.ts'
import { deviceRow, locked, type Ground } from '../ground.ts'
import { SealBroken } from '../keys/sealing.ts'
import type { Network } from '../network.ts'
import type { HubLine } from '../replica/hub-line.ts'
import type { UploadState } from '../replica/replica-api.ts'
import type { Session } from '../session.ts'
import { fetchFromHub } from './blob-fetch.ts'
import { BlobSource, hashTree } from './blob-source.ts'
import { sendBlob, type UploadEnd } from './tus-upload.ts'
import { UploadQueue, type QueuedUpload, type UploadDetails } from './upload-queue.ts'

export interface DeskParts {
  readonly ground: Ground
  readonly log: FactLog
  readonly blobs: BlobShelf
  readonly line: HubLine
  readonly network: Network | null
  /** Something was sent, or waits; at most once a second while bytes move. */
  readonly onChanged: () => void
  /** For tests: how long a broken line is left alone, and how long a silent one is borne. */
  readonly retryDelaysMs?: readonly number[]
  readonly silentMs?: number
}

/** What the hub refused is not asked for again before. */
const REFUSED_FOR_MS = 3_600_000
/** An upload that the hub knows nothing of any more is begun anew so often in a round. */
const BEGINNINGS_MAX = 2
const SAID_EACH_MS = 1000

/**
 * Large bytes on their way to the hub and from it. What is waiting is sent when the facts are through, most wanted
 * first, and goes on where it was after every cut, kill or lock; nothing is ever whole in memory.
 */
export class UploadDesk {
  readonly #parts: DeskParts
  readonly #queue: UploadQueue
  /** Names of rows that the hub refused, until when, and why. */
  readonly #refused = new Map<string, { readonly untilMs: number; readonly problem: Problem }>()
  readonly #fetching = new Map<string, Promise<Outcome<Uint8Array<ArrayBuffer>>>>()
  #running: Promise<void> | null = null
  #again = false
  #stopping = new AbortController()
  #sentInRound = 0
  #saidAtMs = 0

  constructor(parts: DeskParts) {
    this.#parts = parts
    this.#queue = new UploadQueue(parts.ground, parts.log, parts.blobs)
  }

  /** Sends what is waiting until all is sent, the line breaks for good, or the signal says so. Never rejects for that. */
  run(signal: AbortSignal): Promise<void> {
    // Facts came meanwhile, and perhaps blobs with them: they are looked for when this is through.
    this.#again = true
    this.#running ??= this.#alone(signal).finally(() => {
      this.#running = null
      this.#parts.onChanged()
    })
    return this.#running
  }

  /** Paused, or the clinic is being locked: what is under way goes on from there the next time. */
  stop(): void {
    this.#stopping.abort()
    this.#stopping = new AbortController()
  }

  async state(): Promise<UploadState> {
    const hub = await this.#parts.line.hub()
    const rows = await this.#queue.waiting()
    const sum = (of: (row: UploadRow) => number) => rows.reduce((bytes, row) => bytes + of(row), 0)
    const problem = [...this.#refused.values()].at(-1)?.problem
    return {
      waiting: rows.length,
      doneBytes: this.#sentInRound + sum((row) => row.sentBytes),
      totalBytes: this.#sentInRound + sum((row) => row.sizeBytes),
      paused: hub?.uploadsPaused ?? false,
      waitsForWifi: hub && this.#saves(hub) ? rows.filter((row) => row.priority === 2).length : 0,
      ...(problem ? { problem } : {}),
    }
  }

  /** A person was erased: nothing of theirs is sent any more. */
  async forget(subject: SubjectId): Promise<void> {
    this.stop()
    await this.#queue.forget(subject)
  }

  /**
   * Bytes that a fact names and that are not on this tablet: brought from the hub, checked, sealed and kept.
   * Problems: `blob-elsewhere`, `hub-unreachable`, `blob-altered`, `locked`
   */
  async fetchBlob(subject: SubjectId, sha256: string): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
    const { session } = this.#parts.ground
    if (!session || session.station) return locked()
    const key = `${subject} ${sha256}`
    const known = this.#fetching.get(key)
    if (known) return known
    const fetching = this.#fetch(session, subject, sha256).finally(() => this.#fetching.delete(key))
    this.#fetching.set(key, fetching)
    return fetching
  }

  async #fetch(session: Session, subject: SubjectId, sha256: string) {
    const { ground, blobs, line, retryDelaysMs } = this.#parts
    const keys = await this.#queue.keysOf(session, { subject })
    for (const { key } of keys) {
      const here = await blobs.open(key, sha256)
      if (here.ok) return here
    }
    if (!(await line.hub())) return elsewhere()
    const { scope } = session
    const fetched = await fetchFromHub({ line, scope, sha256, ...(retryDelaysMs ? { retryDelaysMs } : {}) })
    const own = keys.find(({ sealedFor }) => sealedFor === 'subject')
    if (!fetched.ok || !own) return fetched
    const kept = await blobs.keep(own.key, sha256, fetched.value)
    // No room on the tablet: it is shown all the same, and fetched again the next time.
    if (kept.ok) await ground.db.blobRows.put({ name: kept.value, subject })
    return fetched
  }

  /** One window sends; the others find that it is done. */
  async #alone(round: AbortSignal): Promise<void> {
    const { ground } = this.#parts
    const { session } = ground
    const device = await deviceRow(ground)
    if (!session || session.station || !device) return
    const signal = AbortSignal.any([round, this.#stopping.signal])
    const { locks } = globalThis.navigator ?? {}
    const name = `hinterland-${ground.place}-uploads-${device.device}`
    try {
      await (locks
        ? locks.request(name, { signal }, () => this.#run(session, signal))
        : this.#run(session, signal))
    } catch (cause) {
      // The keys went while it was at work: it goes on when they are back.
      if (!signal.aborted && ground.session === session) throw cause
    }
  }

  async #run(session: Session, signal: AbortSignal): Promise<void> {
    const { line, onChanged } = this.#parts
    while (this.#again && !signal.aborted) {
      this.#again = false
      const hub = await line.hub()
      if (!hub) return
      await this.#queue.scan(session, hub.hubEpoch)
      if ((await this.#queue.waiting()).length === 0) this.#sentInRound = 0
      onChanged()
      if (hub.uploadsPaused) return
      if ((await this.#sendAll(session, signal)) === 'no-line') return
    }
  }

  async #sendAll(session: Session, signal: AbortSignal): Promise<'through' | 'no-line'> {
    for (;;) {
      const hub = await this.#parts.line.hub()
      const next = hub && (await this.#queue.next(session, (row) => this.#wanted(row, hub)))
      if (!next) return 'through'
      const how = await this.#send(session, next, signal)
      if (how.is === 'no-line') return 'no-line'
      if (how.is === 'refused') this.#refuse(next, how.problem)
      this.#parts.onChanged()
    }
  }

  #wanted(row: UploadRow, hub: HubRow): boolean {
    const refused = this.#refused.get(row.name)
    if (refused && refused.untilMs > this.#parts.ground.machine.nowMs()) return false
    return row.priority < 2 || !this.#saves(hub)
  }

  #saves({ dataSaver }: HubRow): boolean {
    return dataSaver === 'on' || (dataSaver === 'auto' && (this.#parts.network?.metered() ?? false))
  }

  #refuse({ row }: QueuedUpload, problem: Problem): void {
    const untilMs = this.#parts.ground.machine.nowMs() + REFUSED_FOR_MS
    this.#refused.set(row.name, { untilMs, problem })
  }

  async #send(session: Session, queued: QueuedUpload, signal: AbortSignal): Promise<UploadEnd> {
    let upload = queued
    for (let beginning = 0; beginning < BEGINNINGS_MAX;) {
      if (!upload.details.path) {
        const there = await this.#isThere(upload, signal)
        if (there === 'no-line') return { is: 'no-line' }
        if (there) return this.#sent(upload)
        beginning++
      }
      const how = await this.#sendFrom(session, upload, signal)
      if (how.is === 'sent') return this.#sent(upload)
      if (how.is === 'damaged') await this.#queue.drop(upload)
      if (how.is !== 'unknown') return how
      upload = await this.#queue.change(session, upload, { path: null })
    }
    return { is: 'no-line' }
  }

  async #sent(upload: QueuedUpload): Promise<UploadEnd> {
    await this.#queue.finished(upload)
    this.#refused.delete(upload.row.name)
    this.#sentInRound += upload.row.sizeBytes
    return { is: 'sent' }
  }

  /** Whether the hub has these bytes already, from another tablet or from before. */
  async #isThere({ details }: QueuedUpload, signal: AbortSignal): Promise<boolean | 'no-line'> {
    try {
      const path = blobPath(details.scope, details.sha256)
      const answer = await this.#parts.line.fetch(path, { method: 'HEAD', signal, unsignedBody: true })
      return answer.status === 401 ? await this.#askForByte(details, signal) : answer.ok
    } catch {
      return 'no-line'
    }
  }

  /** As `HEAD`, with an answer that has words: the line learns the hub's time from a refusal. */
  async #askForByte({ scope, sha256 }: UploadDetails, signal: AbortSignal): Promise<boolean> {
    const init = { method: 'GET', headers: { range: 'bytes=0-0' }, signal, unsignedBody: true }
    const answer = await this.#parts.line.fetch(blobPath(scope, sha256), init)
    await answer.body?.cancel()
    return answer.ok || answer.status === 416
  }

  async #sendFrom(session: Session, queued: QueuedUpload, signal: AbortSignal): Promise<UploadEnd> {
    const { ground, blobs, line, network, retryDelaysMs, silentMs } = this.#parts
    if (!network) return { is: 'no-line' }
    const { row, details } = queued
    const keys = await this.#queue.keysOf(session, row)
    const found = keys.find(({ sealedFor }) => sealedFor === details.sealedFor)
    try {
      const frames = found && (await blobs.frames(found.key, row.name))
      if (!frames) return { is: 'damaged' }
      const tree = details.tree ?? (await hashTree(frames))
      let upload = details.tree ? queued : await this.#queue.change(session, queued, { tree })
      const { sha256, scope, path } = details
      const { subject, priority } = row
      return await sendBlob({
        line,
        network,
        machine: ground.machine,
        source: new BlobSource(frames),
        pieces: tree.pieces,
        metadata: blobMetadata({ sha256, scope, subject, priority, root: tree.root }),
        path,
        signal,
        learnClock: () => this.#askForByte(details, signal),
        onPlace: (path) => {
          void this.#queue.change(session, upload, { path }).then((changed) => (upload = changed))
        },
        onArrived: (bytes) => void this.#arrived(upload, bytes),
        ...(retryDelaysMs ? { retryDelaysMs } : {}),
        ...(silentMs ? { silentMs } : {}),
      })
    } catch (cause) {
      if (cause instanceof SealBroken) return { is: 'damaged' }
      throw cause
    }
  }

  async #arrived(upload: QueuedUpload, bytes: number): Promise<void> {
    await this.#queue.progressed(upload, bytes)
    const nowMs = this.#parts.ground.machine.nowMs()
    if (nowMs - this.#saidAtMs < SAID_EACH_MS) return
    this.#saidAtMs = nowMs
    this.#parts.onChanged()
  }
}
