import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { idOf, WritingTablet } from '../facts.fixture.ts'
import { signedHead } from '../log.contract.ts'
import { openSqliteStore } from '../sqlite-store.ts'
import type { HubStore, LogFault } from '../store.ts'
import { DATABASE_FILE } from './schema.ts'

/*
 * Somebody who can write the hub's database changes it with SQLite's own means, as cleanly as they can. Entries 1 to 6 are
 * facts, 7 and 8 notes, 9 to 11 facts, and a head of 11 is kept; 12 is a note after it.
 */
const CLINIC = idOf('clinic')
const LI = idOf('Li')

let folder: string
let store: HubStore

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-verify-'))
  store = await openSqliteStore(folder, { commitWindowMs: 0 })
  const tablet = new WritingTablet('Hua')
  const writes = (count: number, subject = LI) =>
    Array.from({ length: count }, () => tablet.writes({ scope: CLINIC, subject }))
  const opened = {
    what: 'opened',
    by: tablet.key,
    scope: CLINIC,
    subject: LI,
    why: 'asked',
    atMs: 9,
  } as const
  await store.facts.append(writes(6))
  await store.log.note([opened, { ...opened, subject: null, why: 'again' }])
  await store.facts.append(writes(3, idOf('Wang')))
  const head = await store.log.head()
  await store.log.keepHead(signedHead(head, 10), head, 10)
  await store.log.note([{ ...opened, why: 'last' }])
})

afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

function tamper(sql: string): void {
  const db = new DatabaseSync(join(folder, DATABASE_FILE))
  db.exec('PRAGMA foreign_keys = OFF')
  db.exec(sql)
  db.close()
}

async function verified(): Promise<LogFault | null> {
  const running = await store.log.verify()
  await store.close()
  store = await openSqliteStore(folder, { commitWindowMs: 0 })
  const opened = await store.log.verify()
  // The running hub remembers more than the database says; it never knows less.
  if (opened) expect(running).not.toBeNull()
  return opened
}

/** The byte at a place (from 1) of a blob, turned. */
const turned = (table: string, column: string, at: string, where: string) =>
  `UPDATE ${table} SET ${column} = CAST(substr(${column}, 1, ${at} - 1) ||
     CASE WHEN substr(${column}, ${at}, 1) = x'55' THEN x'56' ELSE x'55' END ||
     substr(${column}, ${at} + 1) AS BLOB) WHERE ${where}`

describe('verify', () => {
  test('finds nothing where nothing was altered', async () => {
    expect(await verified()).toBeNull()
  })

  test('finds every byte of a fact that is altered', async () => {
    const length = (await store.facts.page(CLINIC, 3, { facts: 1, bytes: 1 })).facts[0]!.bytes.length
    const db = new DatabaseSync(join(folder, DATABASE_FILE))
    const before = db.prepare('SELECT bytes FROM fact WHERE n = 4').get()!.bytes!
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: length }), async (at) => {
        db.exec(turned('fact', 'bytes', String(at), 'n = 4'))
        expect(await store.log.verify()).toMatchObject({ n: 4 })
        db.prepare('UPDATE fact SET bytes = ? WHERE n = 4').run(before)
      }),
      { numRuns: 60 },
    )
    db.close()
    expect(await verified()).toBeNull()
  })

  test.each<[string, string, Partial<LogFault>]>([
    ['a body', turned('fact', 'bytes', 'length(bytes)', 'n = 5'), { n: 5, what: 'fact' }],
    ['a header', turned('fact', 'bytes', '20', 'n = 2'), { n: 2, what: 'fact' }],
    ['when a fact came', 'UPDATE fact SET received_at_ms = 1 WHERE n = 3', { n: 3, what: 'entry' }],
    [
      'who brought a fact',
      `INSERT INTO name (text) VALUES ('other'); UPDATE fact SET by = last_insert_rowid() WHERE n = 1`,
      { n: 1, what: 'entry' },
    ],
    [
      'whom a fact is about',
      'UPDATE fact SET subject = (SELECT subject FROM fact WHERE n = 9) WHERE n = 6',
      { n: 6, what: 'entry' },
    ],
    [
      'the name that stands for a tablet',
      `UPDATE name SET text = 'other' WHERE i = (SELECT device FROM fact WHERE n = 1)`,
      { n: 1, what: 'entry' },
    ],
    ['why a chart was opened', `UPDATE note SET why = 'usual' WHERE n = 7`, { n: 7, what: 'entry' }],
    ['when a chart was opened', 'UPDATE note SET at_ms = at_ms + 1 WHERE n = 8', { n: 8, what: 'entry' }],
    ['the last note', `UPDATE note SET why = 'usual' WHERE n = 12`, { n: 12, what: 'entry' }],
    ['a fact taken away', 'DELETE FROM fact WHERE n = 4', { n: 4, what: 'missing' }],
    ['a note taken away', 'DELETE FROM note WHERE n = 7', { n: 7, what: 'missing' }],
    ['the last entry taken away', 'DELETE FROM note WHERE n = 12', { n: 12, what: 'missing' }],
    [
      'the end taken away, with its nodes',
      'DELETE FROM note WHERE n >= 10; DELETE FROM fact WHERE n >= 10; DELETE FROM node WHERE place > 16',
      { n: 10, what: 'missing' },
    ],
    ['a leaf', turned('node', 'hash', '1', 'place = 4'), { n: 3, what: 'node' }],
    ['a node within', turned('node', 'hash', '32', 'place = 3'), { n: 4, what: 'node' }],
    ['a node taken away', 'DELETE FROM node WHERE place = 7', { n: 8, what: 'node' }],
    [
      'two facts swapped',
      'UPDATE fact SET n = -2 WHERE n = 2; UPDATE fact SET n = 2 WHERE n = 5; UPDATE fact SET n = 5 WHERE n = -2',
      { n: 2, what: 'entry' },
    ],
    [
      'two notes swapped',
      'UPDATE note SET n = -7 WHERE n = 7; UPDATE note SET n = 7 WHERE n = 8; UPDATE note SET n = 8 WHERE n = -7',
      { n: 7, what: 'entry' },
    ],
    ['a kept head', turned('head', 'root', '7', 'size = 11'), { n: 11, what: 'head' }],
    ['what was signed as a head', `UPDATE head SET signed = x'820102'`, { n: 11, what: 'head' }],
    ['the size of a kept head', 'UPDATE head SET size = 10', { n: 10, what: 'head' }],
    [
      'a fact put in before the first',
      `INSERT INTO fact SELECT 0, x'00', scope, device, 99, subject, hlc_ms, by, received_at_ms, NULL, bytes FROM fact WHERE n = 1`,
      { n: 0, what: 'entry' },
    ],
    ['a node too many', `INSERT INTO node VALUES (15, zeroblob(32))`, { n: 12, what: 'node' }],
    ['the sum of a scope', turned('scope_sum', 'xor', '1', 'true'), { n: 11, what: 'entry' }],
    ['an erasure that nobody noted', 'UPDATE fact SET erased_at_ms = 5 WHERE n = 3', { n: 3, what: 'fact' }],
  ])('finds %s', async (_, sql, fault) => {
    tamper(sql)
    expect(await verified()).toMatchObject(fault)
  })

  test('finds a kept head that another key signed, where it is told whose it must be', async () => {
    expect(await store.log.verify(null, () => true)).toBeNull()
    expect(await store.log.verify(null, () => false)).toMatchObject({ n: 11, what: 'head' })
  })

  test('names the first of several', async () => {
    tamper(`UPDATE note SET why = 'usual' WHERE n = 12; UPDATE note SET why = 'usual' WHERE n = 8;
      ${turned('fact', 'bytes', 'length(bytes)', 'n = 10')}`)
    expect(await verified()).toMatchObject({ n: 8 })
  })

  test('finds a body that went without a word, however it is dressed up', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'hub-erased-'))
    await store.backup(join(copy, DATABASE_FILE))
    const other = await openSqliteStore(copy)
    await other.facts.erase(LI)
    await other.close()
    const attach = `ATTACH '${join(copy, DATABASE_FILE)}' AS other;
      UPDATE fact SET bytes = (SELECT bytes FROM other.fact AS o WHERE o.n = fact.n), erased_at_ms = `
    tamper(`${attach} 5 WHERE n = 2`)
    expect(await verified()).toMatchObject({ n: 2, what: 'fact' })
    tamper('UPDATE fact SET erased_at_ms = 0 WHERE n = 2')
    expect(await verified()).toMatchObject({ n: 2, what: 'entry' })
    tamper('UPDATE fact SET erased_at_ms = NULL WHERE n = 2')
    expect(await verified()).toMatchObject({ n: 2, what: 'fact' })
    rmSync(copy, { recursive: true, force: true })
  })
})

describe('two stores on one folder, which the lock of the hub prevents', () => {
  test("still give every number once and see each other's shelves with their next write", async () => {
    const other = await openSqliteStore(folder, { commitWindowMs: 0 })
    const tablets = [new WritingTablet('Min'), new WritingTablet('Lan')]
    for (let i = 0; i < 5; i++)
      for (const [t, each] of [store, other].entries()) {
        const [stored] = await each.facts.append([tablets[t]!.writes({ scope: CLINIC, subject: LI })])
        expect(stored).toMatchObject({ is: 'taken', n: 13 + 2 * i + t })
      }
    await other.shelf('any').put({ a: 1 })
    expect(store.shelf('any').get('a')).toBe(1)
    await other.shelf('any').put({ a: 2 })
    await store.shelf('any').put({ b: 1 })
    expect(Object.fromEntries(store.shelf('any').all())).toEqual({ a: 2, b: 1 })
    expect(await other.log.verify()).toBeNull()
    await other.close()
    expect(await store.log.verify()).toBeNull()
  })
})
