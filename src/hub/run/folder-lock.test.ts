import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockFolder } from './folder-lock.ts'

describe('the lock of a data folder', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hinterland-lock-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  test('lets one hub in, tells the second whom it met, and lets the next one in afterwards', () => {
    const first = lockFolder(folder)
    expect(lockFolder(folder)).toMatchObject({
      problem: { code: 'hub-running', details: { pid: process.pid } },
    })
    if (first.ok) first.value.release()
    expect(existsSync(join(folder, 'hub.pid'))).toBe(false)
    const next = lockFolder(folder)
    expect(next.ok).toBe(true)
    if (next.ok) next.value.release()
  })

  test('is gone with a process that was killed', async () => {
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { DatabaseSync } from 'node:sqlite'
       new DatabaseSync(${JSON.stringify(join(folder, 'hub.lock'))}).exec('BEGIN EXCLUSIVE')
       process.stdout.write('held'); setInterval(() => {}, 1000)`,
    ])
    await new Promise((resolve) => holder.stdout.once('data', resolve))
    expect(lockFolder(folder)).toMatchObject({ problem: { code: 'hub-running', details: { pid: 0 } } })
    const ended = new Promise((resolve) => holder.once('exit', resolve))
    holder.kill('SIGKILL')
    await ended
    const after = lockFolder(folder)
    expect(after.ok).toBe(true)
    if (after.ok) after.value.release()
  })
})
