import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealBuild } from '../cli/build/seal.ts'
import { createServer } from './server.ts'

const folder = mkdtempSync(join(tmpdir(), 'hinterland-hub-'))
const page = `<meta http-equiv="content-security-policy" content="default-src 'none'">${'<p>page</p>'.repeat(40)}`
const script = 'run();'.repeat(200)
let server: FastifyInstance

beforeAll(async () => {
  mkdirSync(join(folder, '_app/immutable'), { recursive: true })
  const files = {
    'index.html': page,
    'rescue.html': '<h1>rescue</h1>',
    'rescue.js': '',
    '_app/immutable/a.js': script,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'service-worker.js'), 'self.__HINTERLAND_SEAL__')
  await sealBuild(folder)
  server = await createServer({ folder })
})

afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers })

describe('the server', () => {
  test.each(['/', '/kept', '/read/some-id', '/_app/immutable/a.js', '/nothing.png', '/healthz', '/%zz'])(
    'answers %s isolated and under the policy of the page',
    async (url) => {
      const { headers } = await get(url)
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
    },
  )

  test('sends the page for every address of the app, and nothing for a file that is not there', async () => {
    expect((await get('/read/some-id')).body).toBe(page)
    expect((await get('/read/some-id')).headers['cache-control']).toBe('no-cache')
    expect((await get('/nothing.png')).statusCode).toBe(404)
    expect((await get('/_app/immutable/gone')).statusCode).toBe(404)
    expect((await get('/../package.json')).statusCode).toBe(404)
  })

  test('sends what the browser unpacks, and a hashed file for good', async () => {
    const packed = await get('/_app/immutable/a.js', { 'accept-encoding': 'gzip, br' })
    expect(packed.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(script)
    expect(packed.headers['cache-control']).toContain('immutable')
    const plain = await get('/_app/immutable/a.js')
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.body).toBe(script)
  })

  test('sends a packed file as a file of its own, by range', async () => {
    const whole = await get('/_app/immutable/a.js.gz', { 'accept-encoding': 'gzip' })
    expect(whole.headers['content-type']).toBe('application/gzip')
    expect(whole.headers['content-encoding']).toBeUndefined()
    expect(gunzipSync(whole.rawPayload).toString()).toBe(script)
    const part = await get('/_app/immutable/a.js.gz', { range: 'bytes=4-7' })
    expect(part.statusCode).toBe(206)
    expect(part.rawPayload).toEqual(whole.rawPayload.subarray(4, 8))
  })

  test('counts a range in bytes of the plain file, whatever packing the browser takes', async () => {
    const part = await get('/_app/immutable/a.js', { range: 'bytes=0-2', 'accept-encoding': 'br' })
    expect(part.body).toBe('run')
  })

  test('reads past what is shared to it and sends the browser on', async () => {
    const boundary = 'x'
    const answer = await server.inject({
      method: 'POST',
      url: '/share',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: `--${boundary}\r\ncontent-disposition: form-data; name="files"; filename="a.csv"\r\n\r\n1,2\r\n--${boundary}--`,
    })
    expect(answer.statusCode).toBe(303)
    expect(answer.headers.location).toBe('/?shared')
  })

  test('takes no large body but one that is shared, and that it does not hold', async () => {
    const json = { 'content-type': 'application/json' }
    const large = JSON.stringify({ text: 'x'.repeat(100_000) })
    expect(
      (await server.inject({ method: 'POST', url: '/share', headers: json, payload: large })).statusCode,
    ).toBe(413)
    const shared = { 'content-type': 'multipart/form-data; boundary=b' }
    const { statusCode } = await server.inject({
      method: 'POST',
      url: '/share',
      headers: shared,
      payload: large,
    })
    expect(statusCode).toBe(303)
  })

  test('leaves isolation away when told to', async () => {
    const plain = await createServer({ folder, isolation: false })
    const { headers } = await plain.inject({ url: '/' })
    await plain.close()
    expect(headers['cross-origin-embedder-policy']).toBeUndefined()
    expect(headers['content-security-policy']).toContain('frame-ancestors')
  })
})
