import { bad, good, type Outcome } from '#domain/problem.ts'
import { keepingAcknowledged, openOf } from '#domain/ecg/critical/raised.ts'
import type { Fact, FactDraft, SubjectId } from '#domain/record/fact.ts'
import type { KeptReading, ReadingDraft, ReadingStore, SourceBytes } from '../readings/reading-store.ts'
import { BlobShelf, type BlobKey } from './blob-shelf.ts'
import { sha256 } from './bytes.ts'
import type { ReadingRow } from './databases.ts'
import {
  acknowledgedThere,
  criticalStatements,
  criticalWithdrawals,
  type CriticalOnChart,
} from './critical-facts.ts'
import type { Along } from './fact-log.ts'
import { isQuotaExceeded, storageFull, type Ground } from './ground.ts'
import { openRow, sealRow } from './keys/sealing.ts'
import { statementOf, withdrawalFrom, type ReadingOnChart } from './reading-facts.ts'

/** Where readings are sealed to now: the open clinic, or, before there is one, this tablet alone. */
export interface ReadingSeal {
  readonly scope: string
  readonly epoch: number
  readonly key: CryptoKey
  /** Seals the recordings; the same in every epoch, so that a recording is kept once. */
  readonly blobKey: CryptoKey
  /** Null when rows of that epoch are no business of whoever is here. */
  keyOf(epoch: number): CryptoKey | null
}

/** What the sealed row holds. */
interface Content {
  readonly reading: KeptReading
}

/** The charts, as far as readings stand on them; the readings do not know the log. */
export interface ReadingFacts {
  /** What a chart says of readings; nothing where there is no such chart. */
  onChart(subject: SubjectId): Promise<readonly ReadingOnChart[]>
  /** What a chart says of critical values of readings. */
  criticalOnChart(subject: SubjectId): Promise<readonly CriticalOnChart[]>
  /** One act, with what belongs into its transaction. */
  write(drafts: readonly FactDraft[], along: () => Promise<Along>): Promise<Outcome<null>>
}

/** Said when no seal is open: the page shows the lock screen and asks nothing. */
class KeeperLocked extends Error {
  constructor() {
    super('the clinic is locked')
    this.name = 'KeeperLocked'
  }
}

/**
 * Readings of ECGs, sealed. The recording is a blob; the rest is one row. A finished reading of a person is also a
 * fact on their chart, written in the same transaction. The chart decides whose it is: what is moved, withdrawn or
 * attached there is followed here.
 */
export class SealedReadings implements ReadingStore {
  readonly #ground: Ground
  readonly #blobs: BlobShelf
  readonly #seal: () => Promise<ReadingSeal | null>
  readonly #facts: ReadingFacts

  constructor(ground: Ground, seal: () => Promise<ReadingSeal | null>, facts: ReadingFacts) {
    this.#ground = ground
    this.#blobs = new BlobShelf(ground)
    this.#seal = seal
    this.#facts = facts
  }

  async keep(draft: ReadingDraft, files: readonly SourceBytes[]): Promise<Outcome<KeptReading>> {
    const seal = await this.#opened()
    const { machine } = this.#ground
    const blobs: string[] = []
    const recording: KeptReading['recording'][number][] = []
    for (const { name, bytes } of files) {
      const hash = hex(await sha256(bytes))
      const kept = await this.#blobs.keep(blobKey(seal), hash, bytes)
      if (!kept.ok) return kept
      blobs.push(kept.value)
      recording.push({ name, sha256: hash, sizeBytes: bytes.byteLength })
    }
    const reading: KeptReading = {
      ...draft,
      id: crypto.randomUUID(),
      keptAt: new Date(machine.nowMs()).toISOString(),
      revision: 1,
      recording,
    }
    return this.#store(seal, reading, null, blobs)
  }

  async revise(seen: KeptReading, draft: ReadingDraft): Promise<Outcome<KeptReading>> {
    const seal = await this.#opened()
    const row = await this.#row(seen.id, seal)
    if (!row || row.removedAtMs !== null) return gone()
    if (row.revision !== seen.revision) return changedElsewhere()
    const { reading: before } = await content(seal, row)
    // Somebody who did not say otherwise means what the chart has made of it meanwhile.
    const subject = (draft.subject ?? null) === (seen.subject ?? null) ? before.subject : draft.subject
    const reading: KeptReading = {
      ...before,
      ...draft,
      ...(before.critical && draft.critical
        ? { critical: keepingAcknowledged(before.critical, draft.critical) }
        : {}),
      subject: subject ?? null,
      keptAt: new Date(this.#ground.machine.nowMs()).toISOString(),
      revision: row.revision + 1,
    }
    return this.#store(seal, reading, before, row.blobs)
  }

  async list(): Promise<KeptReading[]> {
    return (await this.#contents((row) => row.removedAtMs === null))
      .map(({ reading }) => reading)
      .sort((a, b) => b.keptAt.localeCompare(a.keptAt))
  }

  async removed(): Promise<KeptReading[]> {
    const contents = await this.#contents((row) => row.removedAtMs !== null)
    return contents.sort((a, b) => b.row.removedAtMs! - a.row.removedAtMs!).map(({ reading }) => reading)
  }

  async open(id: string) {
    const seal = await this.#opened()
    const row = await this.#row(id, seal)
    if (!row || row.removedAtMs !== null) return gone()
    const { reading } = await content(seal, row)
    const files: SourceBytes[] = []
    for (const { name, sha256 } of reading.recording) {
      const bytes = await this.#blobs.open(blobKey(seal), sha256)
      if (!bytes.ok) return damaged()
      files.push({ name, bytes: bytes.value })
    }
    return good({ reading, files })
  }

  async remove(id: string): Promise<Outcome<null>> {
    const seal = await this.#opened()
    const row = await this.#row(id, seal)
    if (!row) return gone()
    const { reading } = await content(seal, row)
    if (reading.finished && reading.subject) return onAChart()
    if (openOf(reading.critical ?? []).length > 0) return criticalOpen()
    await this.#ground.db.readings.update(id, { removedAtMs: this.#ground.machine.nowMs() })
    return good(null)
  }

  async restore(id: string): Promise<void> {
    await this.#ground.db.readings.update(id, { removedAtMs: null })
  }

  async purge(removedBeforeMs: number): Promise<number> {
    const { db } = this.#ground
    const ended = await db.readings
      .filter((row) => row.removedAtMs !== null && row.removedAtMs < removedBeforeMs)
      .primaryKeys()
    await db.readings.bulkDelete(ended)
    if (ended.length > 0) await this.endUnusedBlobs()
    return ended.length
  }

  async count(): Promise<number> {
    const seal = await this.#seal()
    if (!seal) return 0
    return this.#ground.db.readings
      .filter((row) => row.removedAtMs === null && row.scope === seal.scope)
      .count()
  }

  /** Moves what was kept before there was a clinic into it: opened with the tablet's seal, sealed with the clinic's. */
  async takeFrom(before: ReadingSeal): Promise<number> {
    const { db } = this.#ground
    const seal = await this.#opened()
    const rows = await db.readings.filter((row) => row.scope === before.scope).toArray()
    for (const row of rows) {
      const { reading } = await content(before, row)
      const blobs: string[] = []
      for (const { sha256 } of reading.recording) {
        const bytes = await this.#blobs.open(blobKey(before), sha256)
        const kept = bytes.ok ? await this.#blobs.keep(blobKey(seal), sha256, bytes.value) : bytes
        if (kept.ok) blobs.push(kept.value)
      }
      await db.readings.put({ ...row, ...(await this.#sealed(seal, reading)), blobs })
    }
    await this.endUnusedBlobs()
    return rows.length
  }

  /**
   * What the charts have made of readings: moved to another person, withdrawn, attached. Their rows say the same from
   * then on. It is no new state of the reading: whoever has it open goes on writing.
   */
  async follow(facts: readonly Fact[]): Promise<void> {
    const told = facts.filter(({ header }) => header.kind === 'ecg-reading')
    const subjects = [...new Set(told.flatMap(({ header }) => header.subject ?? []))]
    const seal = subjects.length > 0 ? await this.#seal() : null
    if (!seal) return
    const charts = await Promise.all(
      subjects.map(async (subject) => ({ subject, readings: await this.#facts.onChart(subject) })),
    )
    for (const { subject, readings } of charts)
      for (const { reading, stands } of readings)
        if (stands.length === 0) await this.#give(seal, reading, subject, null)
    for (const { subject, readings } of charts)
      for (const { reading, stands } of readings)
        if (stands.length > 0) await this.#give(seal, reading, null, subject)
  }

  /** Critical values that were acknowledged on a chart, here or on another tablet, are acknowledged in their reading. */
  async followCritical(facts: readonly Fact[]): Promise<void> {
    const told = facts.filter(({ header }) => header.kind === 'critical-value' && header.refs.length > 0)
    const subjects = [...new Set(told.flatMap(({ header }) => header.subject ?? []))]
    const seal = subjects.length > 0 ? await this.#seal() : null
    if (!seal) return
    for (const subject of subjects) {
      const onChart = await this.#facts.criticalOnChart(subject)
      for (const id of new Set(onChart.map(({ reading }) => reading))) {
        const theirs = onChart.filter(({ reading }) => reading === id)
        await this.#rewrite(seal, id, (reading) => {
          const critical = acknowledgedThere(reading.critical ?? [], theirs)
          return reading.critical && critical.some((each, i) => each !== reading.critical![i])
            ? { ...reading, critical }
            : null
        })
      }
    }
  }

  /** The row of a finished reading says another person, where it said the first. */
  async #give(seal: ReadingSeal, id: string, from: SubjectId | null, to: SubjectId | null): Promise<void> {
    await this.#rewrite(seal, id, (reading) =>
      reading.finished && (reading.subject ?? null) === from ? { ...reading, subject: to } : null,
    )
  }

  /** What a chart says of a reading is written into its row; no new state: whoever has it open goes on writing. */
  async #rewrite(
    seal: ReadingSeal,
    id: string,
    change: (reading: KeptReading) => KeptReading | null,
  ): Promise<void> {
    const { db } = this.#ground
    const row = await this.#row(id, seal)
    if (!row) return
    const changed = change((await content(seal, row)).reading)
    if (!changed) return
    const { epoch, sealed } = await this.#sealed(seal, changed)
    await db.transaction('rw', db.readings, async () => {
      const now = await db.readings.get(id)
      if (now?.revision === row.revision) await db.readings.update(id, { epoch, sealed })
    })
  }

  async #store(
    seal: ReadingSeal,
    reading: KeptReading,
    before: KeptReading | null,
    blobs: readonly string[],
  ): Promise<Outcome<KeptReading>> {
    const { db } = this.#ground
    const row = { ...(await this.#sealed(seal, reading)), removedAtMs: null, blobs }
    let changed = false
    const put = async () => {
      const now = before ? await db.readings.get(reading.id) : undefined
      changed = before !== null && (now?.revision !== before.revision || now.removedAtMs !== null)
      if (changed) throw new Changed()
      await db.readings.put(row)
    }
    try {
      const drafts = await this.#statements(reading, before)
      if (drafts.length > 0) {
        const written = await this.#facts.write(drafts, async () => ({ tables: ['readings'], put }))
        if (!written.ok) return written
      } else await db.transaction('rw', db.readings, put)
    } catch (cause) {
      if (cause instanceof Changed || changed) return changedElsewhere()
      if (isQuotaExceeded(cause)) return storageFull()
      throw cause
    }
    return good(reading)
  }

  /** What a new state of a reading states on charts: it leaves that of the wrong person and stands on the right one. */
  async #statements(reading: KeptReading, before: KeptReading | null): Promise<FactDraft[]> {
    const standing = async (subject: SubjectId) =>
      (await this.#facts.onChart(subject)).find((each) => each.reading === reading.id)?.stands ?? []
    const drafts: FactDraft[] = []
    const wrong = before?.finished && before.subject !== reading.subject ? before.subject : null
    if (wrong) {
      const stands = await standing(wrong)
      if (stands.length > 0) drafts.push(withdrawalFrom(wrong, stands))
    }
    drafts.push(...(await this.#criticalStatements(reading, before)))
    const { subject, finished } = reading
    if (!finished || !subject) return drafts
    const stands = await standing(subject)
    const said = before?.finished && before.subject === subject ? statementOf(before, subject, stands) : null
    const now = statementOf(reading, subject, stands)
    // A state that says nothing new (a covered answer came) is not signed again.
    if (JSON.stringify(now) !== JSON.stringify(said)) drafts.push(now)
    return drafts
  }

  /** Of drafts as well: somebody must be told now, whoever signs later. */
  async #criticalStatements(reading: KeptReading, before: KeptReading | null): Promise<FactDraft[]> {
    if ((reading.critical ?? []).length === 0) return []
    const wrong = before?.subject && before.subject !== reading.subject ? before.subject : null
    const { subject } = reading
    return [
      ...(wrong ? criticalWithdrawals(reading.id, wrong, await this.#facts.criticalOnChart(wrong)) : []),
      ...(subject ? criticalStatements(reading, subject, await this.#facts.criticalOnChart(subject)) : []),
    ]
  }

  async #sealed(seal: ReadingSeal, reading: KeptReading) {
    const { id, keptAt, revision } = reading
    const plain = new TextEncoder().encode(JSON.stringify({ reading } satisfies Content))
    const sealed = await sealRow(seal.key, aad(id, seal.scope, seal.epoch), plain, this.#ground.machine)
    const finished = reading.finished ? 1 : 0
    return { id, scope: seal.scope, epoch: seal.epoch, keptAt, revision, finished, sealed } as const
  }

  async #contents(wanted: (row: ReadingRow) => boolean) {
    const seal = await this.#opened()
    const rows = await this.#ground.db.readings
      .filter((row) => row.scope === seal.scope && wanted(row) && seal.keyOf(row.epoch) !== null)
      .toArray()
    return Promise.all(rows.map(async (row) => ({ row, ...(await content(seal, row)) })))
  }

  async #row(id: string, seal: ReadingSeal): Promise<ReadingRow | null> {
    const row = await this.#ground.db.readings.get(id)
    return row?.scope === seal.scope && seal.keyOf(row.epoch) ? row : null
  }

  async #opened(): Promise<ReadingSeal> {
    const seal = await this.#seal()
    if (!seal) throw new KeeperLocked()
    return seal
  }

  /** Files that neither a reading nor a fact names. */
  async endUnusedBlobs(): Promise<void> {
    const inUse = new Set<string>()
    await this.#ground.db.readings.each((row) => row.blobs.forEach((name) => inUse.add(name)))
    await this.#ground.db.blobRows.each(({ name }) => inUse.add(name))
    for (const name of await this.#blobs.names()) if (!inUse.has(name)) await this.#blobs.remove(name)
  }
}

/** Rolls the transaction back: another window was first. */
class Changed extends Error {}

const aad = (id: string, scope: string, epoch: number) => ({ store: 'readings', row: id, scope, epoch })
const blobKey = (seal: ReadingSeal): BlobKey => ({ of: seal.scope, key: seal.blobKey })

async function content(seal: ReadingSeal, row: ReadingRow): Promise<Content> {
  const key = seal.keyOf(row.epoch)
  if (!key) throw new KeeperLocked()
  const plain = await openRow(key, aad(row.id, row.scope, row.epoch), row.sealed)
  return JSON.parse(new TextDecoder().decode(plain)) as Content
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function changedElsewhere() {
  return bad(
    'reading-changed',
    'This reading was changed in another window.',
    'Both are kept: look at the list and remove the one that you do not need.',
  )
}

function gone() {
  return bad(
    'reading-gone',
    'This reading is not on this tablet any more.',
    'Open another one from the list.',
  )
}

function damaged() {
  return bad(
    'recording-damaged',
    'The stored recording differs from what was kept.',
    'Open the original file again; the measurements and words of this reading are still listed.',
  )
}

function criticalOpen() {
  return bad(
    'reading-critical',
    'A critical value of this reading is open.',
    'Open it and say who was told, or why it is not critical; then it can be removed.',
  )
}

function onAChart() {
  return bad(
    'reading-on-chart',
    'This reading stands on a chart; it is part of the record.',
    'If it is a mistake, withdraw it on the chart or move it to the right person; then it can be removed here.',
  )
}
