import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { FactsDatabase } from './databases.ts'

/** What the database was before the film desk. */
const VERSION_2 = {
  receipts: '++n',
  cursors: 'scope',
  certificates: 'key',
  openings: '++n',
  rooms: 'room',
  roomUpdates: '++n, room, unsent',
  uploads: 'name, subject, [done+priority]',
  carried: 'id, to',
}
const VERSION_1 = {
  facts: '++n, &id, subject, [device+seq], unsent, scope',
  scopeKeys: '[scope+epoch+to], to',
  subjectKeys: '[subject+scope], scope',
  users: 'key',
  meta: 'name',
  drafts: 'row',
  readings: 'id, keptAt',
  blobRows: 'name, subject',
  emergency: 'row',
}

test('what a tablet kept before there were hubs opens, and nothing of it is touched', async () => {
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange }
  const before = new Dexie('hinterland-clinic-facts', indexedDb)
  before.version(1).stores(VERSION_1)
  const fact = {
    id: 'f1',
    scope: 's',
    subject: 'p',
    device: 'd',
    seq: 1,
    unsent: 1,
    header: Uint8Array.of(1),
  }
  await before.table('facts').add(fact)
  await before.table('meta').put({ name: 'chain', seq: 1 })
  before.close()

  const db = new FactsDatabase('clinic', indexedDb)
  expect(await db.facts.where('unsent').equals(1).toArray()).toMatchObject([fact])
  expect(await db.meta.get('chain')).toEqual({ name: 'chain', seq: 1 })
  expect(await db.receipts.count()).toBe(0)
  expect(await db.films.count()).toBe(0)
  db.close()
})

test('what a tablet kept before there was a film desk opens, its readings and uploads as they were', async () => {
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange }
  const before = new Dexie('hinterland-clinic-facts', indexedDb)
  before.version(1).stores(VERSION_1)
  before.version(2).stores(VERSION_2)
  const reading = { id: 'r1', keptAt: '2026-11-01T08:00:00Z', blobs: ['b1'], sealed: Uint8Array.of(7) }
  const upload = { name: 'b1', subject: 'p', priority: 1, done: 0 }
  await before.table('readings').add(reading)
  await before.table('uploads').add(upload)
  before.close()

  const db = new FactsDatabase('clinic', indexedDb)
  expect(await db.readings.toArray()).toEqual([reading])
  expect(await db.uploads.where('[done+priority]').equals([0, 1]).toArray()).toEqual([upload])
  await db.films.put({ ...reading, scope: 's', epoch: 1, revision: 1, finished: 1, removedAtMs: null })
  expect(await db.films.orderBy('keptAt').primaryKeys()).toEqual(['r1'])
  db.close()
})
