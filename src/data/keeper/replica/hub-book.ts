import { decodeReceipt, type Receipt } from '#contract/sync/receipt.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { FactRow, FactsDatabase, HubRow } from '../databases.ts'
import { verify } from '../keys/signing.ts'

/** The hub that this clinic has met; null where there is none. */
export async function hubRow({ meta }: FactsDatabase): Promise<HubRow | null> {
  return ((await meta.get('hub')) as HubRow | undefined) ?? null
}

/** Another window may have changed other fields: only these are put. */
export async function changeHub(db: FactsDatabase, changes: Partial<HubRow>): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const row = await hubRow(db)
    if (row) await db.meta.put({ ...row, ...changes })
  })
}

/** Rows that are here, in one transaction. Asked for one by one: `anyOf` walks a cursor, row after row. */
export function rowsOf(db: FactsDatabase, ids: readonly FactId[]): Promise<FactRow[]> {
  return db.transaction('r', db.facts, async () => {
    const found = await Promise.all(ids.map((id) => db.facts.where('id').equals(id).first()))
    return found.filter((row) => row !== undefined)
  })
}

/** @returns null for what this hub has not signed */
export async function openReceipt(
  signed: Uint8Array,
  { hub, signingKey }: Pick<HubRow, 'hub' | 'signingKey'>,
): Promise<Receipt | null> {
  const decoded = decodeSigned(signed)
  const receipt = decoded ? decodeReceipt(decoded.payload) : null
  if (!decoded || receipt?.hub !== hub) return null
  return (await verify(signingKey, decoded.signature, decoded.payload)) ? receipt : null
}

/**
 * Keeps a receipt and marks what it answers for; within a transaction over `receipts` and `facts`.
 * @param places in the hub's log, where the answer told them
 * @returns how many facts of this tablet it answers for
 */
export async function settle(
  db: FactsDatabase,
  signed: Uint8Array<ArrayBuffer>,
  receipt: Receipt,
  places: ReadonlyMap<FactId, number>,
): Promise<number> {
  const held = new Map(receipt.held)
  const rows = await rowsOf(db, [...receipt.taken, ...held.keys()])
  // What was taken once is not held by a later answer.
  const open = rows.filter((row) => row.unsent !== 0 || (row.receipt === undefined && !held.has(row.id)))
  if (open.length === 0) return rows.length
  const n = await db.receipts.add({ atMs: receipt.atMs, signed })
  await db.facts.bulkUpdate(
    open.map((row) => {
      const why = held.get(row.id)
      const hubN = places.get(row.id)
      const changes = why
        ? { unsent: 2, heldWhy: why, receipt: n }
        : { unsent: 0, heldWhy: undefined, receipt: n, ...(hubN === undefined ? {} : { hubN }) }
      return { key: row.n!, changes: changes as Partial<FactRow> }
    }),
  )
  return rows.length
}
