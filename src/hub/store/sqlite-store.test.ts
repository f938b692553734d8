import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { idOf, WritingTablet } from './facts.fixture.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { DATABASE_FILE, drawHubEpoch, integrityFault, openDatabase } from './sqlite/schema.ts'
import { hubStoreContract } from './store.contract.ts'

hubStoreContract('the store on SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-store-'))
  return {
    open: () => openSqliteStore(folder, { commitWindowMs: 0 }),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
})

describe('a copy of the store', () => {
  let folder: string
  let copy: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hub-store-'))
    copy = mkdtempSync(join(tmpdir(), 'hub-copy-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
    rmSync(copy, { recursive: true, force: true })
  })
  const target = () => join(copy, DATABASE_FILE)

  test('is made while writing goes on, and has everything that was answered before it was asked for', async () => {
    const store = await openSqliteStore(folder, { commitWindowMs: 1 })
    const tablet = new WritingTablet('Hua')
    const facts = Array.from({ length: 600 }, () =>
      tablet.writes({ scope: idOf('clinic'), subject: idOf('Li') }),
    )
    const before = facts.slice(0, 300)
    await store.facts.append(before)
    await store.shelf('accounts').put({ hua: { name: 'Hua' } })
    const head = await store.log.head()
    let copied = false
    const backup = store.backup(target()).then(() => (copied = true))
    let written = 300
    while (!copied && written < facts.length) await store.facts.append([facts[written++]!])
    await backup
    expect(integrityFault(target())).toBeNull()
    const other = await openSqliteStore(copy)
    expect(await other.facts.lacking(before.map(({ id }) => id))).toEqual([])
    expect((await other.log.head()).size).toBeGreaterThanOrEqual(head.size)
    expect(await other.log.verify()).toBeNull()
    expect(other.shelf('accounts').get('hua')).toEqual({ name: 'Hua' })
    expect(other.hubEpoch).toBe(store.hubEpoch)
    await other.close()
    expect(await store.log.verify()).toBeNull()
    await store.close()
  })

  test('replaces an older one wholly', async () => {
    writeFileSync(target(), 'older')
    const store = await openSqliteStore(folder, { commitWindowMs: 0 })
    await store.backup(target())
    await store.close()
    expect(integrityFault(target())).toBeNull()
  })

  test('that is cut off, altered or something else is told from a whole one', async () => {
    const store = await openSqliteStore(folder, { commitWindowMs: 0 })
    await store.backup(target())
    await store.close()
    const whole = readFileSync(target())
    truncateSync(target(), whole.length / 2)
    expect(integrityFault(target())).not.toBeNull()
    writeFileSync(target(), whole.fill(0xff, 4096, 4200))
    expect(integrityFault(target())).not.toBeNull()
    writeFileSync(target(), 'a letter')
    expect(integrityFault(target())).not.toBeNull()
    expect(integrityFault(join(copy, 'nothing'))).not.toBeNull()
  })

  test('that becomes a hub has an epoch of its own once one is drawn', async () => {
    const store = await openSqliteStore(folder, { commitWindowMs: 0 })
    await store.close()
    copyFileSync(join(folder, DATABASE_FILE), target())
    const db = openDatabase(target())
    drawHubEpoch(db)
    db.close()
    const other = await openSqliteStore(copy)
    expect(other.hubEpoch).not.toBe(store.hubEpoch)
    await other.close()
  })

  test('of a newer hub is not opened', async () => {
    const db = openDatabase(target())
    db.exec('PRAGMA user_version = 2')
    db.close()
    await expect(openSqliteStore(copy)).rejects.toThrow(/newer/)
  })
})

describe('a store in memory', () => {
  test('is fresh each time', async () => {
    const [one, two] = [await openSqliteStore(':memory:'), await openSqliteStore(':memory:')]
    await one.shelf('any').put({ a: 1 })
    expect(two.shelf('any').get('a')).toBeNull()
    expect(one.hubEpoch).not.toBe(two.hubEpoch)
    await one.close()
    await two.close()
  })
})
