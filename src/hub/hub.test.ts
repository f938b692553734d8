import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeReceipt } from '#contract/sync/receipt.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import { HubNotOpened, openHub, type Hub } from './hub.ts'
import { verifies } from './hub-keys.ts'
import { changeSettings } from './run/settings.ts'
import { createVoice } from './run/voice.ts'
import { openSqliteStore } from './store/sqlite-store.ts'

const PASSWORD = 'blue lantern 七条鱼 seldom asks'
const PAGE = { origin: 'http://localhost:4180', host: 'localhost:4180', 'content-type': 'application/json' }

describe('a hub', () => {
  let folder: string
  let hub: Hub | null = null
  let server: FastifyInstance
  const lines: string[] = []

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hinterland-hub-'))
    lines.length = 0
  })
  afterEach(async () => {
    await hub?.close()
    hub = null
    rmSync(folder, { recursive: true, force: true })
  })

  async function start(options: Partial<Parameters<typeof openHub>[0]> = {}): Promise<Hub> {
    hub = await openHub({ folder, say: createVoice('info', (line) => lines.push(line)), ...options })
    server = fastify()
    await hub.register(server)
    return hub
  }

  async function keeperCookie(): Promise<string> {
    const answer = await server.inject({
      method: 'POST',
      url: '/api/setup',
      headers: PAGE,
      payload: { code: hub!.people.setupCode(), login: 'keeper', name: 'Wang', password: PASSWORD },
    })
    expect(answer.statusCode).toBe(200)
    return String(answer.headers['set-cookie']).split(';')[0]!
  }

  test('is there once a folder, under the name that it was given first', async () => {
    await start({ name: '青石县' })
    await expect(openHub({ folder })).rejects.toThrow(HubNotOpened)
    await hub!.close()
    await start()
    expect(hub!.name).toBe('青石县')
    expect((await server.inject('/api/me')).json()).toMatchObject({ hubName: '青石县', needsSetup: true })
  })

  test('does not start on settings that cannot be read, and leaves the folder free', async () => {
    changeSettings(folder, { name: 'x' })
    const settings = join(folder, 'hub.json')
    writeFileSync(settings, '{')
    await expect(openHub({ folder })).rejects.toMatchObject({ problem: { code: 'hub-settings' } })
    rmSync(settings)
    await start()
    expect(existsSync(join(folder, 'hub.pid'))).toBe(true)
  })

  test('does not touch a database that a newer hub wrote, or that is none', async () => {
    await start()
    await hub!.close()
    hub = null
    const db = new DatabaseSync(join(folder, 'hub.db'))
    db.exec('PRAGMA user_version = 99')
    db.close()
    await expect(openHub({ folder })).rejects.toMatchObject({ problem: { code: 'hub-database' } })
    writeFileSync(join(folder, 'hub.db'), 'not a database at all'.repeat(100))
    await expect(openHub({ folder })).rejects.toMatchObject({ problem: { code: 'hub-database' } })
  })

  test('tells how it is to a keeper who is signed in, and to nobody else', async () => {
    await start({ app: { version: '1.2.3', build: 'abc' } })
    const stranger = await server.inject('/api/hub/status')
    expect(stranger.statusCode).toBe(401)
    expect(stranger.json()).toMatchObject({ code: 'not-signed-in' })
    const cookie = await keeperCookie()
    const status = await server.inject({ url: '/api/hub/status', headers: { ...PAGE, cookie } })
    expect(status.statusCode).toBe(200)
    expect(status.headers['cache-control']).toBe('no-store')
    expect(status.json()).toMatchObject({
      version: '1.2.3',
      hubEpoch: hub!.store.hubEpoch,
      queues: { heldFacts: 0, openRooms: 0 },
      backups: { lastAtMs: null },
      oldestUnsent: null,
    })
    expect(status.json<{ storage: { freeBytes: number } }>().storage.freeBytes).toBeGreaterThan(0)
  })

  test('gives metrics to this machine or for the token, never past a proxy', async () => {
    changeSettings(folder, { metricsToken: 'a token of some length' })
    await start()
    const near = await server.inject('/metrics')
    expect(near.statusCode).toBe(200)
    expect(near.body).toContain('hinterland_log_entries')
    expect(near.body).toContain('hinterland_disk_free_bytes')
    const from = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
      server.inject({ url: '/metrics', headers, remoteAddress })
    expect((await from({ 'x-forwarded-for': '10.0.0.7' })).statusCode).toBe(403)
    expect((await from({}, '10.0.0.7')).statusCode).toBe(403)
    expect((await from({ authorization: 'Bearer wrong' }, '10.0.0.7')).statusCode).toBe(403)
    expect((await from({ authorization: 'Bearer a token of some length' }, '10.0.0.7')).statusCode).toBe(200)
  })

  test('says every request by its pattern, and nothing of what was asked', async () => {
    await start()
    await server.inject('/api/hub/notes?before=13800001234')
    await server.inject({
      method: 'POST',
      url: '/api/sign-in',
      headers: PAGE,
      payload: { login: 'zhoumin', password: '13800001234' },
    })
    const said = lines.join('\n')
    expect(said).toContain('"route":"/api/hub/notes"')
    expect(said).toContain('"route":"/api/sign-in"')
    expect(said).not.toMatch(/13800001234|zhoumin/)
  })

  test('refuses what cannot be parsed in our own words', async () => {
    await start()
    const answer = await server.inject({
      method: 'POST',
      url: '/api/sign-in',
      headers: PAGE,
      payload: '<img src=x onerror=alert(1)>',
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'request-not-understood' })
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.body).not.toContain('onerror')
  })

  test('ends an upgrade that nobody takes', async () => {
    await start()
    const address = await server.listen({ port: 0 })
    const status = await new Promise((resolve) => {
      request(`${address}/api/nothing`, { headers: { connection: 'upgrade', upgrade: 'websocket' } })
        .on('response', ({ statusCode }) => resolve(statusCode))
        .end()
    })
    expect(status).toBe(404)
  })

  test('signs the end of its log when it stops, and starts again with everybody whom it knew', async () => {
    await start()
    await keeperCookie()
    const { signingKey } = hub!.keys
    const before = await hub!.store.log.head()
    await hub!.close()
    hub = null
    expect(existsSync(join(folder, 'hub.pid'))).toBe(false)
    expect(statSync(join(folder, 'hub.db-wal'), { throwIfNoEntry: false })?.size ?? 0).toBe(0)

    const store = await openSqliteStore(folder)
    const [last] = await store.log.heads(1)
    await store.close()
    const signed = decodeSigned(last!.signed)!
    expect(decodeReceipt(signed.payload)?.head.size).toBeGreaterThanOrEqual(before.size)
    expect(verifies(signingKey, signed.signature, signed.payload)).toBe(true)

    await start()
    expect(hub!.people.setupCode()).toBeNull()
    expect(hub!.people.accounts()).toMatchObject([{ login: 'keeper' }])
  })
})
