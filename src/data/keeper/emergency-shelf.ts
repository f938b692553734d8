import { decode, encode } from 'cborg'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { Fact, FactDraft, SubjectId } from '#domain/record/fact.ts'
import { createPeopleIndex } from '#domain/people/search-segment.ts'
import type { PersonEntry } from '#domain/people/person-entry.ts'
import { base64url } from '#contract/record/base64url.ts'
import { clinicRow, type Ground } from './ground.ts'
import type { EmergencyEntry } from './keeper.ts'
import { openRow, sealRow } from './keys/sealing.ts'

const KINDS: ReadonlySet<string> = new Set(['identity', 'contact', 'allergy', 'medication'])
const HITS_MAX = 5
const LOG_PREFIX = 'opened:'

interface Kept {
  readonly person: PersonEntry
  readonly entry: EmergencyEntry
}

/** What was read without a secret, until somebody unlocks and the log takes it. */
interface Opened {
  readonly subjects: readonly SubjectId[]
  readonly why: string
  readonly atMs: number
}

/** What the shelf asks of the keeper. */
export interface EmergencySource {
  chart(subject: SubjectId): Promise<Outcome<{ readonly chart: Chart }>>
  person(subject: SubjectId): PersonEntry | undefined
  everybody(): Iterable<PersonEntry>
  write(drafts: readonly FactDraft[]): Promise<Outcome<unknown>>
}

/**
 * Allergies and medication for the moment in which nobody remembers a secret. The clinic chooses it knowingly: these few
 * lines are sealed to the tablet alone (device key and wipe share), so only the tablet's own disk encryption and the wipe
 * protect them. Every reading is kept and becomes a signed fact at the next unlock.
 */
export class EmergencyShelf {
  /** Looks that became facts at this unlock and that nobody has said to have seen. */
  unseenLooks = 0
  readonly #ground: Ground
  readonly #source: EmergencySource
  readonly #deviceSeal: () => Promise<CryptoKey | null>

  constructor(ground: Ground, source: EmergencySource, deviceSeal: () => Promise<CryptoKey | null>) {
    this.#ground = ground
    this.#source = source
    this.#deviceSeal = deviceSeal
  }

  /** After a write: whoever's lines may have changed. */
  async follow(facts: readonly Fact[]): Promise<void> {
    if (!(await clinicRow(this.#ground))?.emergencyRead) return
    const touched = facts
      .filter(({ header }) => KINDS.has(header.kind))
      .flatMap(({ header }) => header.subject ?? [])
    await this.#keep([...new Set(touched)])
  }

  /** @returns `emergency-read-off` where the tablet cannot seal to itself any more */
  async set(allowed: boolean): Promise<Outcome<null>> {
    const clinic = await clinicRow(this.#ground)
    if (!clinic) return off()
    await this.#ground.db.meta.put({ ...clinic, emergencyRead: allowed })
    if (!allowed) await this.#ground.db.emergency.filter(({ row }) => !row.startsWith(LOG_PREFIX)).delete()
    else await this.#keep([...this.#source.everybody()].map(({ subject }) => subject))
    return good(null)
  }

  async read(query: string, why: string): Promise<Outcome<readonly EmergencyEntry[]>> {
    const key = await this.#deviceSeal()
    if (!key || !(await clinicRow(this.#ground))?.emergencyRead) return off()
    if (query.trim() === '' || why.trim() === '') {
      return bad('emergency-needs-why', 'A name and a reason are needed.', 'Write both; the reason is kept.')
    }
    const rows = await this.#ground.db.emergency.filter(({ row }) => !row.startsWith(LOG_PREFIX)).toArray()
    const kept = await Promise.all(
      rows.map(async ({ row, sealed }) => decode(await openRow(key, aad(row), sealed)) as Kept),
    )
    const hits = createPeopleIndex(kept.map(({ person }) => person)).search(query, { limit: HITS_MAX })
    const subjects = hits.map(({ subject }) => subject)
    await this.#record(key, { subjects, why, atMs: this.#ground.machine.nowMs() })
    return good(subjects.map((subject) => kept.find(({ person }) => person.subject === subject)!.entry))
  }

  /** What was read while locked becomes facts of these people, signed by whoever unlocks next. */
  async settle(): Promise<number> {
    const key = await this.#deviceSeal()
    const rows = await this.#ground.db.emergency.filter(({ row }) => row.startsWith(LOG_PREFIX)).toArray()
    if (!key || rows.length === 0) return 0
    const drafts: FactDraft[] = []
    for (const { row, sealed } of rows) {
      const { subjects, why, atMs } = decode(await openRow(key, aad(row), sealed)) as Opened
      const at = new Date(atMs).toISOString().slice(0, 16)
      const known = subjects.filter((subject) => this.#source.person(subject))
      // A look that found nobody is kept as well, for the clinic.
      for (const subject of known.length > 0 ? known : [undefined]) {
        const value = { what: 'emergency-read', why }
        const source = { origin: 'entered', by: 'lock-screen' } as const
        const when = { value: at, precision: 'minute', utcOffsetMin: 0 } as const
        drafts.push({
          kind: 'access',
          verb: 'assert',
          ...(subject === undefined ? {} : { subject }),
          at: when,
          body: { value, source },
        })
      }
    }
    const written = drafts.length === 0 ? good(null) : await this.#source.write(drafts)
    if (!written.ok) return 0
    await this.#ground.db.emergency.bulkDelete(rows.map(({ row }) => row))
    this.unseenLooks += rows.length
    return rows.length
  }

  async forget(subject: SubjectId): Promise<void> {
    await this.#ground.db.emergency.delete(subject)
  }

  async #keep(subjects: readonly SubjectId[]): Promise<void> {
    const key = await this.#deviceSeal()
    if (!key) return
    const { machine, db } = this.#ground
    for (const subject of subjects) {
      const opened = await this.#source.chart(subject)
      const person = this.#source.person(subject)
      if (!opened.ok || !person) continue
      const plain: Kept = { person, entry: entryOf(opened.value.chart, person) }
      const sealed = await sealRow(key, aad(subject), encode(JSON.parse(JSON.stringify(plain))), machine)
      await db.emergency.put({ row: subject, epoch: 0, savedAtMs: 0, sealed })
    }
  }

  async #record(key: CryptoKey, opened: Opened): Promise<void> {
    const { machine, db } = this.#ground
    const row = `${LOG_PREFIX}${base64url(machine.randomBytes(12))}`
    const sealed = await sealRow(key, aad(row), encode(opened), machine)
    await db.emergency.put({ row, epoch: 0, savedAtMs: opened.atMs, sealed })
  }
}

const aad = (row: string) => ({ store: 'emergency', row, scope: 'device', epoch: 0 })

/** Every allergy that stands, every medicine that is taken, rivals included: in doubt both are shown. */
function entryOf(chart: Chart, { name, sex }: PersonEntry): EmergencyEntry {
  const standing = chart.statements.allergy
    .filter(({ standing }) => standing === 'stands')
    .flatMap(({ current, rivals }) => [current, ...rivals].flatMap(({ value }) => value ?? []))
  const medications = chart.statements.medication
    .filter(({ standing }) => standing === 'stands')
    .flatMap(({ current, rivals }) => [current, ...rivals].flatMap(({ value }) => value ?? []))
    .filter(({ status }) => status !== 'stopped')
  return {
    name,
    sex,
    birthDate: chart.identity.birthDate,
    allergies: standing.flatMap((value) =>
      value.is === 'allergy' ? [[value.substance.text, value.reaction].filter(Boolean).join(': ')] : [],
    ),
    noneKnown: standing.some((value) => value.is === 'none-known'),
    medications: medications.map(({ drug, frequency }) => [drug.text, frequency].filter(Boolean).join(' ')),
  }
}

function off() {
  return bad(
    'emergency-read-off',
    'This clinic does not allow the emergency read.',
    'Ask somebody who can open the clinic.',
  )
}
