import { randomBytes } from 'node:crypto'
import { fastify } from 'fastify'
import { base64url } from '#contract/record/base64url.ts'
import { encodeBody, encodeHeader, encodeSignedFact } from '#contract/record/fact-codec.ts'
import { decodeReceipt, type Receipt } from '#contract/sync/receipt.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import {
  decodeSyncResponse,
  encodeSyncRequest,
  type PullFrom,
  type SyncRequest,
  type SyncResponse,
} from '#contract/sync/sync-messages.ts'
import { parseAt } from '#domain/record/at.ts'
import type { FactBody, FactHeader, FactId, ScopeId, Verb } from '#domain/record/fact.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { openPeople, sure, Tablet, type PeopleBench } from '../accounts/people.fixture.ts'
import type { PeopleOptions } from '../accounts/people.ts'
import type { Caller, HubContext } from '../context.ts'
import { sha256, verifies } from '../hub-keys.ts'
import { registerApi } from '../run/api.ts'
import type { JudgedFact } from '../store/store.ts'
import { createIntake } from './intake.ts'
import { registerSync, type SyncOptions } from './routes.ts'

const HEADLESS_DIGEST = { count: 0, xor: base64url(new Uint8Array(32)) }
const SALT = new Uint8Array(16).fill(7)

export interface SyncBench extends PeopleBench {
  readonly hub: HubContext & { readonly people: PeopleBench['people'] }
}

/** A hub of a test: real store in memory, real people, real intake, a clock that stands still. */
export async function openSyncHub(options: PeopleOptions = {}): Promise<SyncBench> {
  const bench = await openPeople(options)
  const { base, people } = bench
  const intake = createIntake({ ...base, people })
  people.onRestored((key) => void intake.judgeAgain(key))
  return { ...bench, hub: { ...base, people, intake } }
}

/** The same on a port of its own. @returns where it is, and how to end it */
export async function listening(hub: HubContext, options: SyncOptions = {}) {
  const server = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 16 * 1024 })
  await registerApi(server, hub, { sync: (part) => registerSync(part, hub, options) })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  return { server, origin, close: () => server.close() }
}

/** What a test says of a fact; the rest is as a tablet would write it next. */
export interface Said {
  readonly kind?: string
  readonly verb?: Verb
  readonly value?: unknown
  readonly reason?: FactBody['reason']
  readonly subject?: string
  readonly refs?: readonly FactId[]
  readonly scope?: ScopeId
  readonly device?: string
  readonly seq?: number
  readonly prev?: FactId | null
  readonly hlcMs?: number
  /** Another key than the writer's own, in the header. */
  readonly key?: string
  /** Who signs; another than who the header names. */
  readonly signer?: Tablet
}

export interface SaidFact {
  readonly id: FactId
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly header: FactHeader
  readonly headerBytes: Uint8Array<ArrayBuffer>
  readonly bodyBytes: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
}

/** The chain of one tablet; its users write on it by turns. */
export class Chain {
  readonly scope: ScopeId
  readonly device: string
  seq = 0
  prev: FactId | null = null
  hlcMs = Date.UTC(2026, 10, 20, 7)

  constructor(scope: ScopeId, device: string) {
    this.scope = scope
    this.device = device
  }

  write(user: Tablet, said: Said = {}): SaidFact {
    const fact = signedFact(user, {
      scope: this.scope,
      device: this.device,
      seq: this.seq + 1,
      prev: this.prev,
      hlcMs: ++this.hlcMs,
      ...said,
    })
    this.seq++
    this.prev = fact.id
    return fact
  }

  /** So many notes. */
  many(user: Tablet, count: number, said: Said = {}): SaidFact[] {
    return Array.from({ length: count }, () => this.write(user, said))
  }
}

/** Exactly what is said, right or wrong. */
export function signedFact(
  user: Tablet,
  said: Said & Required<Pick<Said, 'scope' | 'device' | 'seq' | 'prev' | 'hlcMs'>>,
): SaidFact {
  const { kind = 'note', verb = 'assert', subject = 'child', seq, prev, device, scope, hlcMs } = said
  const value = 'value' in said ? said.value : { text: `seen, ${seq}` }
  const body = { ...(value === undefined ? {} : { value }), ...(said.reason ? { reason: said.reason } : {}) }
  const bodyBytes = encodeBody(body, SALT)
  const header: FactHeader = {
    v: 1,
    alg: 'Ed25519',
    key: said.key ?? user.key,
    device,
    seq,
    prev,
    hlc: { ms: hlcMs, counter: 0 },
    kind,
    verb,
    ...(kind === 'staff' ? {} : { subject }),
    scope,
    refs: said.refs ?? [],
    at: parseAt('2026-11-20T08:00', 480)!,
    bodyHash: base64url(sha256(bodyBytes)),
  }
  const headerBytes = encodeHeader(header)
  const signature = (said.signer ?? user).sign(headerBytes)
  const bytes = encodeSignedFact({ header: headerBytes, signature, body: bodyBytes })
  return { id: base64url(sha256(headerBytes)), bytes, header, headerBytes, bodyBytes, signature }
}

/** As judge gives it to the store, without the work of judging. */
export function judgedRight({ id, bytes, header }: SaidFact, by: Tablet): JudgedFact {
  const { key, device, seq, prev, hlc, kind, scope, subject = null } = header
  const routing = { key, device, seq, prev, hlcMs: hlc.ms, hlcCounter: hlc.counter, kind, scope, subject }
  return { id, routing, bytes, held: null, by: by.key, receivedAtMs: hlc.ms }
}

/** A `staff` fact that names somebody. */
export function staffSaid(of: Tablet, role: Role, name?: string): Said {
  return { kind: 'staff', value: of.staff(role, name) }
}

export function asking(device: string, what: Partial<SyncRequest> = {}): SyncRequest {
  return {
    v: 1,
    app: '1.0.0',
    device,
    seq: 0,
    hubEpoch: null,
    knownHead: null,
    push: [],
    opened: [],
    pull: [],
    certificatesAfter: 0,
    pullFactsMax: 2000,
    ...what,
  }
}

export function fromStart(scope: ScopeId, cursor = 0): PullFrom {
  return { scope, cursor, digest: HEADLESS_DIGEST }
}

/** Who the hub takes this user for now. */
async function callerOf({ people, clock }: SyncBench, user: Tablet): Promise<Caller> {
  const path = '/api/sync'
  const body = new Uint8Array(randomBytes(8))
  const authorization = user.authorization('POST', path, body, clock.nowMs)
  return sure(await people.caller({ authorization, method: 'POST', path, body }))
}

/** One exchange, past HTTP. */
export async function exchanged(
  bench: SyncBench,
  user: Tablet,
  what: Partial<SyncRequest> & { readonly facts?: readonly SaidFact[] } = {},
): Promise<SyncResponse> {
  const { facts = [], ...request } = what
  const push = request.push ?? facts.map(({ bytes }) => bytes)
  return bench.hub.intake.exchange(await callerOf(bench, user), asking(user.device, { ...request, push }))
}

/** `taken`, `had`, or why it is held, of each. */
export function saidOf({ verdicts }: Pick<SyncResponse, 'verdicts'>): string[] {
  return verdicts.map((verdict) => (verdict.is === 'held' ? verdict.why : verdict.is))
}

/** @throws for a receipt that this hub did not sign */
export function receiptIn(signed: Uint8Array | null, hub: HubContext): Receipt {
  const { payload, signature } = decodeSigned(signed!)!
  if (!verifies(hub.keys.signingKey, signature, payload)) throw new Error('not signed by this hub')
  return decodeReceipt(payload)!
}

/** What a tablet does with its key and a line: signs each request for exactly what it asks. */
export class Line {
  readonly #user: Tablet
  readonly #origin: string
  readonly #nowMs: () => number

  constructor(user: Tablet, origin: string, nowMs: () => number) {
    this.#user = user
    this.#origin = origin
    this.#nowMs = nowMs
  }

  /** @param how what a liar would change */
  async ask(
    method: string,
    path: string,
    body: Uint8Array<ArrayBuffer> = new Uint8Array(0),
    how: {
      readonly headers?: Readonly<Record<string, string>>
      readonly atMs?: number
      readonly authorization?: string
    } = {},
  ): Promise<Response> {
    const signed = this.#user.authorization(method, path, body, how.atMs ?? this.#nowMs())
    const headers: Record<string, string> = { authorization: how.authorization ?? signed, ...how.headers }
    if (body.length > 0) headers['content-type'] ??= 'application/cbor'
    return fetch(this.#origin + path, { method, headers, ...(body.length > 0 ? { body } : {}) })
  }

  async sync(what: Partial<SyncRequest> = {}, how: Parameters<Line['ask']>[3] = {}): Promise<Response> {
    return this.ask('POST', '/api/sync', encodeSyncRequest(asking(this.#user.device, what)), how)
  }

  /** @throws where it was refused */
  async exchange(
    what: Partial<SyncRequest> & { readonly facts?: readonly SaidFact[] } = {},
  ): Promise<SyncResponse> {
    const { facts = [], ...request } = what
    const response = await this.sync({ push: facts.map(({ bytes }) => bytes), ...request })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return decodeSyncResponse(new Uint8Array(await response.arrayBuffer()))!
  }
}

/** Status and code of a refusal. */
export async function refusalOf(response: Response): Promise<readonly [number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code]
}
