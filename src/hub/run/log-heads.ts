import { encodeReceipt, type LogHead } from '#contract/sync/receipt.ts'
import { encodeSigned } from '#contract/sync/signed.ts'
import type { HubContext } from '../context.ts'

type Signer = Pick<HubContext, 'keys' | 'store' | 'nowMs'>

/**
 * The head of the log as the hub answers for it: a receipt that names no fact, so that whoever reads receipts reads it.
 */
function signedHead({ keys, store }: Signer, head: LogHead, atMs: number): Uint8Array<ArrayBuffer> {
  const payload = encodeReceipt({
    v: 1,
    hub: keys.hub,
    hubEpoch: store.hubEpoch,
    head,
    taken: [],
    held: [],
    atMs,
  })
  return encodeSigned({ payload, signature: keys.sign(payload) })
}

/** Signs and keeps the head when the log has grown since the last one that was kept here. */
export class LogHeads {
  readonly #hub: Signer
  #keptSize = -1
  #signedAtMs: number | null = null

  constructor(hub: Signer) {
    this.#hub = hub
  }

  /** When a head was signed last; null before the first. */
  get signedAtMs(): number | null {
    return this.#signedAtMs
  }

  async keep(): Promise<void> {
    const head = await this.#hub.store.log.head()
    if (head.size === this.#keptSize) return
    const atMs = this.#hub.nowMs()
    await this.#hub.store.log.keepHead(signedHead(this.#hub, head, atMs), head, atMs)
    this.#keptSize = head.size
    this.#signedAtMs = atMs
  }
}
