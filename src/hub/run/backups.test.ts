import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openHub, type Hub } from '../hub.ts'
import { blobPath, readManifest, sha256Of, writeManifest } from './backup-files.ts'
import { isDue } from './nightly-backup.ts'
import { newestBackup, restoreBackup, tryBackupFolder } from './restore.ts'
import { createVoice } from './voice.ts'

const DAY_MS = 86_400_000
const BLOB = 'ab'.repeat(32)

describe('backups of a hub', () => {
  let root: string
  let nowMs: number
  let hub: Hub
  const data = () => join(root, 'data')
  const to = () => join(root, 'backups')
  const start = async (folder = data()) =>
    (hub = await openHub({ folder, name: 'county', nowMs: () => nowMs, say: createVoice('off') }))

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'hinterland-backups-'))
    nowMs = Date.UTC(2026, 10, 21, 2, 30)
    await start()
    await note('first')
    putBlob(BLOB, 'recording')
  })
  afterEach(async () => {
    await hub.close()
    rmSync(root, { recursive: true, force: true })
  })

  const note = (why: string) =>
    hub.store.log.note([{ what: 'account', by: null, scope: null, subject: null, why, atMs: nowMs }])
  function putBlob(name: string, text: string) {
    mkdirSync(join(blobPath(data(), name), '..'), { recursive: true })
    writeFileSync(blobPath(data(), name), text)
  }
  async function backup() {
    const made = await hub.backups.make(to())
    if (!made.ok) throw new Error(made.problem.message)
    return made.value
  }

  test('hold everything, are tried at once, and are their owner’s alone', async () => {
    const made = await backup()
    expect(made).toMatchObject({ entries: 1, blobs: 1, tried: true, removed: 0 })
    expect(readdirSync(made.folder).sort()).toEqual(['backup.json', 'hub.db', 'hub.json', 'keys.json'])
    for (const name of readdirSync(made.folder))
      expect(statSync(join(made.folder, name)).mode & 0o077, name).toBe(0)
    expect((await hub.status()).backups).toMatchObject({
      lastAtMs: nowMs,
      lastRestoreTestAtMs: nowMs,
      lastRestoreTestOk: true,
    })
  })

  test('come back as the same hub with a new epoch, and what stood there is moved aside', async () => {
    const { hubEpoch } = hub.store
    const { hub: key } = hub.keys
    await backup()
    await note('after the backup')
    await hub.close()

    const from = await newestBackup(to())
    if (!from.ok) throw new Error(from.problem.message)
    expect(await restoreBackup(from.value, data(), false, nowMs)).toMatchObject({
      problem: { code: 'folder-in-use' },
    })
    const restored = await restoreBackup(from.value, data(), true, nowMs + DAY_MS)
    expect(restored).toMatchObject({ ok: true, value: { entries: 1, blobs: 1 } })
    if (restored.ok) expect(existsSync(join(restored.value.before!, 'hub.db'))).toBe(true)

    await start()
    expect(hub.keys.hub).toBe(key)
    expect(hub.name).toBe('county')
    expect(hub.store.hubEpoch).not.toBe(hubEpoch)
    expect(readFileSync(blobPath(data(), BLOB), 'utf8')).toBe('recording')
    const notes = await hub.store.log.notes({ limit: 10 })
    expect(notes.map(({ what }) => what)).toContain('restore')
    expect(notes.map(({ why }) => why)).not.toContain('after the backup')
    expect(await hub.store.log.verify()).toBeNull()
    expect((await hub.status()).backups.restoredFromAtMs).toBe(nowMs)
  })

  test('are refused when a byte was altered, a recording is cut off, or a file is gone', async () => {
    const { folder } = await backup()
    const database = readFileSync(join(folder, 'hub.db'))
    writeFileSync(join(folder, 'hub.db'), Buffer.from(database).fill(1, 5000, 5001))
    expect(await tryBackupFolder(folder)).toMatchObject({ problem: { code: 'backup-damaged' } })
    writeFileSync(join(folder, 'hub.db'), database)
    writeFileSync(blobPath(to(), BLOB), 'rec')
    expect(await tryBackupFolder(folder)).toMatchObject({ problem: { code: 'backup-damaged' } })
    writeFileSync(blobPath(to(), BLOB), 'recording')
    expect((await tryBackupFolder(folder)).ok).toBe(true)
    rmSync(join(folder, 'keys.json'))
    expect(await tryBackupFolder(folder)).toMatchObject({ problem: { code: 'backup-damaged' } })
    expect(await tryBackupFolder(root)).toMatchObject({ problem: { code: 'backup-unreadable' } })
  })

  test('are refused when somebody altered a row and mended the hashes around it', async () => {
    await note('second')
    const { folder } = await backup()
    const db = new DatabaseSync(join(folder, 'hub.db'))
    db.exec(`PRAGMA journal_mode = DELETE; UPDATE note SET why = 'another' WHERE n = 1`)
    db.close()
    const manifest = await readManifest(folder)
    if (!manifest.ok) throw new Error(manifest.problem.message)
    const files = await Promise.all(
      manifest.value.files.map(async (file) => ({
        ...file,
        sha256: await sha256Of(join(folder, file.name)),
      })),
    )
    await writeManifest(folder, { ...manifest.value, files })
    const tried = await tryBackupFolder(folder)
    expect(tried).toMatchObject({ problem: { code: 'backup-damaged' } })
    if (!tried.ok) expect(tried.problem.message).toContain('entry 1')
  })

  test('are fourteen, and recordings that none of them names are gone', async () => {
    for (let night = 0; night < 15; night++) {
      await backup()
      nowMs += DAY_MS
      if (night === 0) rmSync(blobPath(data(), BLOB))
    }
    expect(readdirSync(to()).filter((name) => name.startsWith('hub-'))).toHaveLength(14)
    expect(existsSync(blobPath(to(), BLOB))).toBe(false)
    expect(readdirSync(to()).filter((name) => name.includes('part'))).toEqual([])
  })

  test('that cannot be written are said and remembered', async () => {
    writeFileSync(join(root, 'a-file'), '')
    expect(await hub.backups.make(join(root, 'a-file', 'inside'))).toMatchObject({
      problem: { code: 'backup-failed', details: { why: 'ENOTDIR' } },
    })
    expect((await hub.status()).backups).toMatchObject({ lastAtMs: null, lastFailedAtMs: nowMs })
  })
})

describe('the nightly backup', () => {
  const at = (hour: number, day = 21) => new Date(2026, 10, day, hour, 10).getTime()

  test.each([
    ['at once where there is none', at(15), null, null, true],
    ['at two in the night', at(2), at(2, 20), null, true],
    ['not twice in a night', at(2), at(2) - 600_000, null, false],
    ['not by day', at(15), at(2), null, false],
    ['by day where the night was missed', at(15), at(2, 20), null, true],
    ['an hour after one that failed', at(15), at(2, 20), at(15) - 3_700_000, true],
    ['not at once after one that failed', at(15), at(2, 20), at(15) - 600_000, false],
  ])('is due %s', (_when, nowMs, lastAtMs, lastFailedAtMs, due) => {
    expect(isDue(nowMs, { lastAtMs, lastFailedAtMs })).toBe(due)
  })
})
