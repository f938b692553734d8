import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import {
  decodeSyncResponse,
  encodeSyncRequest,
  PULL_FACTS_MAX,
  type SyncRequest,
  type SyncResponse,
} from '#contract/sync/sync-messages.ts'
import { changeHub, openReceipt } from './hub-book.ts'
import type { HubRow } from '../databases.ts'
import { chainRow, deviceRow, type Ground } from '../ground.ts'
import { cursorOf, firstCursor } from './cursor.ts'
import { extendsKnown } from './history.ts'
import type { OpeningBook } from './opening-book.ts'
import type { Outbox, Outgoing } from './outbox.ts'
import { packed } from './packed.ts'
import type { Pulling } from './pulling.ts'
import { offerAll } from './re-offer.ts'
import { hubUnreachable, notTheHub, problemOf } from './refusal.ts'
import type { SignedLine } from './signed-line.ts'

/** A page on a line that is paid by volume. */
const SAVING_PULL_FACTS = 300
/** More answers than this in one round, and something goes in a circle. */
const ANSWERS_MAX = 5000

export interface ExchangeParts {
  readonly ground: Ground
  readonly line: SignedLine
  readonly outbox: Outbox
  readonly pulling: Pulling
  readonly openings: OpeningBook
  readonly appVersion: string
}

export interface RoundProgress {
  readonly sending: boolean
  readonly done: number
  readonly total: number | null
}

interface Asked {
  readonly pushed: readonly Outgoing[]
  readonly request: SyncRequest
  readonly response: SyncResponse
}

/**
 * One round: what is unsent goes up and what others wrote comes down, request by request, until there is nothing left in
 * either direction and both sides have the same.
 */
export class Exchange {
  readonly #parts: ExchangeParts
  /** Of the round that is under way. */
  #sent = 0
  #came = 0
  /** Set once in a round in which both sides differed: everything is asked for again. */
  #again = false

  constructor(parts: ExchangeParts) {
    this.#parts = parts
  }

  /** Rejects where the line is lost. @returns orders of the hub */
  async round(how: {
    readonly signal: AbortSignal
    readonly saving: boolean
    readonly unsent: number
    readonly onProgress: (progress: RoundProgress) => void
  }): Promise<Outcome<SyncResponse['orders']>> {
    this.#sent = 0
    this.#came = 0
    this.#again = false
    this.#parts.outbox.forget()
    const orders = new Set<SyncResponse['orders'][number]>()
    for (let answers = 0; answers < ANSWERS_MAX; answers++) {
      how.signal.throwIfAborted()
      const hub = (await this.#parts.line.hub())!
      const pushed = await this.#parts.outbox.next(how.saving)
      const asked = await this.#ask(hub, pushed, how)
      if (!asked.ok) return asked
      for (const order of asked.value.response.orders) orders.add(order)
      const more = await this.#take(hub, asked.value, how.signal)
      if (!more.ok) return more
      const sending = pushed.length > 0
      const total = sending ? Math.max(how.unsent, this.#sent) : null
      how.onProgress({ sending, done: sending ? this.#sent : this.#came, total })
      if (!more.value) return good([...orders])
    }
    return inACircle()
  }

  async #ask(
    hub: HubRow,
    pushed: readonly Outgoing[],
    how: { readonly signal: AbortSignal; readonly saving: boolean },
  ): Promise<Outcome<Asked>> {
    const { line, outbox } = this.#parts
    const request = await this.#request(hub, pushed, how.saving)
    const { body, headers } = await packed(encodeSyncRequest(request))
    try {
      const answer = await line.fetch('/api/sync', { method: 'POST', body, headers, signal: how.signal })
      if (!answer.ok) return { ok: false, problem: await problemOf(answer) }
      const response = decodeSyncResponse(new Uint8Array(await answer.arrayBuffer()))
      if (!response) return { ok: false, problem: hubUnreachable(answer.status) }
      return good({ pushed, request, response })
    } catch (cause) {
      outbox.failed()
      throw cause
    }
  }

  async #request(hub: HubRow, pushed: readonly Outgoing[], saving: boolean): Promise<SyncRequest> {
    const { ground, appVersion, openings } = this.#parts
    const session = ground.session!
    const { device } = (await deviceRow(ground))!
    const cursor = await cursorOf(ground, session.scope)
    return {
      v: 1,
      app: appVersion,
      device,
      seq: this.#again ? 0 : (await chainRow(ground.db)).seq,
      hubEpoch: hub.hubEpoch,
      knownHead: hub.knownHead,
      push: pushed.map(({ bytes }) => bytes),
      opened: await openings.waiting(),
      pull: [
        {
          scope: session.scope,
          cursor: cursor.cursor,
          digest: { count: cursor.count, xor: cursor.xor },
        },
      ],
      certificatesAfter: hub.certificatesThrough,
      pullFactsMax: saving ? SAVING_PULL_FACTS : PULL_FACTS_MAX,
    }
  }

  /** @returns whether there is more to send or to fetch */
  async #take(hub: HubRow, asked: Asked, signal: AbortSignal): Promise<Outcome<boolean>> {
    const { line, outbox, pulling, openings } = this.#parts
    const { pushed, response } = asked
    const isKnown = response.pulled.length > 0
    if (response.hub !== hub.hub) return { ok: false, problem: notTheHub() }
    await line.learnClock(response.nowMs)
    const receipt = response.receipt ? await openReceipt(response.receipt, hub) : null
    const proven = receipt && receipt.hubEpoch === response.hubEpoch ? receipt : null
    if (pushed.length > 0 && !proven) return noReceiptCame()
    outbox.answered(pushed.length)
    this.#sent += pushed.length

    const isRenewed = response.hubEpoch !== hub.hubEpoch
    const changes: Partial<HubRow> = {
      tooOld: response.tooOld,
      revoked: response.revoked,
      ...(isRenewed
        ? {}
        : {
            knownHead: response.head,
            historyBroken: hub.historyBroken || !extendsKnown(hub.knownHead, response),
          }),
      ...(proven ? { lastReceiptAtMs: this.#parts.ground.machine.nowMs() } : {}),
    }
    const taken = await pulling.take({
      hub,
      response: isRenewed ? { ...response, pulled: [] } : response,
      pushed,
      told: isKnown ? openings.asked : [],
      receipt: proven && response.receipt ? { receipt: proven, signed: response.receipt } : null,
      changes,
      signal,
    })
    if (!taken.ok) return taken
    this.#came += taken.value.came
    if (isRenewed && isKnown) {
      const offered = await offerAll(this.#parts.ground, line, signal)
      if (!offered.ok) return offered
      // Last: a tablet that dies in between offers everything once more.
      const { hubEpoch, head } = response
      await changeHub(this.#parts.ground.db, { hubEpoch, knownHead: head, certificatesThrough: 0 })
      outbox.forget()
      return good(true)
    }
    if (taken.value.differs) return this.#differs()
    if (taken.value.more || (await outbox.next(false)).length > 0) return good(true)
    if (isKnown || response.tooOld || response.revoked.length > 0) return good(false)
    return { ok: false, problem: aStranger() }
  }

  /** Both sides do not have the same up to the cursor: once, everything is asked for again. */
  async #differs(): Promise<Outcome<boolean>> {
    if (this.#again) return sidesDiffer()
    this.#again = true
    const { ground } = this.#parts
    await ground.db.cursors.put(firstCursor(ground.session!.scope))
    return good(true)
  }
}

function noReceiptCame(): { readonly ok: false; readonly problem: Problem } {
  return bad(
    'receipt-missing',
    'The hub took what was sent and gave no valid receipt for it.',
    'Nothing counts as sent: it is sent again. If it stays so, tell whoever keeps the hub.',
  )
}

function aStranger(): Problem {
  return bad(
    'hub-stranger',
    'The hub does not know you yet: what you sign waits there until somebody vouches for you.',
    'Scan the code of the hub again, or ask a colleague to connect their tablet.',
  ).problem
}

function sidesDiffer() {
  return bad(
    'hub-differs',
    'The hub and this tablet do not have the same, although all of it was fetched again.',
    'Go on working; tell whoever keeps the hub.',
  )
}

function inACircle() {
  return bad(
    'sync-circle',
    'The exchange with the hub does not come to an end.',
    'It is tried again later; tell whoever keeps the hub if it stays so.',
  )
}
