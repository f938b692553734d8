import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { fromCbor } from '#contract/cbor.ts'
import { extendsLog, isIncluded, leafHash } from '#contract/sync/merkle.ts'
import {
  decodeOfferAnswer,
  decodeSyncResponse,
  encodeOffer,
  encodeSyncRequest,
} from '#contract/sync/sync-messages.ts'
import { enrolledClinic, joined, Tablet } from '../accounts/people.fixture.ts'
import { sha256 } from '../hub-keys.ts'
import {
  asking,
  Chain,
  fromStart,
  judgedRight,
  Line,
  listening,
  openSyncHub,
  receiptIn,
  refusalOf,
  saidOf,
  type SyncBench,
} from './hub.fixture.ts'
import type { SyncOptions } from './routes.ts'

let bench: SyncBench
let doctor: Tablet
let scope: string
let chain: Chain
let line: Line
let origin: string
const closing: (() => Promise<void>)[] = []

beforeEach(async () => {
  bench = await openSyncHub()
  const { tablet, clinic } = await enrolledClinic(bench.people)
  doctor = tablet
  scope = clinic.scope
  chain = new Chain(scope, doctor.device)
  await listen()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await bench.close()
})

async function listen(options?: SyncOptions) {
  const server = await listening(bench.hub, options)
  closing.push(server.close)
  origin = server.origin
  line = lineOf(doctor)
}
const lineOf = (user: Tablet) => new Line(user, origin, () => bench.clock.nowMs)
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

describe('POST /api/sync', () => {
  test('takes what is pushed and gives what is asked for', async () => {
    const facts = chain.many(doctor, 3)
    const response = await line.exchange({ facts, pull: [fromStart(scope)], seq: 3 })
    expect(saidOf(response)).toEqual(['taken', 'taken', 'taken'])
    expect(receiptIn(response.receipt, bench.hub).taken).toEqual(facts.map(({ id }) => id))
    expect(response.pulled[0]!.facts.map(({ fact }) => base64url(fact))).toEqual(facts.map(({ id }) => id))
  })

  test('is packed both ways; what was signed is what was sent', async () => {
    const facts = chain.many(doctor, 20)
    const body = encodeSyncRequest(
      asking(doctor.device, { push: facts.map(({ bytes }) => bytes), pull: [fromStart(scope)] }),
    )
    const response = await line.ask('POST', '/api/sync', new Uint8Array(gzipSync(body)), {
      headers: { 'content-encoding': 'gzip', 'accept-encoding': 'gzip' },
    })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    expect(response.headers.get('content-type')).toBe('application/cbor')
    expect(response.headers.get('cache-control')).toBe('no-store')
    // `fetch` has unpacked it.
    const answer = decodeSyncResponse(await bytesOf(response))!
    expect(saidOf(answer)).toEqual(Array(20).fill('taken'))
    expect(answer.pulled[0]!.facts).toHaveLength(20)
  })

  test('with nothing new is one request of less than a kilobyte', async () => {
    const { head, certificates } = await line.exchange({ facts: chain.many(doctor, 5) })
    const { pulled } = await line.exchange({ pull: [fromStart(scope)] })
    const idle = {
      hubEpoch: bench.base.store.hubEpoch,
      knownHead: head,
      certificatesAfter: certificates.length,
      pull: [fromStart(scope, pulled[0]!.cursor)],
      seq: 5,
    }
    const response = await line.sync(idle)
    expect((await bytesOf(response)).length).toBeLessThan(1024)
    expect(encodeSyncRequest(asking(doctor.device, idle)).length).toBeLessThan(1024)
  })

  test.each([
    ['what is no CBOR', new Uint8Array(40).fill(255)],
    ['what is no request', new Uint8Array([0xa0])],
  ])('refuses %s', async (_, body) => {
    expect(await refusalOf(await line.ask('POST', '/api/sync', body))).toEqual([
      400,
      'request-not-understood',
    ])
  })

  test('refuses another kind of body, and another packing', async () => {
    const body = encodeSyncRequest(asking(doctor.device))
    const text = await line.ask('POST', '/api/sync', body, { headers: { 'content-type': 'text/plain' } })
    expect(text.status).toBe(415)
    const brotli = await line.ask('POST', '/api/sync', body, { headers: { 'content-encoding': 'br' } })
    expect(await refusalOf(brotli)).toEqual([400, 'request-not-understood'])
  })

  test('a known key that asks all the time is told when to come again', async () => {
    await listen({ paces: { known: { perSecond: 0.1, burst: 2 } } })
    await line.exchange()
    await line.exchange()
    const third = await line.sync()
    expect(third.headers.get('retry-after')).toBe('10')
    expect(await refusalOf(third)).toEqual([429, 'request-too-often'])
  })

  test('strangers of one address do not keep its known tablets out', async () => {
    await listen({ paces: { strangers: { perSecond: 0.01, burst: 3 } } })
    for (let i = 0; i < 3; i++) await lineOf(new Tablet()).exchange()
    expect((await lineOf(new Tablet()).sync()).status).toBe(429)
    expect((await line.sync()).status).toBe(200)
  })

  test('whoever only says that they are known is soon kept out too', async () => {
    await listen({
      paces: { strangers: { perSecond: 0.01, burst: 3 }, address: { perSecond: 0.01, burst: 6 } },
    })
    const liar = () =>
      line.sync({}, { authorization: doctor.authorization('GET', '/', new Uint8Array(0), bench.clock.nowMs) })
    const statuses: number[] = []
    for (let i = 0; i < 8; i++) statuses.push((await liar()).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429, 429])
  })
})

describe('POST /api/offer', () => {
  test('says what the hub lacks', async () => {
    const [first, second] = chain.many(doctor, 2)
    await line.exchange({ facts: [first!] })
    const offer = encodeOffer({ scope, ids: [first!.id, second!.id], certificates: [] })
    const answer = decodeOfferAnswer(await bytesOf(await line.ask('POST', '/api/offer', offer)))
    expect(answer).toEqual({ lacking: [second!.id] })
  })

  test('tells a stranger nothing', async () => {
    const response = await lineOf(new Tablet()).ask(
      'POST',
      '/api/offer',
      encodeOffer({ scope, ids: [], certificates: [] }),
    )
    expect(await refusalOf(response)).toEqual([403, 'no-right'])
  })
})

describe('GET /api/segments', () => {
  let path: string
  let whole: Uint8Array

  beforeEach(async () => {
    await bench.base.store.facts.append(chain.many(doctor, 2000).map((fact) => judgedRight(fact, doctor)))
    const [segment] = (await line.exchange({ pull: [fromStart(scope)] })).pulled[0]!.segments
    path = `/api/segments/${segment!.name}`
    whole = (await bench.base.store.facts.segment(segment!.name))!
  })

  test('gives the whole, a part, the end, and says what lies beyond', async () => {
    const all = await line.ask('GET', path)
    expect(all.headers.get('cache-control')).toBe('private, no-cache')
    expect(all.headers.get('content-encoding')).toBe(null)
    expect(await bytesOf(all)).toEqual(whole)
    expect(gunzipSync(whole).length).toBeGreaterThan(whole.length)

    const range = async (value: string) => line.ask('GET', path, undefined, { headers: { range: value } })
    const part = await range('bytes=100-199')
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${whole.length}`)
    expect(await bytesOf(part)).toEqual(whole.subarray(100, 200))
    expect(await bytesOf(await range('bytes=-5'))).toEqual(whole.subarray(-5))
    expect(await bytesOf(await range(`bytes=${whole.length - 3}-`))).toEqual(whole.subarray(-3))
    const beyond = await range(`bytes=${whole.length}-`)
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe(`bytes */${whole.length}`)
    expect((await range('bytes=0-1,5-6')).status).toBe(200)
  })

  test('is known by its hash: nothing is sent again, and a part of another file is none', async () => {
    const etag = (await line.ask('HEAD', path)).headers.get('etag')!
    expect(etag).toBe(`"${base64url(sha256(whole))}"`)
    expect((await line.ask('GET', path, undefined, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const headers = { range: 'bytes=0-1', 'if-range': '"another"' }
    expect((await line.ask('GET', path, undefined, { headers })).status).toBe(200)
  })

  test('is for who may read the scope', async () => {
    const { tablet } = await enrolledClinic(bench.people)
    expect(await refusalOf(await lineOf(tablet).ask('GET', path))).toEqual([403, 'no-right'])
    const unsigned = await line.ask('GET', path, undefined, { authorization: '' })
    expect(await refusalOf(unsigned)).toEqual([401, 'request-unsigned'])
  })
})

test.each(['..%2f..%2fkeys.json', 'x.cbor.gz', '0-1-x.cbor.gz', '%00', '..%5ckeys.json'])(
  'no segment is named %s',
  async (name) => {
    const response = await line.ask('GET', `/api/segments/${scope}/${name}`)
    expect([400, 403, 404]).toContain(response.status)
    expect(await response.text()).not.toContain('signing')
  },
)

describe('the log', () => {
  test('proves to a tablet that nothing was lost', async () => {
    await line.exchange({ facts: chain.many(doctor, 3) })
    const get = async (path: string): Promise<unknown> => (await line.ask('GET', path)).json()
    const before = (await get('/api/log/head')) as { size: number; root: string; signed: string }
    expect(receiptIn(fromBase64url(before.signed), bench.hub).head).toEqual({
      size: before.size,
      root: before.root,
    })
    await line.exchange({ facts: chain.many(doctor, 4) })
    const after = (await get('/api/log/head')) as typeof before
    const { proof } = (await get(`/api/log/consistency?from=${before.size}&to=${after.size}`)) as {
      proof: string[]
    }
    const rooted = ({ size, root }: typeof before) => ({ size, root: fromBase64url(root)! })
    const hashes = proof.map((hash) => fromBase64url(hash)!)
    expect(extendsLog(sha256, rooted(before), rooted(after), hashes)).toBe(true)
  })

  test.each(['from=0&to=99999', 'from=3&to=1', 'from=-1&to=1', 'from=1', 'from=1e3&to=2000'])(
    'has no proof for %s',
    async (query) => {
      const response = await line.ask('GET', `/api/log/consistency?${query}`)
      expect(await refusalOf(response)).toEqual([400, 'no-such-entry'])
    },
  )

  test('says where a fact stands to those who may read it', async () => {
    const [fact] = chain.many(doctor, 1)
    await line.exchange({ facts: [fact!] })
    await line.exchange({ facts: chain.many(doctor, 6) })
    const path = `/api/log/inclusion?fact=${fact!.id}`
    const said = (await (await line.ask('GET', path)).json()) as {
      n: number
      entry: string
      head: { size: number; root: string }
      proof: string[]
    }
    const root = { size: said.head.size, root: fromBase64url(said.head.root)! }
    const proof = said.proof.map((hash) => fromBase64url(hash)!)
    const entry = fromBase64url(said.entry)!
    expect(fromCbor(entry)).toContain(fact!.id)
    expect(isIncluded(sha256, leafHash(sha256, entry), said.n - 1, root, proof)).toBe(true)
    expect(isIncluded(sha256, leafHash(sha256, entry), said.n, root, proof)).toBe(false)
    const { tablet } = await enrolledClinic(bench.people)
    expect(await refusalOf(await lineOf(tablet).ask('GET', path))).toEqual([404, 'no-such-entry'])
    expect(await refusalOf(await line.ask('GET', '/api/log/inclusion?fact=x'))).toEqual([
      404,
      'no-such-entry',
    ])
  })

  test('says nothing to strangers, nor to who was withdrawn', async () => {
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    await bench.people.revoke({ key: nurse.key, why: 'left', wipe: false }, 'terminal')
    for (const user of [new Tablet(), nurse])
      expect(await refusalOf(await lineOf(user).ask('GET', '/api/log/head'))).toEqual([403, 'no-right'])
  })
})

describe('GET /api/hello', () => {
  test('says to everybody which hub this is', async () => {
    const response = await fetch(`${origin}/api/hello`)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      hub: bench.base.keys.hub,
      name: bench.base.name,
      signingKey: base64url(bench.base.keys.signingKey),
      hubEpoch: bench.base.store.hubEpoch,
      nowMs: bench.clock.nowMs,
      minVersion: '0.0.0',
    })
    expect((await fetch(`${origin}/api/hello`, { method: 'HEAD' })).status).toBe(200)
  })
})
