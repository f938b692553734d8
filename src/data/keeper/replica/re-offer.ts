import {
  decodeOfferAnswer,
  encodeOffer,
  OFFER_CERTIFICATES_MAX,
  OFFER_IDS_MAX,
} from '#contract/sync/sync-messages.ts'
import { good, type Outcome } from '#domain/problem.ts'
import type { FactRow } from '../databases.ts'
import type { Ground } from '../ground.ts'
import { firstCursor } from './cursor.ts'
import { rowsOf } from './hub-book.ts'
import { packed } from './packed.ts'
import { hubUnreachable, problemOf } from './refusal.ts'
import type { SignedLine } from './signed-line.ts'

/**
 * The hub began anew (restored, erased): everything that is here and lacking there becomes unsent again, what others
 * wrote too, and everything is asked for from the start. With the certificates that it signed: of a colleague whose tablet
 * is gone nobody else can say to the hub whose facts these are.
 */
export async function offerAll(
  ground: Ground,
  line: SignedLine,
  signal: AbortSignal,
): Promise<Outcome<number>> {
  const { db, session } = ground
  const { scope } = session!
  const ids: string[] = []
  // Sessions of stations are of the same scope at the hub.
  await db.facts.orderBy('n').each(({ id }) => void ids.push(id))
  // Whoever met a neighbour only has none of the hub's.
  const ofHub = await db.certificates.filter(({ serial }) => serial > 0).toArray()
  const certificates = ofHub.map(({ signed }) => signed)
  let lacking = 0
  for (let at = 0; at < ids.length || certificates.length > 0; at += OFFER_IDS_MAX) {
    const offer = {
      scope,
      ids: ids.slice(at, at + OFFER_IDS_MAX),
      certificates: certificates.splice(0, OFFER_CERTIFICATES_MAX),
    }
    const { body, headers } = await packed(encodeOffer(offer))
    const answer = await line.fetch('/api/offer', { method: 'POST', body, headers, signal })
    if (!answer.ok) return { ok: false, problem: await problemOf(answer) }
    const said = decodeOfferAnswer(new Uint8Array(await answer.arrayBuffer()))
    if (!said) return { ok: false, problem: hubUnreachable(answer.status) }
    lacking += said.lacking.length
    const rows = await rowsOf(db, said.lacking)
    const changes = { unsent: 1, receipt: undefined, hubN: undefined } as unknown as Partial<FactRow>
    await db.facts.bulkUpdate(rows.map(({ n }) => ({ key: n!, changes })))
  }
  await db.cursors.put(firstCursor(scope))
  return good(lacking)
}
