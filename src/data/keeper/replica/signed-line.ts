import { base64url } from '#contract/record/base64url.ts'
import { authorizationHeader, claimBytes } from '#contract/sync/request-claim.ts'
import { sha256 } from '../bytes.ts'
import type { HubRow } from '../databases.ts'
import type { Ground } from '../ground.ts'
import type { Signer } from '../keys/signing.ts'
import type { Network } from '../network.ts'
import { changeHub, hubRow } from './hub-book.ts'
import { LockedLine, type HubLine } from './hub-line.ts'
import { readRefusal } from './refusal.ts'

type Init = Parameters<HubLine['fetch']>[1]

const NONCE_BYTES = 12

/** Requests to the hub, each signed with the key of whoever is open, in the hub's time. */
export class SignedLine implements HubLine {
  readonly #ground: Ground
  readonly #network: Network | null
  /** The hub's clock minus the tablet's; undefined until it was read from the disk. */
  #offsetMs: number | undefined

  constructor(ground: Ground, network: Network | null) {
    this.#ground = ground
    this.#network = network
  }

  hub(): Promise<HubRow | null> {
    return hubRow(this.#ground.db)
  }

  fetch(path: string, init: Init): Promise<Response> {
    return this.fetchAs(this.#signer(), path, init)
  }

  async authorization(method: string, path: string): Promise<string> {
    return this.#authorize(this.#signer(), method, path, null)
  }

  /** For somebody whose session has not begun: a tablet that joins. */
  async fetchAs(signer: Signer, path: string, init: Init): Promise<Response> {
    const answer = await this.#ask(signer, path, init)
    if (answer.ok) return answer
    const problem = await readRefusal(answer.clone())
    const hubNowMs = Number(problem?.details.nowMs)
    if (problem?.code !== 'request-clock' || !Number.isFinite(hubNowMs)) return answer
    await this.learnClock(hubNowMs)
    return this.#ask(signer, path, init)
  }

  /** What the hub said of its time in an answer. */
  async learnClock(hubNowMs: number): Promise<void> {
    this.#offsetMs = Math.round(hubNowMs - this.#ground.machine.nowMs())
    await changeHub(this.#ground.db, { clockOffsetMs: this.#offsetMs })
  }

  async #ask(signer: Signer, path: string, init: Init): Promise<Response> {
    if (!this.#network) throw new TypeError('this tablet has no line')
    const { method, body, headers, signal, unsignedBody } = init
    const signed = body && !unsignedBody ? body : null
    const authorization = await this.#authorize(signer, method, path, signed)
    return this.#network.fetch(path, {
      method,
      headers: { ...headers, authorization },
      ...(body ? { body } : {}),
      ...(signal ? { signal } : {}),
    })
  }

  async #authorize(
    signer: Signer,
    method: string,
    path: string,
    body: Uint8Array<ArrayBuffer> | null,
  ): Promise<string> {
    this.#offsetMs ??= (await this.hub())?.clockOffsetMs ?? 0
    const { machine } = this.#ground
    const claim = {
      method,
      path,
      bodyHash: body ? base64url(await sha256(body)) : '',
      atMs: Math.round(machine.nowMs() + this.#offsetMs),
      nonce: base64url(machine.randomBytes(NONCE_BYTES)),
    }
    return authorizationHeader(signer.publicKey, claim, await signer.sign(claimBytes(claim)))
  }

  #signer(): Signer {
    const { session } = this.#ground
    if (!session || session.station) throw new LockedLine()
    return session.signer
  }
}
