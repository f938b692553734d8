import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GroupCommit, type Committed } from './group-commit.ts'
import { openDatabase } from './schema.ts'

let folder: string
let db: DatabaseSync
let commits: Committed[]
let forgotten: number
let reread: number
let commit: GroupCommit

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-commit-'))
  db = openDatabase(join(folder, 'hub.db'))
  commits = []
  forgotten = 0
  reread = 0
  commit = new GroupCommit(db, {
    windowMs: 2,
    forget: () => forgotten++,
    reread: () => reread++,
    told: (batch) => commits.push(batch),
  })
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const put = (key: string, value = '') => db.prepare('INSERT INTO meta VALUES (?, ?)').run(key, value)
const keys = () =>
  db
    .prepare("SELECT key FROM meta WHERE key <> 'hub_epoch' ORDER BY key")
    .all()
    .map(({ key }) => key)
const outcomes = async (writes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(writes)).map(({ status }) => status)

describe('writes', () => {
  test('that wait share one commit, and each gets its own answer', async () => {
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((key) => commit.write(() => `${key}: ${put(key).changes}`)),
    )
    expect(answers).toEqual(['a: 1', 'b: 1', 'c: 1'])
    expect(commits).toMatchObject([{ writes: 3 }])
  })

  test('are answered after the commit: somebody else can read them by then', async () => {
    const other = openDatabase(join(folder, 'hub.db'))
    const seen = () => other.prepare("SELECT count(*) AS n FROM meta WHERE key = 'a'").get()?.n
    await commit.write(
      () => put('a'),
      () => expect(seen()).toBe(1),
    )
    expect(seen()).toBe(1)
    other.close()
  })

  test('that fail, fail alone and take back what they had done', async () => {
    const writes = [
      commit.write(() => put('a')),
      commit.write(() => {
        put('half')
        throw new Error('no')
      }),
      commit.write(() => put('a')),
      commit.write(() => put('b')),
    ]
    expect(await outcomes(writes)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(keys()).toEqual(['a', 'b'])
    expect(forgotten).toBe(2)
  })

  test('on a full disk are refused, keep nothing half, and go on when there is room', async () => {
    const full = Number(db.prepare('PRAGMA page_count').get()?.page_count)
    db.exec(`PRAGMA max_page_count = ${full}`)
    const large = 'x'.repeat(100_000)
    const writes = [
      commit.write(() => put('a')),
      commit.write(() => put('large', large)),
      commit.write(() => put('b')),
    ]
    const said = await outcomes(writes)
    expect(said[1]).toBe('rejected')
    // Whoever was told that it is kept, is kept; and nobody else.
    expect(keys()).toEqual(['a', 'large', 'b'].filter((_, i) => said[i] === 'fulfilled').toSorted())
    db.exec('PRAGMA max_page_count = 1000000')
    await commit.write(() => put('later', large))
    expect(keys()).toContain('later')
  })

  test('of another process are noticed, once each', async () => {
    await commit.write(() => put('a'))
    const other = openDatabase(join(folder, 'hub.db'))
    other.exec("INSERT INTO meta VALUES ('theirs', '')")
    await commit.write(() => put('b'))
    await commit.write(() => put('c'))
    expect(reread).toBe(1)
    expect(keys()).toEqual(['a', 'b', 'c', 'theirs'])
    other.close()
  })

  test('of a long batch do not keep the first ones waiting', async () => {
    const slow = () => {
      const endMs = performance.now() + 30
      while (performance.now() < endMs);
    }
    await Promise.all([1, 2, 3, 4].map(() => commit.write(slow)))
    expect(commits.length).toBeGreaterThan(1)
  })

  test('that come when the database is closed are refused, each by itself, and the process goes on', async () => {
    const closed = openDatabase(join(folder, 'hub.db'))
    const late = new GroupCommit(closed, { windowMs: 1, forget: () => undefined, reread: () => undefined })
    closed.close()
    expect(await outcomes([late.write(() => 1), late.write(() => 2)])).toEqual(['rejected', 'rejected'])
  })

  test('are all on the disk when nothing waits any more', async () => {
    void commit.write(() => put('a'))
    await commit.drain()
    expect(keys()).toEqual(['a'])
    await commit.drain()
  })
})
