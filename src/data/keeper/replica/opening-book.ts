import { decode, encode } from 'cborg'
import * as v from 'valibot'
import { openings } from '#contract/sync/openings.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { SubjectId } from '#domain/record/fact.ts'
import type { Opened } from '#contract/sync/sync-messages.ts'
import type { Ground } from '../ground.ts'
import { openRow, sealRow } from '../keys/sealing.ts'
import type { ScopeKey, Session } from '../session.ts'
import { hubRow } from './hub-book.ts'
import type { HubLine } from './hub-line.ts'
import { hubUnreachable, problemOf } from './refusal.ts'
import type { OpeningLine } from './replica-api.ts'

/** One request takes no more. */
const TOLD_AT_ONCE = 1000

/** Who opened which chart: kept sealed until the hub has written it down; once a shift and person. */
export class OpeningBook {
  /** Rows that the last request told. */
  asked: readonly number[] = []
  readonly #ground: Ground
  #of: Session | null = null
  readonly #noted = new Set<string>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  close(): void {
    this.#of = null
    this.#noted.clear()
    this.asked = []
  }

  async note(subject: SubjectId, why: string): Promise<void> {
    const { session, db, machine } = this.#ground
    if (!session || session.station) return
    if (this.#of !== session) {
      this.#noted.clear()
      this.#of = session
    }
    const line = `${subject} ${why}`
    if (this.#noted.has(line)) return
    this.#noted.add(line)
    if (!(await hubRow(db))) return
    const opened: Opened = { key: session.user.key, subject, atMs: machine.nowMs(), why: why.slice(0, 500) }
    const key = session.currentKey()
    const sealed = await sealRow(key.key, aad(key), encode(opened), machine)
    await db.openings.add({ epoch: key.epoch, sealed })
  }

  /** For the next request. */
  async waiting(): Promise<readonly Opened[]> {
    const { session, db } = this.#ground
    if (!session) return []
    const rows = await db.openings.limit(TOLD_AT_ONCE).toArray()
    this.asked = rows.map(({ n }) => n!)
    const opened = await Promise.all(
      rows.map(async ({ epoch, sealed }) => {
        if (!session.holdsScopeKey(session.scope, epoch)) return null
        const key = session.scopeKey(session.scope, epoch)
        return openRow(key.key, aad(key), sealed).then(
          (plain) => decode(plain) as Opened,
          () => null,
        )
      }),
    )
    return opened.filter((each) => each !== null)
  }
}

const aad = ({ scope, epoch }: Pick<ScopeKey, 'scope' | 'epoch'>) => ({
  store: 'openings',
  row: 'opening',
  scope,
  epoch,
})

/** What the hub has in its log of a chart, newest first. */
export async function askOpenings(
  line: HubLine,
  subject: SubjectId,
): Promise<Outcome<readonly OpeningLine[]>> {
  if (!(await line.hub())) return noHub()
  try {
    const answer = await line.fetch(`/api/openings?subject=${encodeURIComponent(subject)}`, { method: 'GET' })
    if (!answer.ok) return { ok: false, problem: await problemOf(answer) }
    const parsed = v.safeParse(openings, await answer.json())
    return parsed.success ? good(parsed.output.openings) : { ok: false, problem: hubUnreachable() }
  } catch {
    return { ok: false, problem: hubUnreachable() }
  }
}

export function noHub() {
  return bad('no-hub', 'This clinic has met no hub yet.', 'Connect the tablet to the hub first.')
}
