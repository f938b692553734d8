import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { encodeBody, encodeHeader, encodeSignedFact } from '#contract/record/fact-codec.ts'
import { base64url } from '#contract/record/base64url.ts'
import { parseAt } from '#domain/record/at.ts'
import type { FactId, KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { JudgedFact } from './store.ts'

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()

/** 16 bytes that follow from a name, as ids of tablets and people are written. */
export const idOf = (name: string): string => base64url(sha256(name).subarray(0, 16))

/** A tablet that writes real facts: signed, chained, in the one form. */
export class WritingTablet {
  readonly device: string
  readonly key: KeyId
  readonly #signing: KeyObject
  #seq = 0
  #prev: FactId | null = null

  constructor(name: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    this.#signing = privateKey
    this.key = base64url(
      sha256(publicKey.export({ format: 'der', type: 'spki' }).subarray(12)).subarray(0, 16),
    )
    this.device = idOf(`tablet ${name}`)
  }

  /** A note about somebody, judged right. */
  writes(what: {
    readonly scope: ScopeId
    readonly subject: SubjectId
    readonly text?: string
    /** Another chain than the tablet's own: a copied profile. */
    readonly seq?: number
    readonly held?: JudgedFact['held']
  }): JudgedFact {
    const seq = what.seq ?? ++this.#seq
    const text = what.text ?? `note ${seq}`
    const salt = sha256(`${this.device} ${seq} ${text}`).subarray(0, 16)
    const body = encodeBody({ value: { text } }, salt)
    const hlc = { ms: 1_750_000_000_000 + seq * 1000, counter: 0 }
    const at = parseAt('2025-06-15T08:00:00', 480)!
    const { scope, subject } = what
    const prev = this.#prev
    const header = encodeHeader({
      v: 1,
      alg: 'Ed25519',
      key: this.key,
      device: this.device,
      seq,
      prev,
      hlc,
      kind: 'note',
      verb: 'assert',
      subject,
      scope,
      refs: [],
      at,
      bodyHash: base64url(sha256(body)),
    })
    const id = base64url(sha256(header))
    if (what.seq === undefined) this.#prev = id
    return {
      id,
      routing: {
        key: this.key,
        device: this.device,
        seq,
        prev,
        hlcMs: hlc.ms,
        hlcCounter: hlc.counter,
        kind: 'note',
        scope,
        subject,
      },
      bytes: encodeSignedFact({ header, signature: new Uint8Array(sign(null, header, this.#signing)), body }),
      held: what.held ?? null,
      by: this.key,
      receivedAtMs: hlc.ms + 500,
    }
  }
}
