/**
 * Tablets on live lines, all in this process: `CLINICS TABLETS SECONDS`. It says who they are; each line then makes them
 * write one fact a second, each at another moment, and is answered by how long each waited for its receipt.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { base64url } from '../../../src/contract/record/base64url.ts'
import { fromCbor } from '../../../src/contract/cbor.ts'
import { decodeCertificate } from '../../../src/contract/sync/certificate.ts'
import { decodeSigned } from '../../../src/contract/sync/signed.ts'
import { decodeLiveFrame, encodeLiveFrame } from '../../../src/contract/sync/live-frame.ts'
import {
  encodeSyncRequest,
  type SyncRequest,
  type SyncResponse,
} from '../../../src/contract/sync/sync-messages.ts'
import { Tablet } from '../../../src/hub/accounts/people.fixture.ts'
import { asking, Chain, fromStart } from '../../../src/hub/sync/hub.fixture.ts'

export interface LiveUser {
  readonly key: string
  readonly device: string
  /** base64url. */
  readonly signingKey: string
  readonly agreementKey: string
}

export interface LiveClinic {
  readonly scope: string
  readonly users: readonly LiveUser[]
}

export interface LiveRound {
  readonly port: number
  /** plain: whatever comes back is the answer. */
  readonly server: 'hub' | 'plain'
  /** Each request also asks what the colleagues of the clinic wrote, as a tablet does. */
  readonly pulls: boolean
}

export interface LiveTimes {
  /** From the moment when a fact was due to its answer. */
  readonly waitedMs: readonly number[]
  readonly unanswered: number
}

/** As it is on the wire: what says nothing is left out. */
type SaidByHub = Pick<SyncResponse, 'hubEpoch' | 'head'> & Partial<SyncResponse>

const NOTHING_YET = { hubEpoch: null, knownHead: null, certificatesAfter: 0 }
/** The hub lets in fifty a second. */
const OPENED_A_SECOND = 40

class LiveTablet {
  readonly user = new Tablet()
  readonly #chain: Chain
  readonly #dueMs = new Map<number, number>()
  readonly waitedMs: number[] = []
  #facts: Uint8Array<ArrayBuffer>[] = []
  #socket!: WebSocket
  #cursor = 0
  #known: Pick<SyncRequest, 'hubEpoch' | 'knownHead' | 'certificatesAfter'> = NOTHING_YET
  #round!: LiveRound

  constructor(scope: string) {
    this.#chain = new Chain(scope, this.user.device)
    this.#chain.hlcMs = Date.now()
  }

  get said(): LiveUser {
    const { key, device, signingKey, agreementKey } = this.user
    return { key, device, signingKey: base64url(signingKey), agreementKey: base64url(agreementKey) }
  }

  get unanswered(): number {
    return this.#dueMs.size
  }

  /** Facts are signed before anything is timed: a thousand tablets do that at a thousand places. */
  prepare(facts: number): void {
    this.waitedMs.length = 0
    this.#dueMs.clear()
    this.#known = NOTHING_YET
    this.#cursor = 0
    const value = {
      systolicMmHg: { amount: [128, 0] },
      diastolicMmHg: { amount: [82, 0] },
      pulsePerMin: { amount: [71, 0] },
    }
    this.#facts = this.#chain.many(this.user, facts, { kind: 'vitals', value }).map(({ bytes }) => bytes)
  }

  async open(round: LiveRound): Promise<void> {
    this.#round = round
    this.#socket = new WebSocket(`ws://127.0.0.1:${round.port}/api/live`, { perMessageDeflate: false })
    this.#socket.on('message', (data: Buffer, isBinary) => this.#heard(data, isBinary))
    await once(this.#socket, 'open')
    this.#socket.send(this.user.authorization('GET', '/api/live', new Uint8Array(0), Date.now()))
    await once(this.#socket, 'message')
  }

  send(i: number, dueMs: number): void {
    const { device } = this.user
    const pull = this.#round.pulls ? [fromStart(this.#chain.scope, this.#cursor)] : []
    const push = [this.#facts[i]!]
    const request = asking(device, { push, pull, seq: this.#chain.seq, ...this.#known })
    this.#dueMs.set(i, dueMs)
    this.#socket.send(encodeLiveFrame({ id: i, gzip: false, bytes: encodeSyncRequest(request) }))
  }

  close(): void {
    this.#socket.terminate()
  }

  #heard(data: Buffer, isBinary: boolean): void {
    const nowMs = performance.now()
    if (!isBinary) {
      if (data.toString().startsWith('{"ping"')) this.#socket.send('{"pong":1}')
      return
    }
    const { id, gzip, bytes } = decodeLiveFrame(data)!
    const dueMs = this.#dueMs.get(id)
    if (this.#round.server === 'hub') {
      const answer = fromCbor(gzip ? gunzipSync(bytes) : bytes) as SaidByHub
      // No receipt, no answer: it counts as unanswered.
      if (answer.verdicts?.[0]?.is !== 'taken' || !answer.receipt) return
      this.#learn(answer)
    }
    this.#dueMs.delete(id)
    this.waitedMs.push(nowMs - dueMs!)
  }

  #learn({ hubEpoch, head, pulled, certificates = [] }: SaidByHub): void {
    this.#cursor = pulled?.[0]?.cursor ?? this.#cursor
    const serials = certificates.map((signed) => decodeCertificate(decodeSigned(signed)!.payload)!.serial)
    const certificatesAfter = Math.max(this.#known.certificatesAfter, ...serials)
    this.#known = { hubEpoch, knownHead: head, certificatesAfter }
  }
}

const [clinics = 0, tablets = 0, seconds = 0] = process.argv.slice(2).map(Number)
const all = Array.from({ length: clinics }, () => {
  const scope = new Tablet().key
  return { scope, tablets: Array.from({ length: tablets / clinics }, () => new LiveTablet(scope)) }
})
const lines = all.flatMap((clinic) => clinic.tablets)
say(all.map((clinic): LiveClinic => ({ scope: clinic.scope, users: clinic.tablets.map(({ said }) => said) })))
for await (const line of createInterface(process.stdin)) say(await run(JSON.parse(line) as LiveRound))

async function run(round: LiveRound): Promise<LiveTimes> {
  for (const line of lines) line.prepare(seconds)
  for (const line of lines) {
    await Promise.all([line.open(round), wait(1000 / OPENED_A_SECOND)])
  }
  const startMs = performance.now() + 1000
  const sending: Promise<void>[] = lines.map(async (line, n) => {
    for (let i = 0; i < seconds; i++) {
      const dueMs = startMs + i * 1000 + (n / lines.length) * 1000
      await wait(Math.max(0, dueMs - performance.now()))
      line.send(i, dueMs)
    }
  })
  await Promise.all(sending)
  for (let i = 0; i < 50 && lines.some(({ unanswered }) => unanswered > 0); i++) await wait(100)
  for (const line of lines) line.close()
  return {
    waitedMs: lines.flatMap(({ waitedMs }) => waitedMs),
    unanswered: lines.reduce((sum, line) => sum + line.unanswered, 0),
  }
}

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`)
}
