import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PIECE_BYTES } from '#contract/sync/blob.ts'
import { codeOf, openBlobHub, testBlob, TestUser, uploadMetadata, type BlobHub } from './blobs.fixture.ts'

const DAY_MS = 24 * 3_600_000
const LIMITS = {
  blobBytesMax: 4 * PIECE_BYTES,
  scopeBytesMax: 8 * PIECE_BYTES,
  deviceBytesMax: 6 * PIECE_BYTES,
}

let folder: string
let hub: BlobHub
let nurse: TestUser
let clockMs: number | null

beforeEach(async () => {
  clockMs = null
  folder = mkdtempSync(join(tmpdir(), 'hinterland-blobs-'))
  hub = await openBlobHub(folder, { limits: LIMITS, nowMs: () => clockMs ?? Date.now() })
  nurse = await hub.enrol('clinic', 'nurse')
})
afterEach(async () => {
  await hub.close()
  rmSync(folder, { recursive: true })
})

/** Every file under the blobs' folder, by its path in it. */
const files = () =>
  readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'blobs').length + 1))
    .sort()

async function stored(user: TestUser, blob: ReturnType<typeof testBlob>): Promise<void> {
  const { path } = await user.begin(blob)
  expect((await user.send(path, blob, 0)).status).toBe(204)
}

test('what was sent whole is there by its hash, byte for byte', async () => {
  const blob = testBlob(2 * PIECE_BYTES + 17)
  expect((await nurse.ask('HEAD', blob.path)).status).toBe(404)
  await stored(nurse, blob)
  const head = await nurse.ask('HEAD', blob.path)
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(blob.bytes.length)])
  const got = await nurse.ask('GET', blob.path)
  expect(Buffer.from(await got.arrayBuffer()).equals(blob.bytes)).toBe(true)
})

test('an upload goes on where it was, also by a colleague of the next shift', async () => {
  const blob = testBlob(2 * PIECE_BYTES)
  const colleague = await hub.enrol('clinic', 'clinician')
  const { path } = await nurse.begin(blob)
  await nurse.send(path, blob, 0, 700_000)
  expect(await colleague.offset(path)).toBe(700_000)
  expect((await colleague.send(path, blob, 700_000)).status).toBe(204)
  expect((await nurse.ask('HEAD', blob.path)).status).toBe(200)
})

test('a wrong offset is refused and changes nothing', async () => {
  const blob = testBlob(PIECE_BYTES)
  const { path } = await nurse.begin(blob)
  await nurse.send(path, blob, 0, 1000)
  const again = await nurse.send(path, blob, 0, 1000)
  expect([again.status, await codeOf(again)]).toEqual([409, 'blob-offset'])
  expect(await nurse.offset(path)).toBe(1000)
})

test('the file is named after nothing that an outsider knows', async () => {
  const blob = testBlob(100)
  await stored(nurse, blob)
  const [name, ...others] = files()
  expect(others).toEqual([])
  expect(name).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{64}$/)
  expect(name).not.toContain(blob.sha256)
  expect(readFileSync(join(folder, 'blobs', name!)).equals(blob.bytes)).toBe(true)
})

test('the log says that a blob was stored, and of whom', async () => {
  await stored(nurse, testBlob(100))
  const notes = await hub.store.log.notes({ what: 'blob', limit: 10 })
  expect(notes).toMatchObject([
    { by: nurse.signer.key, scope: 'clinic', subject: 'child', why: 'stored 100 bytes' },
  ])
})

test('the same bytes from two tablets lie here once', async () => {
  const blob = testBlob(PIECE_BYTES + 1)
  const other = await hub.enrol('clinic', 'clinician')
  const [mine, theirs] = [await nurse.begin(blob), await other.begin(blob)]
  const answers = await Promise.all([nurse.send(mine.path, blob, 0), other.send(theirs.path, blob, 0)])
  expect(answers.map(({ status }) => status)).toEqual([204, 204])
  expect(files()).toHaveLength(1)
})

test('an empty recording is a blob too', async () => {
  const blob = testBlob(0)
  expect((await nurse.begin(blob)).status).toBe(201)
  const got = await nurse.ask('GET', blob.path)
  expect([got.status, (await got.arrayBuffer()).byteLength]).toEqual([200, 0])
})

test('an altered piece is refused, cut off, and alone sent again', async () => {
  const blob = testBlob(3 * PIECE_BYTES)
  const { path } = await nurse.begin(blob)
  const altered = blob.bytes.slice()
  altered[PIECE_BYTES + 5]! ^= 1
  const answer = await nurse.send(path, blob, 0, altered.length, altered)
  expect([answer.status, await codeOf(answer)]).toEqual([460, 'blob-piece-differs'])
  expect(await nurse.offset(path)).toBe(PIECE_BYTES)
  expect((await nurse.send(path, blob, PIECE_BYTES)).status).toBe(204)
  expect((await nurse.ask('HEAD', blob.path)).status).toBe(200)
})

test('bytes of another hash than was named are removed, with a reason in the log', async () => {
  const blob = testBlob(PIECE_BYTES + 9)
  const wrong = { ...blob, metadata: { ...blob.metadata, sha256: 'f'.repeat(64) } }
  const { path } = await nurse.begin(wrong)
  const answer = await nurse.send(path, blob, 0)
  expect([answer.status, await codeOf(answer)]).toEqual([460, 'blob-differs'])
  expect(files()).toEqual([])
  expect(await nurse.offset(path)).toBeNull()
  expect(await hub.store.log.notes({ what: 'refused', limit: 10 })).toMatchObject([
    { by: nurse.signer.key, scope: 'clinic', why: 'blob: blob-differs' },
  ])
})

test('another tree than the bytes have is refused, although the whole hash fits', async () => {
  const blob = testBlob(2 * PIECE_BYTES)
  const { path } = await nurse.begin({ ...blob, metadata: { ...blob.metadata, root: 'A'.repeat(43) } })
  expect(await codeOf(await nurse.send(path, blob, 0))).toBe('blob-differs')
})

test('what is larger than a blob may be is refused before a byte of it came', async () => {
  const { status, code } = await nurse.begin(testBlob(1), {}, 4 * PIECE_BYTES + 1)
  expect([status, code]).toEqual([413, 'blob-too-large'])
  expect((await nurse.begin(testBlob(1), {}, 1e15)).code).toBe('blob-not-understood')
})

test('a request cannot bring more than was announced', async () => {
  const blob = testBlob(1000)
  const { path } = await nurse.begin(blob)
  const more = testBlob(1001)
  expect((await nurse.send(path, more, 0)).status).toBe(400)
  expect(await nurse.offset(path)).toBe(0)
})

test('a clinic and a tablet have so much room each, what is on its way counted', async () => {
  const part = () => testBlob(3 * PIECE_BYTES)
  await stored(nurse, part())
  expect((await nurse.begin(part())).status).toBe(201)
  expect((await nurse.begin(part())).code).toBe('blob-tablet-full')
  const other = await hub.enrol('clinic', 'nurse')
  expect((await other.begin(part())).code).toBe('blob-clinic-full')
  expect((await other.begin(testBlob(PIECE_BYTES))).status).toBe(201)
  const elsewhere = await hub.enrol('other-clinic', 'nurse')
  expect((await elsewhere.begin(testBlob(1), { scope: 'other-clinic' })).status).toBe(201)
})

test('two at once do not both get the last room', async () => {
  const part = () => testBlob(4 * PIECE_BYTES)
  const begun = await Promise.all([nurse.begin(part()), nurse.begin(part())])
  expect(begun.map(({ status }) => status).sort()).toEqual([201, 507])
})

test('room is counted the same after a restart', async () => {
  await stored(nurse, testBlob(3 * PIECE_BYTES))
  await nurse.begin(testBlob(2 * PIECE_BYTES))
  await hub.close()
  hub = await openBlobHub(folder, { limits: LIMITS })
  nurse.origin = hub.origin
  expect((await nurse.begin(testBlob(2 * PIECE_BYTES))).code).toBe('blob-tablet-full')
  expect((await nurse.begin(testBlob(PIECE_BYTES))).status).toBe(201)
})

test('an upload that was given up makes room again', async () => {
  const { path } = await nurse.begin(testBlob(4 * PIECE_BYTES))
  expect((await nurse.ask('DELETE', path)).status).toBe(204)
  expect((await nurse.begin(testBlob(4 * PIECE_BYTES))).status).toBe(201)
})

test.each(['nothing', 'a stranger', 'another clinic', 'a revoked key'])(
  '%s neither brings nor fetches',
  async (who) => {
    const blob = testBlob(100)
    await stored(nurse, blob)
    const asking = await whoAsks(who)
    const codes: Record<string, [number, string]> = {
      nothing: [401, 'request-unsigned'],
      'a revoked key': [403, 'blob-withdrawn'],
    }
    const [status, code] = codes[who] ?? [403, 'blob-no-right']
    const got = await asking.ask('GET', blob.path)
    expect([got.status, await codeOf(got)]).toEqual([status, code])
    expect((await asking.ask('HEAD', blob.path)).status).toBe(status)
    const begun = await asking.begin(testBlob(10))
    expect([begun.status, begun.code]).toEqual([status, code])
    const { path } = await nurse.begin(testBlob(1000))
    expect(await asking.offset(path)).toBeNull()
  },
)

async function whoAsks(who: string): Promise<TestUser> {
  if (who === 'another clinic') return hub.enrol('other-clinic', 'clinician')
  if (who === 'a revoked key') {
    const revoked = await hub.enrol('clinic', 'nurse')
    await hub.people.revoke({ key: revoked.signer.key, why: 'lost' }, 'terminal')
    return revoked
  }
  const stranger = await TestUser.stranger(hub.origin)
  if (who === 'nothing') stranger.authorization = async () => 'Bearer x'
  return stranger
}

test('a student fetches and, as they propose, also brings', async () => {
  const blob = testBlob(100)
  await stored(nurse, blob)
  const student = await hub.enrol('clinic', 'student')
  expect((await student.ask('GET', blob.path)).status).toBe(200)
  expect((await student.begin(testBlob(10))).status).toBe(201)
})

test('a lease that has ended brings and fetches nothing until it is renewed', async () => {
  const blob = testBlob(100)
  await stored(nurse, blob)
  clockMs = Date.now() + 91 * DAY_MS
  const { authorization } = nurse
  nurse.authorization = (method, path) => authorization.call(nurse, method, path, clockMs!)
  const got = await nurse.ask('GET', blob.path)
  expect([got.status, await codeOf(got)]).toEqual([403, 'blob-lease-ended'])
  expect((await nurse.begin(testBlob(10))).code).toBe('blob-lease-ended')
})

test('a request that was overheard is no use', async () => {
  const blob = testBlob(100)
  await stored(nurse, blob)
  const authorization = await nurse.authorization('GET', blob.path)
  const ask = () => fetch(hub.origin + blob.path, { headers: { authorization } })
  expect((await ask()).status).toBe(200)
  expect((await ask()).status).toBe(401)
  const { path } = await nurse.begin(testBlob(10))
  expect((await fetch(hub.origin + path, { method: 'DELETE', headers: { authorization } })).status).toBe(401)
})

test.each([
  '/api/blobs/..%2f..%2fkeys.json',
  '/api/blobs/%2e%2e%2fkeys.json',
  '/api/blobs/....//keys.json',
  '/api/blobs/by-hash',
  '/api/blobs/incoming',
  `/api/blobs/${'0'.repeat(31)}g`,
  `/api/blobs/${'0'.repeat(32)}.json`,
  `/api/blobs/by-hash/clinic/..%2f..%2f..%2fkeys.json`,
  `/api/blobs/by-hash/..%2f..%2f/${'a'.repeat(64)}`,
  `/api/blobs/by-hash/clinic/${'a'.repeat(64)}%00`,
  `/api/blobs/by-hash/clinic/${'A'.repeat(64)}`,
])('the name %s reaches no file', async (path) => {
  for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH']) {
    const response = await nurse.ask(method, path)
    expect([404, 405, 415], `${method} ${path}`).toContain(response.status)
    expect(await response.text()).not.toContain('signing')
  }
  expect(readdirSync(folder)).toContain('keys.json')
})

test('a file name, a kind or a page in the metadata is not taken', async () => {
  for (const changed of [
    { filename: '../../evil.html' },
    { filetype: 'text/html' },
    { scope: '../clinic' },
    { subject: '<script>' },
    { device: 'another' },
  ] as Record<string, string>[])
    expect((await nurse.begin(testBlob(10), changed)).code).toBe('blob-not-understood')
  const response = await nurse.ask('POST', '/api/blobs', {
    headers: { 'upload-length': '10', 'upload-metadata': `${uploadMetadata({ a: 'b' })},a %%%` },
  })
  expect(await codeOf(response)).toBe('blob-not-understood')
})

test('markup comes back as bytes and never as a page', async () => {
  const page = new TextEncoder().encode('<!doctype html><script>alert(1)</script>')
  const blob = testBlob(0, {}, page)
  await stored(nurse, blob)
  const got = await nurse.ask('GET', blob.path)
  expect(Object.fromEntries(got.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-disposition': 'attachment',
    'cache-control': 'private, no-cache',
  })
  expect(await got.text()).toContain('<script>')
})

test('a fetch that was cut goes on with the rest', async () => {
  const blob = testBlob(PIECE_BYTES)
  await stored(nurse, blob)
  const range = async (value: string) => {
    const response = await nurse.ask('GET', blob.path, { headers: { range: value } })
    const bytes = Buffer.from(await response.arrayBuffer())
    return { status: response.status, bytes, range: response.headers.get('content-range') }
  }
  const rest = await range('bytes=1000-')
  expect([rest.status, rest.range]).toEqual([206, `bytes 1000-${PIECE_BYTES - 1}/${PIECE_BYTES}`])
  expect(rest.bytes.equals(blob.bytes.subarray(1000))).toBe(true)
  expect((await range('bytes=5-9')).bytes.equals(blob.bytes.subarray(5, 10))).toBe(true)
  expect((await range('bytes=5-99999999')).bytes.length).toBe(PIECE_BYTES - 5)
  expect((await range(`bytes=${PIECE_BYTES}-`)).status).toBe(416)
  expect((await range('bytes=9-5')).status).toBe(416)
  expect((await range('bytes=0-1,5-9')).status).toBe(200)
})

test('an upload that nobody went on with for weeks is given up', async () => {
  const { path } = await nurse.begin(testBlob(1000))
  await nurse.send(path, testBlob(1000), 0, 10)
  const long = new Date(Date.now() - 31 * DAY_MS)
  utimesSync(join(folder, 'blobs', 'incoming', path.split('/').at(-1)!), long, long)
  await hub.close()
  hub = await openBlobHub(folder, { limits: LIMITS })
  nurse.origin = hub.origin
  expect(await nurse.offset(path)).toBeNull()
  expect(files()).toEqual([])
})

test('a person who is erased leaves no blob behind, finished or on its way, and gets no new one', async () => {
  const blob = testBlob(100)
  const other = testBlob(100, { subject: 'somebody-else' })
  await stored(nurse, blob)
  await stored(nurse, other)
  const { path } = await nurse.begin(testBlob(1000))
  await hub.store.log.note([
    { what: 'erased', by: null, scope: null, subject: 'child', why: '3 facts', atMs: Date.now() },
  ])
  await hub.blobs.lookForErased()
  expect((await nurse.ask('HEAD', blob.path)).status).toBe(404)
  expect(await nurse.offset(path)).toBeNull()
  expect((await nurse.ask('HEAD', other.path)).status).toBe(200)
  expect(files()).toHaveLength(1)
  expect((await nurse.begin(blob)).code).toBe('blob-person-erased')
})

test('a person who was erased while the hub was down is looked for when it starts', async () => {
  await stored(nurse, testBlob(100))
  const erased = { what: 'erased', by: null, scope: null, why: '1 facts', atMs: Date.now() } as const
  await hub.store.log.note(
    Array.from({ length: 150 }, (_, i) => ({ ...erased, subject: i === 0 ? 'child' : `other-${i}` })),
  )
  await hub.close()
  hub = await openBlobHub(folder, { limits: LIMITS })
  expect(files()).toEqual([])
})

test('a file that the folder has lost is asked for again', async () => {
  const blob = testBlob(100)
  await stored(nurse, blob)
  rmSync(join(folder, 'blobs', files()[0]!))
  expect((await nurse.ask('HEAD', blob.path)).status).toBe(404)
  await stored(nurse, blob)
  const got = Buffer.from(await (await nurse.ask('GET', blob.path)).arrayBuffer())
  expect(createHash('sha256').update(got).digest('hex')).toBe(blob.sha256)
})

test('what is refused and stored is counted for who runs the hub', async () => {
  await stored(nurse, testBlob(100))
  await nurse.begin(testBlob(1), {}, 4 * PIECE_BYTES + 1)
  expect(await hub.metrics.counted('blob_bytes_total')).toBe(100)
  expect(await hub.metrics.counted('blobs_refused_total', ['code', 'blob-too-large'])).toBe(1)
  expect(await hub.metrics.text()).toMatch(/hinterland_blobs_stored 1\n/)
})
