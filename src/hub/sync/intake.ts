import { encodeReceipt, type HeldReason, type LogHead } from '#contract/sync/receipt.ts'
import { encodeSigned } from '#contract/sync/signed.ts'
import type { SyncRequest, SyncResponse, Verdict } from '#contract/sync/sync-messages.ts'
import type { KeyId, ScopeId } from '#domain/record/fact.ts'
import type { Caller, HubContext, Intake } from '../context.ts'
import type { JudgedFact, LogNote, Stored } from '../store/store.ts'
import { isOlder, minVersionOf } from './app-version.ts'
import type { Bringer, Vouch } from './authority.ts'
import { eraseAsStated, removeAsStated } from './consequences.ts'
import { judge } from './judge.ts'
import { Openings } from './openings.ts'
import { pull } from './pull.ts'

type Base = Omit<HubContext, 'intake'>

/** Facts of a key that wait for somebody to vouch for it, or for its lease. */
const MAY_GO_ON: readonly HeldReason[] = ['author-unknown', 'lease', 'scope', 'role']
const JUDGED_AGAIN_AT_ONCE = 1000

/** Judges, stores, receipts and gives facts: one exchange is what a tablet needs in the common case. */
export function createIntake(base: Base): Intake {
  return new FactIntake(base)
}

class FactIntake implements Intake {
  readonly #base: Base
  readonly #openings: Openings
  readonly #listeners = new Set<(scope: ScopeId, n: number) => void>()

  constructor(base: Base) {
    this.#base = base
    this.#openings = new Openings(base)
  }

  async exchange(caller: Caller, request: SyncRequest): Promise<SyncResponse> {
    const { people, store, keys } = this.#base
    const stored = await this.#store(request.push, caller, request.device)
    // Whoever was a stranger may have brought the fact that vouches for them.
    const standing = people.certificate(caller.key)
    const isKnown = standing?.state === 'known'
    people.seen(request.device, { key: caller.key, app: request.app, seq: request.seq })
    if (standing && standing.state !== 'revoked')
      await this.#openings.note(request.opened, caller.key, standing.certificate)

    const minVersion = minVersionOf(store)
    const tooOld = isOlder(request.app, minVersion)
    const startMs = performance.now()
    const pulled = isKnown && !tooOld ? await pull(this.#base, caller.key, request) : []
    if (pulled.length > 0) this.#base.metrics.took('pull_seconds', (performance.now() - startMs) / 1000)
    const certificates = isKnown ? await this.#certificates(caller.key, request) : []
    const head = await store.log.head()
    return {
      v: 1,
      hub: keys.hub,
      hubEpoch: store.hubEpoch,
      nowMs: this.#base.nowMs(),
      minVersion,
      tooOld,
      verdicts: stored.map(({ verdict }) => verdict),
      receipt: stored.length > 0 ? this.#receipt(stored, head) : null,
      head,
      consistency: await this.#consistency(request, head),
      pulled,
      certificates,
      revoked: isKnown ? people.revokedKeys() : standing?.state === 'revoked' ? [caller.key] : [],
      orders: [
        ...(people.isForked(request.device) ? (['new-device'] as const) : []),
        ...(standing && people.wipeOrdered(request.device) ? (['wipe'] as const) : []),
      ],
    }
  }

  async take(facts: readonly Uint8Array<ArrayBuffer>[], by: KeyId): Promise<Uint8Array<ArrayBuffer>> {
    const stored = await this.#store(facts, { key: by, signingKey: null }, null)
    return this.#receipt(stored, await this.#base.store.log.head())
  }

  async judgeAgain(key: KeyId): Promise<void> {
    const { store, nowMs } = this.#base
    for (const why of MAY_GO_ON) {
      const held = await store.facts.held({ key, why })
      for (let i = 0; i < held.length; i += JUDGED_AGAIN_AT_ONCE) {
        const some = held.slice(i, i + JUDGED_AGAIN_AT_ONCE)
        const { judged, vouches } = await judge(
          this.#base,
          some.map(({ bytes }) => bytes),
          { key, signingKey: null },
          nowMs(),
        )
        // Each by itself: another may have let one go in the meantime.
        const free = judged.filter((fact) => fact.held === null)
        const answers = await Promise.all(free.map(({ id }) => store.facts.release([id])))
        const went = free.filter((_, i) => answers[i]!.length > 0)
        if (went.length === 0) continue
        await this.#note([{ what: 'released', by: key, scope: null, why: `${why} × ${went.length}` }])
        await this.#follow(went, answers.flat(), vouches, null)
      }
    }
  }

  onTaken(listener: (scope: ScopeId, n: number) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Judged, on the disk, and what follows from them done. */
  async #store(
    facts: readonly Uint8Array<ArrayBuffer>[],
    by: Bringer,
    device: string | null,
  ): Promise<readonly { readonly fact: JudgedFact; readonly verdict: Verdict }[]> {
    if (facts.length === 0) return []
    const { store, metrics, nowMs } = this.#base
    const startMs = performance.now()
    const { judged, vouches } = await judge(this.#base, facts, by, nowMs())
    const bad = judged.filter(({ held }) => held !== null)
    const newlyBad = new Set(bad.length > 0 ? await store.facts.lacking(bad.map(({ id }) => id)) : [])
    const stored = await store.facts.append(judged)
    metrics.took('receipt_seconds', (performance.now() - startMs) / 1000)
    await this.#noteHeld(
      judged.filter(({ id }, i) => stored[i]!.is === 'held' && newlyBad.has(id)),
      by.key,
    )
    await this.#follow(judged, stored, vouches, device)
    await this.#catchUp(judged, stored)
    return judged.map((fact, i) => ({ fact, verdict: verdictOf(stored[i]!) }))
  }

  /** What stored facts bring about: colleagues certified, forks told, people erased, others told that there is news. */
  async #follow(
    judged: readonly JudgedFact[],
    stored: readonly Stored[],
    vouches: readonly Vouch[],
    device: string | null,
  ): Promise<void> {
    const inLog = judged.filter((_, i) => stored[i]!.is !== 'held')
    const ids = new Set(inLog.map(({ id }) => id))
    for (const { fact, staff, by, scope, device: on } of vouches) {
      if (!ids.has(fact)) continue
      await this.#base.people.vouch(staff, by, scope, on)
      await this.judgeAgain(staff.key)
    }
    await removeAsStated(this.#base, inLog)
    await eraseAsStated(this.#base, inLog)
    await this.#noteForks(
      judged.filter((_, i) => isFork(stored[i]!)),
      device,
    )
    this.#count(judged, stored)
    const news = new Map<ScopeId, number>()
    for (const [i, { routing }] of judged.entries()) {
      const one = stored[i]!
      if (one.is === 'taken' && routing)
        news.set(routing.scope, Math.max(one.n, news.get(routing.scope) ?? 0))
    }
    for (const [scope, n] of news) for (const listener of this.#listeners) listener(scope, n)
  }

  /** Somebody may have been vouched for while these were on their way to the disk. */
  async #catchUp(judged: readonly JudgedFact[], stored: readonly Stored[]): Promise<void> {
    const waiting = new Set<KeyId>()
    for (const [i, { routing, held }] of judged.entries())
      if (stored[i]!.is === 'held' && routing?.key && (held === 'author-unknown' || held === 'lease'))
        waiting.add(routing.key)
    for (const key of waiting)
      if (this.#base.people.certificate(key)?.state === 'known') await this.judgeAgain(key)
  }

  async #noteForks(forks: readonly JudgedFact[], device: string | null): Promise<void> {
    const { people } = this.#base
    for (const { routing } of forks) {
      if (!routing) continue
      const { key, scope, seq } = routing
      await this.#note([{ what: 'fork', by: key, scope, why: `${routing.device} ${seq}` }])
      // Another tablet's user cannot make this one look copied.
      const author = key === null ? null : (people.certificate(key)?.certificate ?? people.former(key))
      const isItsOwn = author?.device === routing.device
      if (isItsOwn || device === routing.device) await people.forked(routing.device)
    }
  }

  /** One line a reason, however many there were. */
  async #noteHeld(held: readonly JudgedFact[], by: KeyId): Promise<void> {
    const counts = new Map<HeldReason, JudgedFact[]>()
    for (const fact of held) counts.set(fact.held!, [...(counts.get(fact.held!) ?? []), fact])
    await this.#note(
      [...counts].map(([why, facts]) => ({
        what: 'refused',
        by,
        scope: facts[0]!.routing?.scope ?? null,
        why: `${why} × ${facts.length}`,
      })),
    )
  }

  async #note(notes: readonly Omit<LogNote, 'atMs' | 'subject'>[]): Promise<void> {
    const atMs = this.#base.nowMs()
    if (notes.length > 0)
      await this.#base.store.log.note(notes.map((note) => ({ ...note, subject: null, atMs })))
  }

  #count(judged: readonly JudgedFact[], stored: readonly Stored[]): void {
    const { metrics } = this.#base
    const of = (is: Stored['is']) => stored.filter((one) => one.is === is).length
    if (of('taken') > 0) metrics.count('facts_taken_total', {}, of('taken'))
    if (of('had') > 0) metrics.count('facts_duplicate_total', {}, of('had'))
    for (const [i, { held }] of judged.entries())
      if (stored[i]!.is === 'held' && held) metrics.count('facts_held_total', { reason: held })
  }

  #receipt(
    stored: readonly { readonly fact: JudgedFact; readonly verdict: Verdict }[],
    head: LogHead,
  ): Uint8Array<ArrayBuffer> {
    const { keys, store, nowMs } = this.#base
    const taken = new Set(stored.filter(({ verdict }) => verdict.is !== 'held').map(({ fact }) => fact.id))
    const held = new Map<string, HeldReason>()
    for (const { fact, verdict } of stored) if (verdict.is === 'held') held.set(fact.id, verdict.why)
    const payload = encodeReceipt({
      v: 1,
      hub: keys.hub,
      hubEpoch: store.hubEpoch,
      head,
      taken: [...taken],
      held: [...held],
      atMs: nowMs(),
    })
    return encodeSigned({ payload, signature: keys.sign(payload) })
  }

  async #certificates(key: KeyId, request: SyncRequest): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const { people, store } = this.#base
    await people.renewed(key)
    const after = request.hubEpoch === store.hubEpoch ? request.certificatesAfter : 0
    return people.certificatesAfter(
      after,
      people.grantsOf(key).map(({ scope }) => scope),
    )
  }

  async #consistency(request: SyncRequest, head: LogHead): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const { store } = this.#base
    const known = request.hubEpoch === store.hubEpoch ? request.knownHead : null
    if (!known || known.size === 0 || known.size >= head.size) return []
    return store.log.consistency(known.size, head.size)
  }
}

function verdictOf(stored: Stored): Verdict {
  return stored.is === 'held' ? stored : { is: stored.is, n: stored.n }
}

const isFork = (stored: Stored) => stored.is === 'taken' && stored.fork
