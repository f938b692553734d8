import { bad, good, type Outcome } from '#domain/problem.ts'
import type { FactId } from '#domain/record/fact.ts'
import { decodeOwnHeader } from '#contract/record/fact-codec.ts'
import { decodeReceipt } from '#contract/sync/receipt.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import { openHeader } from '../fact-log.ts'
import type { Ground } from '../ground.ts'
import { hubRow, openReceipt, settle } from './hub-book.ts'
import type { FactReceipt, HeldHere } from './replica-api.ts'

/** What the hub signed for a fact; checked here and now. */
export async function receiptOf({ db }: Ground, id: FactId): Promise<Outcome<FactReceipt>> {
  const row = await db.facts.where('id').equals(id).first()
  const kept = row?.receipt === undefined ? undefined : await db.receipts.get(row.receipt)
  const hub = await hubRow(db)
  const decoded = kept ? decodeSigned(kept.signed) : null
  const receipt = decoded ? decodeReceipt(decoded.payload) : null
  if (!kept || !hub || !receipt) return noReceipt()
  const checked = await openReceipt(kept.signed, hub)
  return good({
    hubName: hub.hubName,
    atMs: receipt.atMs,
    hubEpoch: receipt.hubEpoch,
    logSize: receipt.head.size,
    root: receipt.head.root,
    verified: checked?.taken.includes(id) ?? false,
    bytes: kept.signed,
  })
}

/** Receipts that came another way (a neighbour, a parcel). @returns how many facts of this tablet they answer for */
export async function takeReceipts(
  { db }: Ground,
  signed: readonly Uint8Array<ArrayBuffer>[],
): Promise<number> {
  const hub = await hubRow(db)
  if (!hub) return 0
  let answered = 0
  for (const bytes of signed) {
    const receipt = await openReceipt(bytes, hub)
    // What a hub had before it was restored it may lack now.
    if (receipt?.hubEpoch !== hub.hubEpoch) continue
    answered += await db.transaction('rw', db.receipts, db.facts, () => settle(db, bytes, receipt, new Map()))
  }
  return answered
}

/** What the hub has and does not give to others, and why. */
export async function heldHere({ db, session }: Ground): Promise<HeldHere[]> {
  if (!session || session.station) return []
  const rows = await db.facts.where('unsent').equals(2).toArray()
  const held = await Promise.all(
    rows.map(async (row): Promise<HeldHere | null> => {
      if (!row.heldWhy || !session.holdsScopeKey(row.scope, row.epoch)) return null
      const opened = await openHeader(session.scopeKey(row.scope, row.epoch), row).catch(() => null)
      const kind = opened ? (decodeOwnHeader(opened.bytes)?.kind ?? '') : ''
      const { id, subject, heldWhy: why, writtenAtMs } = row
      return { fact: id, subject: subject === '' ? null : subject, kind, why, writtenAtMs }
    }),
  )
  return held.filter((each) => each !== null)
}

function noReceipt() {
  return bad(
    'no-receipt',
    'There is no receipt of the hub for this entry yet.',
    'It is kept on this tablet and sent as soon as there is a line.',
  )
}
