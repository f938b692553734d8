import { decodeBreakGlassResponse, encodeBreakGlassRequest } from '#contract/sync/break-glass.ts'
import { rightsOf } from '#domain/access/rights.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { Fact, SubjectId } from '#domain/record/fact.ts'
import { locked, type Ground } from '../ground.ts'
import { checkIncoming, factOf } from './check-incoming.ts'
import type { FactTraffic } from './fact-traffic.ts'
import { noHub } from './opening-book.ts'
import { hubUnreachable, problemOf } from './refusal.ts'
import type { SignedLine } from './signed-line.ts'

/** A person of another clinic, in an emergency: what the hub has of them, in memory until the lock and never kept. */
export class BrokenGlass {
  readonly #ground: Ground
  readonly #line: SignedLine
  readonly #traffic: FactTraffic
  readonly #seen = new Map<SubjectId, readonly Fact[]>()

  constructor(ground: Ground, line: SignedLine, traffic: FactTraffic) {
    this.#ground = ground
    this.#line = line
    this.#traffic = traffic
  }

  close(): void {
    this.#seen.clear()
  }

  /** Null: nobody broke the glass for this person. */
  facts(subject: SubjectId): readonly Fact[] | null {
    return this.#seen.get(subject) ?? null
  }

  async open(subject: SubjectId, why: string): Promise<Outcome<null>> {
    const { session } = this.#ground
    if (!session || session.station) return locked()
    if (!rightsOf(session.user.role).breaksGlass) return noRight()
    const hub = await this.#line.hub()
    if (!hub) return noHub()
    try {
      const answer = await this.#line.fetch('/api/break-glass', {
        method: 'POST',
        body: encodeBreakGlassRequest({ v: 1, subject, why }),
        headers: { 'content-type': 'application/cbor' },
      })
      if (!answer.ok) return { ok: false, problem: await problemOf(answer) }
      const given = decodeBreakGlassResponse(new Uint8Array(await answer.arrayBuffer()))
      if (!given) return { ok: false, problem: hubUnreachable(answer.status) }
      await this.#traffic.ready()
      await this.#traffic.keys.certificates(given.certificates, hub, session)
      const facts = given.facts.map((bytes) => ({ bytes, hubN: null }))
      const { facts: checked } = await checkIncoming(facts, this.#traffic.keys, { scope: null, from: 'hub' })
      const theirs = checked
        .map((fact) => factOf(fact))
        .filter((fact) => fact !== null)
        .filter(({ header }) => header.subject === subject)
      if (theirs.length === 0) return nobodyThere()
      this.#seen.set(subject, theirs)
      return good(null)
    } catch {
      return { ok: false, problem: hubUnreachable() }
    }
  }
}

function noRight() {
  return bad('no-right', 'Your role does not open charts of other clinics.', 'Ask a nurse or a doctor.')
}

function nobodyThere() {
  return bad(
    'nobody-here',
    'This person is not on this tablet.',
    'Look for them by name; they may have been erased.',
  )
}
