import { decode, encode } from 'cborg'
import { good, type Outcome } from '#domain/problem.ts'
import { base64url } from '#contract/record/base64url.ts'
import { sha256 } from './bytes.ts'
import type { SealedRow } from './databases.ts'
import { isQuotaExceeded, locked, storageFull, type Ground } from './ground.ts'
import type { Draft } from './keeper.ts'
import { openRow, sealRow } from './keys/sealing.ts'
import type { Session } from './session.ts'

interface Content {
  readonly name: string
  readonly value: unknown
  readonly by: string
}

/** What is being written and not yet signed, sealed with the scope key: every colleague of the clinic can go on with it. */
export class DraftDrawer {
  readonly #ground: Ground

  constructor(ground: Ground) {
    this.#ground = ground
  }

  async save(name: string, value: unknown): Promise<Outcome<null>> {
    const { session, machine, db } = this.#ground
    if (!session) return locked()
    const { scope, epoch, key } = session.currentKey()
    const row = await draftRow(scope, name)
    // A page's values hold `undefined` for what was left empty; CBOR has no place for it.
    const plain: unknown = JSON.parse(JSON.stringify({ name, value, by: session.user.key }))
    const sealed = await sealRow(key, aad(row, scope, epoch), encode(plain), machine)
    try {
      await db.drafts.put({ row, epoch, savedAtMs: machine.nowMs(), sealed })
    } catch (cause) {
      if (isQuotaExceeded(cause)) return storageFull()
      throw cause
    }
    return good(null)
  }

  async get(name: string): Promise<Outcome<Draft | null>> {
    const { session, db } = this.#ground
    if (!session) return locked()
    const row = await db.drafts.get(await draftRow(session.scope, name))
    return good(row ? await opened(session, row) : null)
  }

  async all(): Promise<Draft[]> {
    const { session, db } = this.#ground
    if (!session) return []
    // Packs of stations lie in the same table under names of their own.
    const mine = (await db.drafts.toArray()).filter(
      ({ row, epoch }) => !row.includes(':') && session.holdsScopeKey(session.scope, epoch),
    )
    const drafts = await Promise.all(mine.map((row) => opened(session, row).catch(() => null)))
    return drafts.filter((draft) => draft !== null).sort((a, b) => b.savedAtMs - a.savedAtMs)
  }

  async drop(name: string): Promise<void> {
    const { session, db } = this.#ground
    if (session) await db.drafts.delete(await draftRow(session.scope, name))
  }

  /** For the transaction that signs what the draft became. */
  async dropping(session: Session, name: string) {
    const row = await draftRow(session.scope, name)
    return { tables: ['drafts'] as const, put: () => this.#ground.db.drafts.delete(row) }
  }
}

/** The name says whose draft it is: the row carries its hash. */
async function draftRow(scope: string, name: string): Promise<string> {
  return base64url((await sha256(new TextEncoder().encode(`${scope}\n${name}`))).slice(0, 16))
}

const aad = (row: string, scope: string, epoch: number) => ({ store: 'drafts', row, scope, epoch })

async function opened(session: Session, row: SealedRow): Promise<Draft> {
  const key = session.scopeKey(session.scope, row.epoch).key
  const content = decode(await openRow(key, aad(row.row, session.scope, row.epoch), row.sealed)) as Content
  return { ...content, savedAtMs: row.savedAtMs }
}
