import type { FactId } from '#domain/record/fact.ts'
import { decodeParcelAnswer } from '#contract/sync/parcel.ts'
import { PEER_ASKS_MAX } from '#contract/sync/peer-messages.ts'
import { decodeReceipt, type Receipt } from '#contract/sync/receipt.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import type { FactsDatabase } from '../databases.ts'
import type { PeerTies } from './peer-ties.ts'

/*
 * Receipts of the hub on their way back: from whoever met it to those whose facts they answer for.
 */

/** Facts here that have no word of the hub yet, oldest first. */
export async function waitingForReceipt({ ground }: Pick<PeerTies, 'ground'>): Promise<FactId[]> {
  const rows = await ground.db.facts.where('unsent').equals(1).limit(PEER_ASKS_MAX).toArray()
  return rows.sort((a, b) => a.n! - b.n!).map(({ id }) => id)
}

/**
 * Signed receipts here that answer for any of these facts.
 * @param from strangers get what the hub answered to parcels that were carried for them, nothing else
 */
export async function receiptsFor(
  db: FactsDatabase,
  ids: ReadonlySet<FactId>,
  from: 'clinic' | 'parcels',
): Promise<Uint8Array<ArrayBuffer>[]> {
  if (ids.size === 0) return []
  const found: Uint8Array<ArrayBuffer>[] = []
  for (const { answer } of await db.carried.toArray())
    for (const signed of (answer && decodeParcelAnswer(answer)) ?? [])
      if (answersFor(readReceipt(signed), ids)) found.push(signed)
  if (from === 'parcels') return found
  const rows = await db.facts
    .where('id')
    .anyOf([...ids])
    .toArray()
  const numbers = [...new Set(rows.flatMap(({ receipt }) => receipt ?? []))]
  for (const row of await db.receipts.bulkGet(numbers)) if (row) found.push(row.signed)
  return found
}

function readReceipt(signed: Uint8Array): Receipt | null {
  const decoded = decodeSigned(signed)
  return decoded && decodeReceipt(decoded.payload)
}

function answersFor(receipt: Receipt | null, ids: ReadonlySet<FactId>): boolean {
  return (
    receipt !== null && (receipt.taken.some((id) => ids.has(id)) || receipt.held.some(([id]) => ids.has(id)))
  )
}
