import { decodeHeader, decodeSignedFact } from '#contract/record/fact-codec.ts'
import type { Certificate } from '#contract/sync/certificate.ts'
import type { Opened } from '#contract/sync/sync-messages.ts'
import type { KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { HubContext } from '../context.ts'
import type { LogNote, StoredFact } from '../store/store.ts'

/** An answer that got lost makes a tablet tell the same again; older than this many it is noted twice. */
const REMEMBERED = 20_000

type Base = Pick<HubContext, 'store' | 'people' | 'nowMs'>

/** Which charts were opened, as the tablets tell it, into the log that the person's clinic reads. */
export class Openings {
  readonly #base: Base
  readonly #noted = new Set<string>()

  constructor(base: Base) {
    this.#base = base
  }

  /** Those of the caller and of colleagues on the same tablet, for charts of their scopes; others are passed over. */
  async note(opened: readonly Opened[], caller: KeyId, { device }: Certificate): Promise<void> {
    const notes: LogNote[] = []
    const scopes = new Map<string, ScopeId | null>()
    const fresh: string[] = []
    for (const { key, subject, atMs, why } of opened) {
      const name = `${key} ${subject} ${atMs} ${why}`
      if (this.#noted.has(name) || !this.#isOnTablet(key, caller, device)) continue
      const asked = `${key} ${subject}`
      if (!scopes.has(asked)) scopes.set(asked, await this.#scopeOf(subject, key))
      const scope = scopes.get(asked)!
      if (scope === null) continue
      fresh.push(name)
      const what = why === '' ? 'opened' : 'break-glass'
      notes.push({ what, by: key, scope, subject, why, atMs: Math.min(atMs, this.#base.nowMs()) })
    }
    if (notes.length === 0) return
    await this.#base.store.log.note(notes)
    for (const name of fresh) this.#noted.add(name)
    for (const name of this.#noted) {
      if (this.#noted.size <= REMEMBERED) break
      this.#noted.delete(name)
    }
  }

  #isOnTablet(key: KeyId, caller: KeyId, device: string): boolean {
    return key === caller || this.#base.people.certificate(key)?.certificate.device === device
  }

  /** The scope in which this key may have opened the chart; null where it has none. */
  async #scopeOf(subject: SubjectId, key: KeyId): Promise<ScopeId | null> {
    const granted = this.#base.people.grantsOf(key).map(({ scope }) => scope)
    if (granted.length <= 1) return granted[0] ?? null
    const found = (await this.#base.store.facts.ofSubject(subject)).map(scopeOfFact)
    return granted.find((scope) => found.includes(scope)) ?? granted[0]!
  }
}

export function scopeOfFact({ bytes }: Pick<StoredFact, 'bytes'>): ScopeId | null {
  const signed = decodeSignedFact(bytes)
  if (!signed.ok) return null
  const header = decodeHeader(signed.value.header)
  if (header.ok) return header.value.scope
  return 'newer' in header ? header.newer.scope : null
}
