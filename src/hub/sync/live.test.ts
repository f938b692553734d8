import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  decodeLiveFrame,
  encodeLiveFrame,
  readLiveWord,
  type LiveFrame,
  type LiveWord,
} from '#contract/sync/live-frame.ts'
import { decodeSyncResponse, encodeSyncRequest, type SyncResponse } from '#contract/sync/sync-messages.ts'
import { enrolledClinic, joined, Tablet } from '../accounts/people.fixture.ts'
import { asking, Chain, fromStart, listening, openSyncHub, saidOf, type SyncBench } from './hub.fixture.ts'
import { unpacked } from './packing.ts'
import type { SyncOptions } from './routes.ts'

let bench: SyncBench
let doctor: Tablet
let scope: string
let chain: Chain
let origin: string
let close: () => Promise<void>
const lines: TestLine[] = []

beforeEach(async () => {
  bench = await openSyncHub()
  const { tablet, clinic } = await enrolledClinic(bench.people)
  doctor = tablet
  scope = clinic.scope
  chain = new Chain(scope, doctor.device)
  await listen()
})
afterEach(async () => {
  for (const line of lines.splice(0)) line.socket.terminate()
  await close()
  await bench.close()
})

async function listen(options?: SyncOptions) {
  const server = await listening(bench.hub, options)
  origin = server.origin
  close = server.close
}

/** A tablet's end of the line. */
class TestLine {
  readonly socket: WebSocket
  readonly #words: LiveWord[] = []
  readonly #frames: LiveFrame[] = []
  #news: (() => void)[] = []

  constructor() {
    this.socket = new WebSocket(`${origin.replace('http', 'ws')}/api/live`, { perMessageDeflate: false })
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#frames.push(decodeLiveFrame(data)!)
      else this.#words.push(readLiveWord(data.toString())!)
      for (const news of this.#news.splice(0)) news()
    })
    lines.push(this)
  }

  static async signedIn(user: Tablet): Promise<TestLine> {
    const line = new TestLine()
    await once(line.socket, 'open')
    line.socket.send(user.authorization('GET', '/api/live', new Uint8Array(0), bench.clock.nowMs))
    await line.word((word) => 'hello' in word)
    return line
  }

  async word(wanted: (word: LiveWord) => boolean): Promise<LiveWord> {
    for (;;) {
      const found = this.#words.find(wanted)
      if (found) return found
      await new Promise<void>((resolve) => this.#news.push(resolve))
    }
  }

  heard(wanted: (word: LiveWord) => boolean): boolean {
    return this.#words.some(wanted)
  }

  async frame(id: number): Promise<SyncResponse> {
    for (;;) {
      const found = this.#frames.find((frame) => frame.id === id)
      if (found) return decodeSyncResponse((found.gzip ? await unpacked(found.bytes) : found.bytes)!)!
      await new Promise<void>((resolve) => this.#news.push(resolve))
    }
  }

  ask(id: number, user: Tablet, what: Parameters<typeof asking>[1]): Promise<SyncResponse> {
    this.socket.send(
      encodeLiveFrame({ id, gzip: false, bytes: encodeSyncRequest(asking(user.device, what)) }),
    )
    return this.frame(id)
  }

  async closed(): Promise<number> {
    const [code] = (await once(this.socket, 'close')) as [number]
    return code
  }
}
const isPoke = (word: LiveWord) => 'poke' in word

describe('a live line', () => {
  test('says hello to whoever signed, and answers what a request would answer', async () => {
    const line = await TestLine.signedIn(doctor)
    expect(await line.word((word) => 'hello' in word)).toEqual({
      hello: { nowMs: bench.clock.nowMs, hubEpoch: bench.base.store.hubEpoch },
    })
    const facts = chain.many(doctor, 30)
    const response = await line.ask(7, doctor, {
      push: facts.map(({ bytes }) => bytes),
      pull: [fromStart(scope)],
    })
    expect(saidOf(response)).toEqual(Array(30).fill('taken'))
    expect(response.pulled[0]!.facts).toHaveLength(30)
  })

  test('works off its requests one after the other, in their order', async () => {
    const line = await TestLine.signedIn(doctor)
    const facts = chain.many(doctor, 5)
    const answers = await Promise.all(facts.map(({ bytes }, i) => line.ask(i, doctor, { push: [bytes] })))
    const places = answers.flatMap(({ verdicts }) =>
      verdicts.map((verdict) => (verdict.is === 'taken' ? verdict.n : 0)),
    )
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places).not.toContain(0)
  })

  test('tells colleagues that there is news, not the one who brought it, and no other clinic', async () => {
    const { tablet: nurse } = await joined(bench.people, scope, 'nurse')
    const other = await enrolledClinic(bench.people)
    const [here, colleague, elsewhere] = await Promise.all(
      [doctor, nurse, other.tablet].map((user) => TestLine.signedIn(user)),
    )
    const fact = chain.write(doctor)
    const { verdicts } = await here!.ask(1, doctor, { push: [fact.bytes], pull: [fromStart(scope)] })
    const n = verdicts[0]!.is === 'taken' ? verdicts[0]!.n : 0
    expect(await colleague!.word(isPoke)).toEqual({ poke: { scope, n } })
    expect([here!.heard(isPoke), elsewhere!.heard(isPoke)]).toEqual([false, false])
  })

  test('asks at every request what the key may now', async () => {
    const line = await TestLine.signedIn(doctor)
    await line.ask(1, doctor, { push: [chain.write(doctor).bytes] })
    await bench.people.revoke({ key: doctor.key, why: 'lost', wipe: false }, 'terminal')
    const response = await line.ask(2, doctor, {
      push: [chain.write(doctor).bytes],
      pull: [fromStart(scope)],
    })
    expect(saidOf(response)).toEqual(['revoked'])
    expect(response.pulled).toEqual([])
  })

  test.each<[string, (user: Tablet) => string, string]>([
    ['nothing', () => '', 'request-unsigned'],
    [
      'another request',
      (user) => user.authorization('POST', '/api/sync', new Uint8Array(0), bench.clock.nowMs),
      'request-signature',
    ],
    [
      'another time',
      (user) => user.authorization('GET', '/api/live', new Uint8Array(0), bench.clock.nowMs + 3_600_000),
      'request-clock',
    ],
  ])('ends where %s was signed', async (_, authorization, code) => {
    const line = new TestLine()
    await once(line.socket, 'open')
    line.socket.send(authorization(doctor))
    expect(await line.word((word) => 'problem' in word)).toMatchObject({ problem: { code } })
    expect(await line.closed()).toBe(4401)
  })

  test('a signature opens one line and no second', async () => {
    const authorization = doctor.authorization('GET', '/api/live', new Uint8Array(0), bench.clock.nowMs)
    const said = await Promise.all(
      [new TestLine(), new TestLine()].map(async (line) => {
        await once(line.socket, 'open')
        line.socket.send(authorization)
        return line.word(() => true)
      }),
    )
    expect(said.map((word) => ('problem' in word ? word.problem.code : 'hello')).toSorted()).toEqual([
      'hello',
      'request-replayed',
    ])
  })

  test('answers what is no request with a refusal, and ends at what is no frame', async () => {
    const line = await TestLine.signedIn(doctor)
    line.socket.send(encodeLiveFrame({ id: 3, gzip: false, bytes: new Uint8Array(9) }))
    expect(await line.word((word) => 'problem' in word)).toMatchObject({
      problem: { code: 'request-not-understood' },
      id: 3,
    })
    line.socket.send(new Uint8Array(2))
    expect(await line.closed()).toBe(4400)
  })

  test('who asks without waiting is sent away', async () => {
    const line = await TestLine.signedIn(doctor)
    const bytes = encodeSyncRequest(asking(doctor.device))
    for (let id = 0; id < 40; id++) line.socket.send(encodeLiveFrame({ id, gzip: false, bytes }))
    expect(await line.closed()).toBe(4429)
  })

  test('a known key that asks too often is told so and keeps its line', async () => {
    await close()
    await listen({ paces: { known: { perSecond: 0.01, burst: 2 } } })
    const line = await TestLine.signedIn(doctor)
    await line.ask(1, doctor, {})
    void line.ask(2, doctor, {})
    expect(await line.word((word) => 'problem' in word)).toMatchObject({
      problem: { code: 'request-too-often' },
      id: 2,
    })
    expect(line.socket.readyState).toBe(WebSocket.OPEN)
  })

  test('ends with the server', async () => {
    const line = await TestLine.signedIn(doctor)
    const closed = once(line.socket, 'close')
    await close()
    await closed
    expect(line.socket.readyState).toBe(WebSocket.CLOSED)
  })
})

test('after an outage so many are let in at once, and the others later', async () => {
  await close()
  await listen({ paces: { lines: { perSecond: 0.001, burst: 2 } } })
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  }
  const tried = async () => {
    const asked = request(`${origin}/api/live`, { headers }).end()
    return new Promise<number>((resolve) => {
      asked.once('upgrade', (_, socket) => {
        socket.destroy()
        resolve(101)
      })
      asked.once('response', (response) => {
        response.resume()
        resolve(Number(response.headers['retry-after']))
      })
    })
  }
  expect([await tried(), await tried()]).toEqual([101, 101])
  expect(await tried()).toBeGreaterThanOrEqual(1000)
})
