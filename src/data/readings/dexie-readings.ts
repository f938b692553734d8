import { Dexie, type Table } from 'dexie'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { KeptReading, ReadingDraft, ReadingStore, SourceBytes } from './reading-store.ts'

interface ReadingRow extends KeptReading {
  readonly removedAtMs: number | null
}

/** Bytes as they came, once each, whatever number of readings refers to them. */
interface RecordingRow {
  readonly sha256: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const READINGS_DATABASE = 'hinterland-readings'

class ReadingsDatabase extends Dexie {
  declare readings: Table<ReadingRow, string>
  declare recordings: Table<RecordingRow, string>

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict' })
    this.version(1).stores({ readings: 'id, keptAt', recordings: 'sha256' })
  }
}

/** The machine that a store runs on; tests give their own clock and ids. */
export interface StoreMachine {
  nowMs(): number
  newId(): string
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>
}

/**
 * Readings in IndexedDB, unsealed.
 * @param name database name; one per installation
 * @param machine clock, ids and hash
 */
export function openDexieReadings(machine: StoreMachine, name = READINGS_DATABASE): ReadingStore {
  const db = new ReadingsDatabase(name)
  return {
    keep: (draft, files) => keep(db, machine, draft, files),
    revise: (seen, draft) => revise(db, machine, seen, draft),
    async list() {
      const rows = await db.readings.orderBy('keptAt').reverse().toArray()
      return rows.filter((row) => row.removedAtMs === null).map(withoutMark)
    },
    async removed() {
      const rows = await db.readings.filter((row) => row.removedAtMs !== null).toArray()
      return rows.sort((a, b) => b.removedAtMs! - a.removedAtMs!).map(withoutMark)
    },
    open: (id) => open(db, machine, id),
    async remove(id) {
      await db.readings.update(id, { removedAtMs: machine.nowMs() })
    },
    async restore(id) {
      await db.readings.update(id, { removedAtMs: null })
    },
    purge: (removedBeforeMs) => purge(db, removedBeforeMs),
    async count() {
      return db.readings.filter((row) => row.removedAtMs === null).count()
    },
  }
}

async function keep(
  db: ReadingsDatabase,
  machine: StoreMachine,
  draft: ReadingDraft,
  files: readonly SourceBytes[],
): Promise<Outcome<KeptReading>> {
  // Hashing comes before the transaction: awaiting crypto inside would commit it early.
  const hashed = await Promise.all(
    files.map(async (file) => ({ ...file, sha256: await machine.sha256(file.bytes) })),
  )
  const reading: KeptReading = {
    ...draft,
    id: machine.newId(),
    keptAt: new Date(machine.nowMs()).toISOString(),
    revision: 1,
    recording: hashed.map(({ name, sha256, bytes }) => ({ name, sha256, sizeBytes: bytes.byteLength })),
  }
  return unlessFull(() =>
    db.transaction('rw', db.readings, db.recordings, async () => {
      await db.recordings.bulkPut(hashed.map(({ sha256, bytes }) => ({ sha256, bytes })))
      await db.readings.add({ ...reading, removedAtMs: null })
      return good(reading)
    }),
  )
}

async function revise(
  db: ReadingsDatabase,
  machine: StoreMachine,
  seen: KeptReading,
  draft: ReadingDraft,
): Promise<Outcome<KeptReading>> {
  return unlessFull(() =>
    db.transaction('rw', db.readings, async () => {
      const row = await db.readings.get(seen.id)
      if (!row || row.removedAtMs !== null) return gone()
      if (row.revision !== seen.revision) return changedElsewhere()
      const reading = {
        ...withoutMark(row),
        ...draft,
        keptAt: new Date(machine.nowMs()).toISOString(),
        revision: row.revision + 1,
      }
      await db.readings.put({ ...reading, removedAtMs: null })
      return good(reading)
    }),
  )
}

async function unlessFull<T>(write: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await write()
  } catch (cause) {
    if (!isQuotaExceeded(cause)) throw cause
    return bad(
      'storage-full',
      'The tablet has no room left; this reading was not kept. Nothing that was kept before is touched.',
      'Delete readings that are no longer needed, or free space on the tablet, then keep it again.',
    )
  }
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

async function open(db: ReadingsDatabase, machine: StoreMachine, id: string) {
  const row = await db.readings.get(id)
  if (!row || row.removedAtMs !== null) return gone()
  const files: SourceBytes[] = []
  for (const { name, sha256 } of row.recording) {
    const recording = await db.recordings.get(sha256)
    if (!recording || (await machine.sha256(recording.bytes)) !== sha256) {
      return bad(
        'recording-damaged',
        'The stored recording differs from what was kept.',
        'Open the original file again; the measurements and words of this reading are still listed.',
      )
    }
    files.push({ name, bytes: recording.bytes })
  }
  return good({ reading: withoutMark(row), files })
}

async function purge(db: ReadingsDatabase, removedBeforeMs: number): Promise<number> {
  return db.transaction('rw', db.readings, db.recordings, async () => {
    const ended = await db.readings
      .filter((row) => row.removedAtMs !== null && row.removedAtMs < removedBeforeMs)
      .primaryKeys()
    await db.readings.bulkDelete(ended)
    const inUse = new Set<string>()
    await db.readings.each((row) => row.recording.forEach((file) => inUse.add(file.sha256)))
    await db.recordings
      .where('sha256')
      .noneOf([...inUse])
      .delete()
    return ended.length
  })
}

function withoutMark({ removedAtMs: _, ...reading }: ReadingRow): KeptReading {
  return reading
}

function isQuotaExceeded(cause: unknown): boolean {
  const names = [(cause as { name?: string }).name, (cause as { inner?: { name?: string } }).inner?.name]
  return names.includes('QuotaExceededError')
}
