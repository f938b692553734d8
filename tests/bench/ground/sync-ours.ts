import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PASSPHRASE, PLAN, TestTablet } from '#data/keeper/keeper.fixture.ts'
import type { Keeper } from '#data/keeper/keeper.ts'
import type { Network } from '#data/keeper/network.ts'
import { parseAt } from '#domain/record/at.ts'
import type { FactDraft, SubjectId } from '#domain/record/fact.ts'
import { startServer, type Contender, type SyncRecord, type SyncTablet } from './sync-contender.ts'
import { SyncLine } from './sync-line.ts'
import { builtFolder } from './built-app.ts'
import { chartFacts, township } from './township.ts'

/** Visits of a person, three facts each: what a chart has after some years. */
const CHART_FACTS = 12
const TRIES_MAX = 2

export interface Ours extends Contender {
  readonly records: readonly SyncRecord[]
  /** For one more tablet of the clinic. */
  invitation(): Promise<string>
}

/**
 * Our keeper in Node (real records, signatures, seals and folds over an IndexedDB in memory; only Argon2id is left out)
 * and our hub on its SQLite with fsync. One tablet has written everything; others bring it.
 */
export async function startOurs(facts: number): Promise<Ours> {
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-sync-'))
  const server = await startServer<{ port: number }>('sync-hub-server.ts', folder, builtFolder)
  const line = await SyncLine.to(server.first.port)
  const direct = `http://127.0.0.1:${server.first.port}`
  const invite = (scope: string | null) => server.ask<{ text: string }>({ scope })
  const author = await Author.found(direct, (await invite(null)).text)
  const invitation = async () => (await invite(author.scope)).text
  await author.write(facts)
  taken(await author.keeper.replica.syncNow())
  return {
    name: 'Hinterland',
    line,
    records: await author.records(),
    invitation,
    tablet: async () => OurTablet.join(line.origin, await invitation()),
    async stop() {
      line.close()
      await author.tablet.running.end()
      await server.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Whoever wrote the clinic's records. */
class Author {
  readonly tablet = new TestTablet()
  keeper!: Keeper

  static async found(origin: string, invitation: string): Promise<Author> {
    const author = new Author()
    author.tablet.nowMs = Date.now()
    author.tablet.network = networkTo(origin)
    author.keeper = await author.tablet.start()
    taken(await author.keeper.createClinic(PLAN))
    taken(await author.keeper.replica.enrol(invitation))
    return author
  }

  get scope(): string {
    return this.tablet.running.room.ground.session!.scope
  }

  /** So many facts: people with their names, numbers and addresses, and what was found at their visits. */
  async write(facts: number): Promise<void> {
    const { people } = township(Math.ceil(facts / (CHART_FACTS + 2)))
    const subjects = taken(await this.keeper.registerMany(people, () => undefined))
    for (const [i, subject] of subjects.entries()) {
      const left = facts - (await this.tablet.running.room.ground.db.facts.count())
      if (left <= 0) return
      const drafts = chartFacts(Math.min(CHART_FACTS, left), i).map((fact) => draftOf(subject, fact))
      taken(await this.keeper.write(drafts))
    }
  }

  /** The same records for those who neither sign nor seal. */
  async records(): Promise<SyncRecord[]> {
    const { log, ground } = this.tablet.running.room
    const { facts } = await log.after(ground.session!, 0)
    return facts.map(({ id, header, body }) => {
      const { kind, verb, subject, act, refs, at, hlc, key } = header
      return { id, value: { kind, verb, subject, act, refs, at, hlc, by: key, ...body } }
    })
  }
}

class OurTablet implements SyncTablet {
  readonly tablet = new TestTablet()
  keeper!: Keeper

  static async join(origin: string, invitation: string): Promise<OurTablet> {
    const ours = new OurTablet()
    ours.tablet.nowMs = Date.now()
    ours.tablet.network = networkTo(origin)
    ours.keeper = await ours.tablet.start()
    const user = { ...PLAN.user, role: 'clinician' as const }
    taken(await ours.keeper.replica.join(invitation, user))
    return ours
  }

  async pull(): Promise<number> {
    await synced(this.keeper)
    return this.#facts()
  }

  async push(records: readonly SyncRecord[]): Promise<void> {
    const subject = await this.#somebody()
    const drafts = chartFacts(records.length, 99_000).map((fact) => draftOf(subject, fact))
    for (let at = 0; at < drafts.length; at += 3) taken(await this.keeper.write(drafts.slice(at, at + 3)))
    await synced(this.keeper)
    await this.#allSent()
  }

  async edit(): Promise<void> {
    const value = { phone: '13900001234' }
    const source = { origin: 'entered', by: '' } as const
    const draft = { kind: 'contact', verb: 'assert', body: { value, source } } as const
    taken(await this.keeper.write([{ ...draft, subject: await this.#somebody() }]))
    await synced(this.keeper)
    await this.#allSent()
  }

  async resume(): Promise<void> {
    this.tablet.nowMs = Date.now()
    this.keeper = await this.tablet.start('another')
    const [user] = (await this.keeper.state()).users
    taken(await this.keeper.unlock(user!.key, { passphrase: PASSPHRASE }))
    await synced(this.keeper)
  }

  end(): Promise<void> {
    return this.tablet.running.end()
  }

  #facts(): Promise<number> {
    return this.tablet.running.room.ground.db.facts.count()
  }

  async #somebody(): Promise<SubjectId> {
    const { facts } = this.tablet.running.room.ground.db
    return (await facts.where('subject').above('').first())!.subject
  }

  async #allSent(): Promise<void> {
    const { unsent } = await this.keeper.state()
    if (unsent > 0) throw new Error(`${unsent} facts are unsent`)
  }
}

/**
 * A round, and again where it broke: between two long phases a server closes the connection that it has kept for us, and a
 * process that is busy notices too late. A tablet tries again by itself.
 */
async function synced(keeper: Keeper): Promise<void> {
  for (let tries = 0; ; tries++) {
    const outcome = await keeper.replica.syncNow()
    if (outcome.ok) return
    if (outcome.problem.code !== 'hub-unreachable' || tries === TRIES_MAX)
      throw new Error(outcome.problem.code)
  }
}

function draftOf(subject: SubjectId, { kind, at, body }: ReturnType<typeof chartFacts>[number]): FactDraft {
  return { kind, verb: 'assert', subject, at: parseAt(at)!, body }
}

function networkTo(origin: string): Network {
  return {
    fetch: (path, init) => fetch(origin + path, init),
    socket: () => null,
    online: () => true,
    metered: () => false,
    onOnline: () => () => undefined,
  }
}

function taken<T>(outcome: { ok: true; value: T } | { ok: false; problem: { code: string } }): T {
  if (!outcome.ok) throw new Error(outcome.problem.code)
  return outcome.value
}
