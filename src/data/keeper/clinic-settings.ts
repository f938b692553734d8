import { rightsOf } from '#domain/access/rights.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { settingsGiven, type SettingGiven } from '#domain/record/clinic-settings.ts'
import { BY_HAND, type Fact, type FactDraft } from '#domain/record/fact.ts'
import { clinicSetting } from '#domain/record/kinds/clinic-setting.ts'
import type { FactLog } from './fact-log.ts'
import { locked, type Ground } from './ground.ts'
import type { Written } from './keeper-values.ts'

/** What the clinic has set for all of its tablets. In memory once it was asked for, while the clinic is open. */
export class ClinicSettings {
  readonly #ground: Ground
  readonly #log: FactLog
  readonly #write: (drafts: readonly FactDraft[]) => Promise<Outcome<Written>>
  #facts: Promise<readonly Fact[]> | null = null

  constructor(
    ground: Ground,
    log: FactLog,
    write: (drafts: readonly FactDraft[]) => Promise<Outcome<Written>>,
  ) {
    this.#ground = ground
    this.#log = log
    this.#write = write
  }

  /** @returns the latest first; nothing where what is delivered holds, and while the clinic is closed */
  async given(name: string): Promise<readonly SettingGiven[]> {
    const { session } = this.#ground
    if (!session || session.station) return []
    this.#facts ??= this.#read()
    return settingsGiven(await this.#facts).get(name) ?? []
  }

  /** @param value JSON; null goes back to what is delivered. Also `may-not-administer`, `fact-invalid`, `storage-full` */
  async set(name: string, value: unknown): Promise<Outcome<null>> {
    const { session } = this.#ground
    if (!session || session.station) return locked()
    if (!rightsOf(session.user.role).administers) return mayNot()
    const given = { name, json: JSON.stringify(value) }
    const draft = {
      kind: clinicSetting.kind,
      verb: 'assert',
      body: { value: given, source: BY_HAND },
    } as const
    const written = await this.#write([draft])
    return written.ok ? good(null) : written
  }

  /** Facts were written here, or came from elsewhere. */
  follow(facts: readonly Fact[]): void {
    if (facts.some(({ header }) => header.kind === clinicSetting.kind)) this.forget()
  }

  forget(): void {
    this.#facts = null
  }

  async #read(): Promise<readonly Fact[]> {
    const { db, session } = this.#ground
    const rows = await db.facts.where('subject').equals('').toArray()
    const facts = session ? await this.#log.open(session, rows) : []
    return facts.filter(({ header }) => header.kind === clinicSetting.kind)
  }
}

function mayNot() {
  return bad(
    'may-not-administer',
    'This is set by a doctor, a nurse or a specialist of the clinic.',
    'Ask one of them to set it.',
  )
}
