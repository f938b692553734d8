import { bad, good, type Outcome } from '#domain/problem.ts'
import type { FactId } from '#domain/record/fact.ts'
import { decodeSignedFact } from '#contract/record/fact-codec.ts'
import { releaseRequest, type HubHeld, type ReleaseRequest } from '#contract/sync/hub-page.ts'
import type { Certificate } from '#contract/sync/certificate.ts'
import type { HeldReason } from '#contract/sync/receipt.ts'
import type { HubContext } from '../context.ts'
import { verifies } from '../hub-keys.ts'
import type { HeldFact } from '../store/store.ts'
import type { Certificates } from './certificates.ts'
import type { Clinics } from './clinics.ts'
import { understood } from './request-problems.ts'

const LISTED_MAX = 500
/** What no person can set right by looking at it: the bytes themselves are not what their author signed. */
const UNSOUND: ReadonlySet<HeldReason> = new Set(['unreadable', 'signature', 'body', 'too-large'])

type Base = Pick<HubContext, 'store' | 'nowMs'>

/** What the hub stored and shows nobody, without what it says. */
export async function heldFacts(
  { store }: Base,
  certificates: Certificates,
  clinics: Clinics,
): Promise<HubHeld> {
  const held = await store.facts.held({ limit: LISTED_MAX })
  return {
    held: held.map((fact) => {
      const { id, why, routing, by, receivedAtMs } = fact
      const author = authorOf(fact, certificates)
      return {
        id,
        why,
        kind: routing?.kind ?? null,
        scope: routing?.scope ?? null,
        clinicName: clinics.nameOf(routing?.scope ?? null),
        key: routing?.key ?? null,
        authorName: author?.name ?? null,
        device: routing?.device ?? null,
        by,
        receivedAtMs,
        releasable: isSound(fact, certificates),
      }
    }),
  }
}

/**
 * A hub keeper has looked: these take their place in the log.
 * @returns how many; `held-unsound` where a signature does not fit, then none; `request-not-understood`
 */
export async function releaseHeld(
  { store, nowMs }: Base,
  certificates: Certificates,
  unread: ReleaseRequest,
  by: string,
): Promise<Outcome<{ readonly released: number }>> {
  const asked = understood(releaseRequest, unread)
  if (!asked.ok) return asked
  const wanted = new Set<FactId>(asked.value.ids)
  const found = (await store.facts.held()).filter(({ id }) => wanted.has(id))
  if (!found.every((fact) => isSound(fact, certificates)))
    return bad(
      'held-unsound',
      'Nobody known signed one of these, or it was altered.',
      'Leave it held; its author can write it again.',
    )
  await store.log.note(
    found.map(({ routing, why }) => ({
      what: 'released',
      by,
      scope: routing?.scope ?? null,
      subject: routing?.subject ?? null,
      why: `${why}: ${asked.value.why}`,
      atMs: nowMs(),
    })),
  )
  const stored = await store.facts.release(found.map(({ id }) => id))
  return good({ released: stored.filter(({ is }) => is !== 'held').length })
}

function isSound(fact: HeldFact, certificates: Certificates): boolean {
  const { why, bytes } = fact
  const author = authorOf(fact, certificates)
  const signed = author && !UNSOUND.has(why) ? decodeSignedFact(bytes) : null
  return signed?.ok === true && verifies(author!.signingKey, signed.value.signature, signed.value.header)
}

/** Whoever was known before this hub lost its memory signed it all the same. */
function authorOf({ routing }: HeldFact, certificates: Certificates): Certificate | null {
  if (!routing?.key) return null
  return certificates.get(routing.key)?.certificate ?? certificates.former(routing.key)
}
