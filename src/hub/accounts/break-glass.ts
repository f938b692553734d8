import { rightsOf } from '#domain/access/rights.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { KeyId, ScopeId, SubjectId } from '#domain/record/fact.ts'
import { decodeHeader, decodeSignedFact } from '#contract/record/fact-codec.ts'
import { encodeBreakGlassResponse, type BreakGlassRequest } from '#contract/sync/break-glass.ts'
import type { Caller, HubContext } from '../context.ts'
import type { Shelf, StoredFact } from '../store/store.ts'
import type { Certificates } from './certificates.ts'
import { noRight } from './request-problems.ts'
import { Turns } from './turns.ts'

const TIMES_A_DAY = 10
const DAY_MS = 24 * 60 * 60_000

/** The record of a person of another clinic, in an emergency: written down first, then shown. */
export class BreakGlass {
  readonly #base: Pick<HubContext, 'store' | 'nowMs'>
  readonly #certificates: Certificates
  /** Times of the last day, by key. */
  readonly #shelf: Shelf<readonly number[]>
  readonly #turns = new Turns()

  constructor(base: Pick<HubContext, 'store' | 'nowMs'>, certificates: Certificates) {
    this.#base = base
    this.#certificates = certificates
    this.#shelf = base.store.shelf('break-glass')
  }

  /** @returns `BreakGlassResponse`; `no-right`, `break-glass-too-often` (details.untilMs), `nobody-at-hub` */
  async read(caller: Caller, { subject, why }: BreakGlassRequest): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
    if (
      caller.state !== 'known' ||
      !caller.certificate?.grants.some(({ role }) => rightsOf(role).breaksGlass)
    )
      return noRight()
    const counted = await this.#count(caller.key)
    if (!counted.ok) return counted
    const facts = await this.#base.store.facts.ofSubject(subject)
    const authors = facts.map(authorOf)
    const note = { what: 'break-glass', by: caller.key, subject, why, atMs: this.#base.nowMs() } as const
    const scope = authors[0]?.scope ?? null
    await this.#base.store.log.note([{ ...note, scope }])
    if (facts.length === 0)
      return bad(
        'nobody-at-hub',
        'The hub has no record of this person.',
        'Check the code, or register anew.',
      )
    const certificates = [...new Set(authors.flatMap((author) => author?.key ?? []))].flatMap(
      (key) => this.#certificates.get(key)?.signed ?? [],
    )
    return good(encodeBreakGlassResponse({ v: 1, facts: facts.map(({ bytes }) => bytes), certificates }))
  }

  #count(key: KeyId): Promise<Outcome<null>> {
    return this.#turns.take(async () => {
      const nowMs = this.#base.nowMs()
      const times = (this.#shelf.get(key) ?? []).filter((atMs) => nowMs - atMs < DAY_MS)
      if (times.length >= TIMES_A_DAY)
        return bad(
          'break-glass-too-often',
          'Too many records of other clinics were opened in one day.',
          'Ask the clinic of this person, or who keeps the hub.',
          { untilMs: times[0]! + DAY_MS },
        )
      await this.#shelf.put({ [key]: [...times, nowMs] })
      return good(null)
    })
  }
}

/** Null for a fact of a newer app. */
function authorOf({ bytes }: StoredFact): { readonly key: KeyId; readonly scope: ScopeId } | null {
  const signed = decodeSignedFact(bytes)
  const header = signed.ok ? decodeHeader(signed.value.header) : signed
  return header.ok ? { key: header.value.key, scope: header.value.scope } : null
}

/** The clinics that wrote about a person. */
export async function scopesOf(
  { facts }: Pick<HubContext['store'], 'facts'>,
  subject: SubjectId,
): Promise<ReadonlySet<ScopeId>> {
  return new Set((await facts.ofSubject(subject)).flatMap((fact) => authorOf(fact)?.scope ?? []))
}
