import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { base64url } from '#contract/record/base64url.ts'
import { decodeBody, decodeSignedFact, encodeSignedFact } from '#contract/record/fact-codec.ts'
import { cbor } from '#contract/cbor.ts'
import { authorizationHeader, claimBytes } from '#contract/sync/request-claim.ts'
import { encodeSyncRequest } from '#contract/sync/sync-messages.ts'
import { enrolledClinic, joined, sure, Tablet, tokenOf } from '../../src/hub/accounts/people.fixture.ts'
import { sha256 } from '../../src/hub/hub-keys.ts'
import {
  asking,
  Chain,
  fromStart,
  Line,
  listening,
  openSyncHub,
  refusalOf,
  saidOf,
  signedFact,
  staffSaid,
  type Said,
  type SaidFact,
  type SyncBench,
} from '../../src/hub/sync/hub.fixture.ts'

/*
 * What a liar, a thief, a broken line and a broken clock can send to the hub over real HTTP, signed with real keys: each
 * is refused or held by itself, with its reason in the log, and what is right beside it is taken.
 */
const DAY_MS = 86_400_000
const SILENT_MS = 300
/** A shuffle that is the same at every run. */
const SEED = 20261121

let bench: SyncBench
let doctor: Tablet
let scope: string
let chain: Chain
/** Of a tablet that has no part in the lie. */
let honest: Chain
let origin: string
let close: () => Promise<void>

beforeEach(async () => {
  bench = await openSyncHub()
  const { tablet, clinic } = await enrolledClinic(bench.people)
  doctor = tablet
  scope = clinic.scope
  chain = new Chain(scope, doctor.device)
  honest = new Chain(scope, 'honest-tablet')
  ;({ origin, close } = await listening(bench.hub, { silentMs: SILENT_MS }))
})
afterEach(async () => {
  await close()
  await bench.close()
})

const lineOf = (user: Tablet) => new Line(user, origin, () => bench.clock.nowMs)
const parts = ({ headerBytes: header, signature, bodyBytes: body }: SaidFact) => ({ header, signature, body })
const lone = (user: Tablet, said: Said = {}) =>
  signedFact(user, { scope, device: user.device, seq: 1, prev: null, hlcMs: chain.hlcMs, ...said })
const refusedFor = async () =>
  (await bench.base.store.log.notes({ what: 'refused', limit: 100 })).map(
    ({ by, why }) => `${by ?? ''} ${why}`,
  )
const heldFor = async () => (await bench.base.store.facts.held()).map(({ why }) => why)

/** Pushes something bad between two good facts. @returns what became of it; the good ones are taken, whatever it was */
async function between(user: Tablet, bad: readonly Uint8Array<ArrayBuffer>[]): Promise<readonly string[]> {
  const [before, after] = honest.many(doctor, 2)
  const said = saidOf(await lineOf(user).exchange({ push: [before!.bytes, ...bad, after!.bytes] }))
  expect([said[0], said.at(-1)]).toEqual(['taken', 'taken'])
  return said.slice(1, -1)
}

describe('facts that lie', () => {
  test('in the name of another', async () => {
    const thief = new Tablet()
    expect(await between(doctor, [lone(doctor, { signer: thief }).bytes])).toEqual(['signature'])
    expect(await refusedFor()).toEqual([`${doctor.key} signature × 1`])
  })

  test('with a body, a header or a signature that was altered on the way', async () => {
    const fact = chain.write(doctor, { subject: 'mother' })
    const flipped = (bytes: Uint8Array<ArrayBuffer>, at: number) =>
      bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))
    const { bodyBytes, signature, headerBytes } = fact
    const altered = [
      encodeSignedFact({ ...parts(fact), body: flipped(bodyBytes, bodyBytes.length - 1) }),
      encodeSignedFact({ ...parts(fact), signature: flipped(signature, 0) }),
      // The last byte belongs to the body's hash.
      encodeSignedFact({ ...parts(fact), header: flipped(headerBytes, headerBytes.length - 1) }),
    ]
    expect(await between(doctor, altered)).toEqual(['body', 'signature', 'body'])
    expect((await refusedFor()).toSorted()).toEqual([`${doctor.key} body × 2`, `${doctor.key} signature × 1`])
    // None of them stands in the way of the true one.
    expect(saidOf(await lineOf(doctor).exchange({ facts: [fact] }))).toEqual(['taken'])
  })

  test('about when they were written', async () => {
    const [first] = chain.many(doctor, 1)
    await lineOf(doctor).exchange({ facts: [first!] })
    const backdated = chain.write(doctor, { hlcMs: chain.hlcMs - 30 * DAY_MS })
    const bites = chain.write(doctor, { seq: 1, prev: first!.id })
    expect(await between(doctor, [backdated.bytes, bites.bytes])).toEqual(['backdated', 'backdated'])
    expect(await refusedFor()).toEqual([`${doctor.key} backdated × 2`])
  })

  test('about where they belong', async () => {
    const { tablet: stranger, clinic } = await enrolledClinic(bench.people)
    expect(await between(doctor, [lone(doctor, { scope: clinic.scope }).bytes])).toEqual(['scope'])
    const theirs = await lineOf(stranger).exchange({ pull: [fromStart(clinic.scope), fromStart(scope)] })
    expect(theirs.pulled.map((one) => [one.scope, one.facts.length])).toEqual([[clinic.scope, 0]])
    expect(await refusedFor()).toEqual([`${doctor.key} scope × 1`])
  })

  test('about what their author may', async () => {
    const { tablet: student } = await joined(bench.people, scope, 'student')
    const facts = [
      lone(student),
      lone(student, staffSaid(new Tablet(), 'nurse')),
      lone(student, { verb: 'propose' }),
    ]
    expect(
      await between(
        student,
        facts.map(({ bytes }) => bytes),
      ),
    ).toEqual(['role', 'role', 'taken'])
    expect(await refusedFor()).toEqual([`${student.key} role × 2`])
  })
})

describe('facts that come again', () => {
  test('ten times, in any order, are there once', async () => {
    const facts = chain.many(doctor, 40)
    const random = seeded(SEED)
    for (let round = 0; round < 10; round++) {
      const some = shuffled(facts, random)
      await lineOf(doctor).exchange({ facts: some.slice(0, 20) })
      await lineOf(doctor).exchange({ facts: some })
    }
    const { pulled } = await lineOf(doctor).exchange({ pull: [fromStart(scope)] })
    const ids = pulled[0]!.facts.map(({ fact }) => idOf(fact))
    expect(ids.toSorted()).toEqual(facts.map(({ id }) => id).toSorted())
    expect(await heldFor()).toEqual([])
    expect(await bench.base.store.log.verify()).toBe(null)
  })

  test('by way of somebody else are the same facts', async () => {
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    const facts = chain.many(doctor, 3)
    expect(saidOf(await lineOf(nurse).exchange({ facts }))).toEqual(['taken', 'taken', 'taken'])
    expect(saidOf(await lineOf(new Tablet()).exchange({ facts }))).toEqual(['had', 'had', 'had'])
  })
})

describe('keys', () => {
  test('whose lease has ended are believed again when it is renewed', async () => {
    bench.clock.nowMs += 400 * DAY_MS
    const facts = chain.many(doctor, 2)
    expect(saidOf(await lineOf(doctor).exchange({ facts }))).toEqual(['lease', 'lease'])
    expect(await refusedFor()).toEqual([`${doctor.key} lease × 2`])
    const { text } = sure(await bench.people.invite({ scope, role: 'clinician' }, 'terminal'))
    const how = { key: doctor.key, token: null, address: '10.0.0.9' }
    sure(await bench.people.enrol(doctor.enrolment(tokenOf(text)), how))
    expect(saidOf(await lineOf(doctor).exchange({ facts }))).toEqual(['had', 'had'])
    expect(await heldFor()).toEqual([])
  })

  test('that were withdrawn deliver into the hold and read nothing', async () => {
    await lineOf(doctor).exchange({ facts: chain.many(doctor, 2) })
    await bench.people.revoke({ device: doctor.device, why: 'stolen', wipe: true }, 'terminal')
    const response = await lineOf(doctor).exchange({ facts: chain.many(doctor, 1), pull: [fromStart(scope)] })
    expect(saidOf(response)).toEqual(['revoked'])
    expect(response).toMatchObject({ pulled: [], orders: ['wipe'], revoked: [doctor.key] })
    expect(await refusedFor()).toEqual([`${doctor.key} revoked × 1`])
  })
})

describe('bytes that would hurt', () => {
  test.each<[string, () => Uint8Array<ArrayBuffer>, string]>([
    ['a fact of two megabytes', () => new Uint8Array(2 * 1024 * 1024), 'too-large'],
    ['brackets a hundred thousand deep', () => new Uint8Array(100_000).fill(0x81), 'unreadable'],
    [
      'brackets within a header',
      () => cbor([new Uint8Array(3000).fill(0x81), new Uint8Array(64), new Uint8Array(20)]),
      'unreadable',
    ],
    [
      'a container that promises more than it holds',
      () => new Uint8Array([0x83, 0x5b, 0, 0, 0, 1, 0, 0, 0, 0]),
      'unreadable',
    ],
    ['half a fact', () => chain.write(doctor).bytes.slice(0, 100), 'unreadable'],
    ['brackets within a body', () => deepBody(), 'unreadable'],
  ])('%s', async (_, bytes, why) => {
    expect(await between(doctor, [bytes()])).toEqual([why])
    expect(await refusedFor()).toEqual([`${doctor.key} ${why} × 1`])
  })

  test.each<[string, () => Uint8Array<ArrayBuffer>]>([
    ['brackets a million deep', () => new Uint8Array(1_000_000).fill(0x81)],
    ['a list of ten million nothings', () => new Uint8Array([0x9a, 0, 0x98, 0x96, 0x80, 0xf6])],
    [
      'half a request',
      () => encodeSyncRequest(asking(doctor.device, { push: [lone(doctor).bytes] })).slice(0, 80),
    ],
  ])('a request that is %s', async (_, bytes) => {
    expect(await refusalOf(await lineOf(doctor).ask('POST', '/api/sync', bytes()))).toEqual([
      400,
      'request-not-understood',
    ])
    expect((await lineOf(doctor).sync()).status).toBe(200)
  })

  test('a body beyond all limits', async () => {
    const response = await lineOf(doctor).ask('POST', '/api/sync', new Uint8Array(7 * 1024 * 1024))
    expect(await refusalOf(response)).toEqual([413, 'request-too-large'])
  })

  test('a packed body that would unpack to a gigabyte', async () => {
    const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024))
    const sixteen = new Uint8Array(Buffer.concat(Array<Buffer>(16).fill(bomb)))
    const before = process.memoryUsage().arrayBuffers
    const response = await lineOf(doctor).ask('POST', '/api/sync', sixteen, {
      headers: { 'content-encoding': 'gzip' },
    })
    expect(await refusalOf(response)).toEqual([400, 'request-not-understood'])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024)
  })

  test('a packed body that was cut', async () => {
    const body = gzipSync(encodeSyncRequest(asking(doctor.device))).subarray(0, -9)
    const how = { headers: { 'content-encoding': 'gzip' } }
    const response = await lineOf(doctor).ask('POST', '/api/sync', new Uint8Array(body), how)
    expect(await refusalOf(response)).toEqual([400, 'request-not-understood'])
  })
})

describe('requests that lie', () => {
  const body = () => encodeSyncRequest(asking(doctor.device, { push: [lone(doctor).bytes] }))
  const send = async (authorization: string | undefined, bytes = body(), path = '/api/sync') =>
    refusalOf(
      await lineOf(doctor).ask('POST', path, bytes, authorization === undefined ? {} : { authorization }),
    )

  test('that were overheard and are sent again', async () => {
    const bytes = body()
    const authorization = doctor.authorization('POST', '/api/sync', bytes, bench.clock.nowMs)
    expect((await lineOf(doctor).ask('POST', '/api/sync', bytes, { authorization })).status).toBe(200)
    expect(await send(authorization, bytes)).toEqual([401, 'request-replayed'])
    await noted('request-replayed')
  })

  test('with another body, at another address, by another key', async () => {
    const at = bench.clock.nowMs
    const authorization = () => doctor.authorization('POST', '/api/sync', body(), at)
    expect(await send(authorization(), encodeSyncRequest(asking('another')))).toEqual([
      401,
      'request-signature',
    ])
    expect(await send(authorization(), body(), '/api/offer')).toEqual([401, 'request-signature'])
    const claim = {
      method: 'POST',
      path: '/api/sync',
      bodyHash: base64url(sha256(body())),
      atMs: at,
      nonce: 'abcdefghijklmnop',
    }
    const forged = authorizationHeader(doctor.signingKey, claim, new Tablet().sign(claimBytes(claim)))
    expect(await send(forged)).toEqual([401, 'request-signature'])
    await noted('request-signature')
  })

  test.each<[string, string]>([
    ['nothing', ''],
    ['a token of another house', 'Bearer x'],
    ['words in the place of keys', 'Hinterland a b c d'],
    ['far too much', `Hinterland ${'A'.repeat(5000)}`],
  ])('that are signed by %s', async (_, authorization) => {
    expect(await send(authorization)).toEqual([401, 'request-unsigned'])
  })

  test.each([-10 * 365 * DAY_MS, -DAY_MS, 6 * 60_000, 10 * 365 * DAY_MS])(
    'from a clock that is %d ms off are told the time, and are right with it',
    async (offMs) => {
      const response = await lineOf(doctor).sync({}, { atMs: bench.clock.nowMs + offMs })
      expect(response.status).toBe(401)
      const { code, details } = (await response.json()) as { code: string; details: { nowMs: number } }
      expect(code).toBe('request-clock')
      expect((await lineOf(doctor).sync({}, { atMs: details.nowMs })).status).toBe(200)
    },
  )

  /** The note is written beside the answer. */
  async function noted(why: string): Promise<void> {
    await expect.poll(refusedFor).toContain(` ${why}`)
  }
})

describe('a clock that is ten years off', () => {
  test('disturbs nobody but its own tablet', async () => {
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    const ahead = new Chain(scope, nurse.device)
    ahead.hlcMs += 10 * 365 * DAY_MS
    expect(saidOf(await lineOf(nurse).exchange({ facts: ahead.many(nurse, 3) }))).toEqual([
      'taken',
      'taken',
      'taken',
    ])
    expect(saidOf(await lineOf(doctor).exchange({ facts: chain.many(doctor, 3) }))).toEqual([
      'taken',
      'taken',
      'taken',
    ])
  })
})

describe('markup', () => {
  const MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>'

  test('in any text is text: kept byte for byte, given as CBOR, never as a page', async () => {
    const nurse = new Tablet(doctor.device)
    const facts = [
      chain.write(doctor, { value: { text: MARKUP }, reason: { code: 'other', text: MARKUP } }),
      chain.write(doctor, staffSaid(nurse, 'nurse', MARKUP)),
      chain.write(doctor, { kind: MARKUP.slice(0, 80) }),
    ]
    const opened = [{ key: doctor.key, subject: 'child', atMs: bench.clock.nowMs, why: MARKUP }]
    const push = facts.map(({ bytes }) => bytes)
    const response = await lineOf(doctor).sync({
      push,
      opened,
      app: MARKUP.slice(0, 40),
      pull: [fromStart(scope)],
    })
    expect(response.headers.get('content-type')).toBe('application/cbor')
    const { pulled, verdicts, certificates } = await lineOf(doctor).exchange({
      push,
      pull: [fromStart(scope)],
    })
    expect(saidOf({ verdicts })).toEqual(['had', 'had', 'had'])
    expect(certificates.length).toBeGreaterThan(1)
    const bodies = pulled[0]!.facts
      .map(({ fact }) => decodeSignedFact(fact))
      .map((fact) => fact.ok && decodeBody(fact.value.body!))
    expect(bodies).toMatchObject([{ value: { text: MARKUP } }, { value: { name: MARKUP } }, {}])
    expect(bench.people.certificate(nurse.key)!.certificate.name).toBe(MARKUP)
    const [note] = await bench.base.store.log.notes({ what: 'break-glass', limit: 1 })
    expect(note!.why).toBe(MARKUP)
  })

  test('in a request that is refused does not come back', async () => {
    const line = lineOf(doctor)
    const sent = new TextEncoder().encode(MARKUP)
    const answers = await Promise.all([
      line.ask('POST', '/api/sync', sent),
      line.ask('POST', '/api/sync', encodeSyncRequest(asking(MARKUP))),
      line.ask('POST', '/api/sync', sent, { authorization: encodeURIComponent(MARKUP) }),
      line.ask('GET', `/api/segments/${encodeURIComponent(MARKUP)}`),
      line.ask('GET', `/api/log/inclusion?fact=${encodeURIComponent(MARKUP)}`),
      line.ask('GET', `/api/log/consistency?from=${encodeURIComponent(MARKUP)}`),
    ])
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.headers.get('content-type')).toContain('application/json')
      expect(await answer.text()).not.toMatch(/<img|script|%3C/i)
    }
  })
})

describe('lines that break', () => {
  test('half-way through a request leave nothing behind, whether they end or fall silent', async () => {
    const [fact] = chain.many(doctor, 1)
    const body = encodeSyncRequest(asking(doctor.device, { push: [fact!.bytes] }))
    const cut = await begun(body.subarray(0, body.length / 2), body.length)
    cut.destroy()
    const silent = await Promise.all(
      Array.from({ length: 20 }, () => begun(body.subarray(0, 50), body.length)),
    )
    const ended = Promise.all(silent.map((socket) => once(socket, 'close')))
    // Others are served in the meantime.
    expect(saidOf(await lineOf(doctor).exchange())).toEqual([])
    await ended
    expect(await bench.base.store.facts.lacking([fact!.id])).toEqual([fact!.id])
    expect(saidOf(await lineOf(doctor).exchange({ facts: [fact!] }))).toEqual(['taken'])
  })

  test('before the answer: the same request again, newly signed, has the same answer', async () => {
    const facts = chain.many(doctor, 5)
    const push = facts.map(({ bytes }) => bytes)
    const body = encodeSyncRequest(asking(doctor.device, { push }))
    const socket = await begun(body, body.length)
    await expect.poll(() => bench.base.store.facts.lacking(facts.map(({ id }) => id))).toEqual([])
    socket.destroy()
    expect(saidOf(await lineOf(doctor).exchange({ facts }))).toEqual(Array(5).fill('had'))
  })

  /** A request that says how long it is, and sends so much of it. */
  async function begun(sent: Uint8Array, length: number): Promise<Socket> {
    const body = new Uint8Array(length)
    body.set(sent)
    const { hostname, port } = new URL(origin)
    const socket = connect(Number(port), hostname)
    // The hub may end the line at any moment: that is the test.
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    const authorization = doctor.authorization('POST', '/api/sync', body, bench.clock.nowMs)
    socket.write(
      `POST /api/sync HTTP/1.1\r\nhost: hub\r\nauthorization: ${authorization}\r\n` +
        `content-type: application/cbor\r\ncontent-length: ${length}\r\n\r\n`,
    )
    socket.write(sent)
    return socket
  }
})

function deepBody(): Uint8Array<ArrayBuffer> {
  const deep = Array.from({ length: 300 }).reduce<unknown>((inner) => [inner], 'x')
  return lone(doctor, { value: deep }).bytes
}

function idOf(fact: Uint8Array): string {
  if (fact.length === 32) return base64url(fact)
  const signed = decodeSignedFact(fact)
  return signed.ok ? base64url(sha256(signed.value.header)) : ''
}

/** Park and Miller: enough to shuffle with. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
