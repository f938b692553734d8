import { Dexie, type Table } from 'dexie'
import type { KeptReading } from '../readings/reading-store.ts'
import type { ClinicRoom } from './clinic-room.ts'

const OLD_DATABASE = 'hinterland-readings'

interface OldReadings extends Dexie {
  readonly readings: Table<KeptReading & { readonly removedAtMs: number | null }, string>
  readonly recordings: Table<{ readonly sha256: string; readonly bytes: Uint8Array<ArrayBuffer> }, string>
}

/**
 * Version 0.1 kept practice recordings unsealed. They move into this store once, and their database goes; what the
 * browser keeps of it on the disk until it is overwritten was said to be for practice only.
 * @returns how many were moved
 */
export async function takeOldReadings(room: ClinicRoom): Promise<number> {
  // A keeper in Node (tests, tools) has a database of its own and nothing old.
  if (typeof indexedDB === 'undefined' || !(await Dexie.exists(OLD_DATABASE))) return 0
  const old = new Dexie(OLD_DATABASE) as OldReadings
  old.version(1).stores({ readings: 'id, keptAt', recordings: 'sha256' })
  let moved = 0
  try {
    const rows = await old.readings.orderBy('keptAt').toArray()
    for (const { removedAtMs, ...reading } of rows) {
      if (removedAtMs !== null) continue
      const files = []
      for (const { name, sha256 } of reading.recording) {
        const recording = await old.recordings.get(sha256)
        if (recording) files.push({ name, bytes: recording.bytes })
      }
      // Stops where one cannot be kept: the old database stays, and the next start goes on with what is left in it.
      if (!(await room.readings.keep(reading, files)).ok) return moved
      await old.readings.delete(reading.id)
      moved++
    }
  } finally {
    old.close()
  }
  await Dexie.delete(OLD_DATABASE)
  return moved
}
