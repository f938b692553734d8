import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { FactsDatabase } from './databases.ts'

test('what a tablet kept before there were hubs opens, and nothing of it is touched', async () => {
  const indexedDb = { indexedDB: new IDBFactory(), IDBKeyRange }
  const before = new Dexie('hinterland-clinic-facts', indexedDb)
  before.version(1).stores({
    facts: '++n, &id, subject, [device+seq], unsent, scope',
    scopeKeys: '[scope+epoch+to], to',
    subjectKeys: '[subject+scope], scope',
    users: 'key',
    meta: 'name',
    drafts: 'row',
    readings: 'id, keptAt',
    blobRows: 'name, subject',
    emergency: 'row',
  })
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
  db.close()
})
