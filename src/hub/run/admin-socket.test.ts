import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { good } from '#domain/problem.ts'
import { askAdmin, serveAdmin } from './admin-socket.ts'
import { createVoice } from './voice.ts'

describe('the socket of the command line', () => {
  let folder: string
  const lines: string[] = []
  const say = createVoice('info', (line) => lines.push(line))
  const actions = {
    twice: async (given: unknown) => good((given as { n: number }).n * 2),
    breaks: async () => {
      throw new Error('secret of somebody')
    },
  }
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hinterland-admin-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  test('answers while the hub runs and is silent when it does not', async () => {
    expect(await askAdmin(folder, 'twice', { n: 4 })).toBeNull()
    const socket = await serveAdmin(folder, actions, say)
    expect(await askAdmin(folder, 'twice', { n: 4 })).toEqual({ ok: true, value: 8 })
    expect(await askAdmin(folder, 'toString', {})).toMatchObject({ problem: { code: 'hub-other-version' } })
    await socket.close()
    expect(await askAdmin(folder, 'twice', { n: 4 })).toBeNull()
  })

  test('is its owner’s alone', async () => {
    const socket = await serveAdmin(folder, actions, say)
    expect(statSync(join(folder, 'admin.sock')).mode & 0o077).toBe(0)
    await socket.close()
  })

  test('tells what broke by name, never by its words', async () => {
    const socket = await serveAdmin(folder, actions, say)
    expect(await askAdmin(folder, 'breaks', {})).toMatchObject({ problem: { code: 'hub-failed' } })
    expect(lines.join()).toContain('admin-failed')
    expect(lines.join()).not.toContain('secret of somebody')
    await socket.close()
  })

  test('also stands where the folder lies deep', async () => {
    const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60))
    mkdirSync(deep, { recursive: true })
    const socket = await serveAdmin(deep, actions, say)
    expect(await askAdmin(deep, 'twice', { n: 1 })).toEqual({ ok: true, value: 2 })
    await socket.close()
  })
})
