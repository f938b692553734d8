import type { WebSocket } from 'ws'
import {
  decodeLiveFrame,
  encodeLiveFrame,
  LIVE_DEAD_MS,
  LIVE_WAITING_MAX,
  type LiveFrame,
  type LiveWord,
} from '#contract/sync/live-frame.ts'
import { decodeSyncRequest, encodeSyncResponse } from '#contract/sync/sync-messages.ts'
import { bad, type Problem } from '#domain/problem.ts'
import type { ScopeId } from '#domain/record/fact.ts'
import type { Caller, HubContext } from '../context.ts'
import type { Gate } from './gate.ts'
import { packed, unpacked } from './packing.ts'
import { mayRead } from './pull.ts'

/** Who does not say in this time who they are was not a tablet. */
const SIGN_IN_MS = 10_000
const SIGN_IN_CHARS_MAX = 1000
/** A line of 2 Mbit/s takes four seconds for it; who has more waiting does not read. */
const BUFFERED_BYTES_MAX = 1024 * 1024
/** Close codes of our own: 4000 to 4999 (RFC 6455, 7.4.2). */
const NOT_LET_IN = 4401
const TOO_OFTEN = 4429
const NOT_UNDERSTOOD_CODE = 4400
const GOING_AWAY = 1001

/** One tablet on the line: signed in once, then one request after the other. */
export class LiveLine {
  readonly #hub: HubContext
  readonly #gate: Gate
  readonly #socket: WebSocket
  readonly #address: string
  readonly #signIn: NodeJS.Timeout
  #caller: Caller | null = null
  #isSigningIn = false
  #heardAtMs = performance.now()
  #waiting: LiveFrame[] = []
  #isWorking = false
  /** How far this line was given each scope: what it has is no news. */
  readonly #given = new Map<ScopeId, number>()

  constructor(hub: HubContext, gate: Gate, socket: WebSocket, address: string) {
    this.#hub = hub
    this.#gate = gate
    this.#socket = socket
    this.#address = address
    this.#signIn = setTimeout(() => {
      if (!this.#caller) socket.terminate()
    }, SIGN_IN_MS).unref()
    // A broken line says so and then closes.
    socket.on('error', () => undefined)
    socket.on('close', () => clearTimeout(this.#signIn))
    socket.on('message', (data: Buffer, isBinary) => this.#heard(data, isBinary))
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Asks for a sign of life; ends the line of who gave none, or does not read. */
  ping(): void {
    const isDead = performance.now() - this.#heardAtMs > LIVE_DEAD_MS
    if (isDead || this.bufferedBytes > BUFFERED_BYTES_MAX) this.#socket.terminate()
    else if (this.#caller) this.#say({ ping: this.#hub.nowMs() })
  }

  /** @param news scopes with something new, and up to where */
  tell(news: ReadonlyMap<ScopeId, number>): void {
    if (!this.#caller) return
    for (const { scope } of this.#hub.people.grantsOf(this.#caller.key)) {
      const n = news.get(scope)
      if (n === undefined || n <= (this.#given.get(scope) ?? 0)) continue
      if (mayRead(this.#hub.people, this.#caller.key, scope)) this.#say({ poke: { scope, n } })
    }
  }

  end(): void {
    this.#socket.close(GOING_AWAY)
    this.#socket.terminate()
  }

  #heard(data: Buffer, isBinary: boolean): void {
    this.#heardAtMs = performance.now()
    if (!this.#caller) {
      if (isBinary || data.length > SIGN_IN_CHARS_MAX || this.#isSigningIn)
        this.#refuse(NOT_SIGNED, NOT_LET_IN)
      else void this.#letIn(data.toString('latin1')).catch((error: unknown) => this.#failed(error))
      return
    }
    // Text is a sign of life and nothing else.
    if (!isBinary) return
    const frame = decodeLiveFrame(data)
    if (!frame) return this.#refuse(NOT_UNDERSTOOD, NOT_UNDERSTOOD_CODE)
    if (this.#waiting.length >= LIVE_WAITING_MAX) return this.#refuse(TOO_MANY, TOO_OFTEN)
    this.#waiting.push(frame)
    void this.#work()
  }

  async #letIn(authorization: string): Promise<void> {
    this.#isSigningIn = true
    const request = { authorization, method: 'GET', path: '/api/live', body: new Uint8Array(0) }
    const caller = await this.#gate.caller(this.#address, request)
    if (!caller.ok) {
      const isOften = caller.problem.code === 'request-too-often'
      return this.#refuse(caller.problem, isOften ? TOO_OFTEN : NOT_LET_IN)
    }
    this.#caller = caller.value
    clearTimeout(this.#signIn)
    this.#say({ hello: { nowMs: this.#hub.nowMs(), hubEpoch: this.#hub.store.hubEpoch } })
  }

  /** One after the other, and none before the answer to the last one left: a slow reader holds one answer at most. */
  async #work(): Promise<void> {
    if (this.#isWorking) return
    this.#isWorking = true
    for (let frame = this.#waiting[0]; frame; frame = this.#waiting[0]) {
      try {
        await this.#answer(frame)
      } catch (error) {
        this.#failed(error, frame.id)
      }
      this.#waiting.shift()
    }
    this.#isWorking = false
  }

  async #answer({ id, gzip, bytes }: LiveFrame): Promise<void> {
    const often = this.#gate.again(this.#caller!)
    if (often) return this.#say({ problem: often, id })
    const plain = gzip ? await unpacked(bytes) : bytes
    const request = plain && decodeSyncRequest(plain)
    if (!request) return this.#say({ problem: NOT_UNDERSTOOD, id })
    const response = await this.#hub.intake.exchange(this.#now(), request)
    for (const { scope, cursor } of response.pulled) this.#given.set(scope, cursor)
    const answer = encodeLiveFrame({ id, ...(await packed(encodeSyncResponse(response))) })
    await new Promise<void>((resolve) => this.#socket.send(answer, { binary: true }, () => resolve()))
  }

  /** Who this is was signed for once; what they may now, is asked at every request. */
  #now(): Caller {
    const { key, signingKey } = this.#caller!
    const known = this.#hub.people.certificate(key)
    return { key, signingKey, certificate: known?.certificate ?? null, state: known?.state ?? 'stranger' }
  }

  #say(word: LiveWord): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(word))
  }

  #refuse(problem: Problem, code: number): void {
    this.#say({ problem })
    this.#socket.close(code)
  }

  #failed(error: unknown, id?: number): void {
    const name = error instanceof Error ? error.name : ''
    this.#hub.say.error('request-failed', { route: '/api/live', name })
    this.#say({ problem: FAILED, id })
  }
}

const NOT_SIGNED = bad(
  'request-unsigned',
  'This request is not signed.',
  'Ask from a tablet that knows this hub.',
).problem
const NOT_UNDERSTOOD = bad(
  'request-not-understood',
  'The hub does not understand this request.',
  'The app may be older or newer than the hub: open it again while it is connected.',
).problem
const TOO_MANY = bad(
  'request-too-often',
  'This was asked too often in a short time.',
  'Wait a minute and try again.',
).problem
const FAILED = bad(
  'hub-failed',
  'The hub could not do this.',
  'Nothing was lost on the tablet; it tries again. If this goes on, tell whoever runs the hub.',
).problem
