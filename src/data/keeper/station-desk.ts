import { decode, encode } from 'cborg'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { decimalText, type Decimal } from '#domain/record/decimal.ts'
import type { FactDraft, ScopeId, SubjectId } from '#domain/record/fact.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { Vitals } from '#domain/record/kinds/vitals.ts'
import type { ClinicRow, UserRow } from './databases.ts'
import type { FactLog } from './fact-log.ts'
import { clinicRow, locked, type Ground } from './ground.ts'
import type { OpenChart, StationPlan, StationPupil, StationView, Written } from './keeper.ts'
import type { Argon2Cost } from './keys/argon2.ts'
import { pinProblem } from './keys/pin-too-simple.ts'
import { openRow, sealRow } from './keys/sealing.ts'
import type { PeopleSegment } from './people-segment.ts'
import { newScopeKey, shareScopeKey, type ScopeKey } from './session.ts'
import { newKeyring, wrapWith } from './user-keys.ts'

/** "Last year's few values": older ones stay in the chart. */
const LAST_YEAR_MS = 500 * 86_400_000
const LAST_VALUES_MAX = 6
/** The cheapest cost that is allowed: a station opens many times a morning and holds one session. */
const STATION_COST: Argon2Cost = { memoryKib: 19 * 1024, passes: 2 }
const PACK = 'station:'

type Pack = Pick<StationView, 'title'> & { readonly roster: readonly Omit<StationPupil, 'today'>[] }

/**
 * A screening station: a session key of its own opens today's roster, today's results and last year's few values of these
 * pupils. The clinic's keys are not in its memory, and its PIN opens none of them.
 */
export class StationDesk {
  readonly #ground: Ground
  readonly #log: FactLog
  readonly #segment: PeopleSegment
  readonly #chart: (subject: SubjectId) => Promise<Outcome<OpenChart>>

  constructor(
    ground: Ground,
    log: FactLog,
    segment: PeopleSegment,
    chart: (subject: SubjectId) => Promise<Outcome<OpenChart>>,
  ) {
    this.#ground = ground
    this.#log = log
    this.#segment = segment
    this.#chart = chart
  }

  /**
   * Makes the session and its pack; the caller then locks the clinic and opens the station.
   * @returns the key of the station, to be opened with its PIN
   */
  async make(plan: StationPlan, deviceKey: CryptoKey): Promise<Outcome<string>> {
    const { session, machine, db } = this.#ground
    const clinic = await clinicRow(this.#ground)
    if (!session || session.station || !clinic) return locked()
    const unfit = pinProblem(plan.pin)
    if (unfit) return { ok: false, problem: unfit }
    if (plan.subjects.length === 0) return noPupils()
    const keys = await newKeyring(this.#ground)
    const scope = `session:${keys.signer.key}`
    const sessionKey = await newScopeKey(scope, 1, machine)
    const pack: Pack = { title: plan.title, roster: await this.#roster(plan.subjects) }
    const sealed = await sealRow(
      sessionKey.key,
      packAad(scope),
      encode(JSON.parse(JSON.stringify(pack))),
      machine,
    )
    const secret = { kind: 'pin', text: plan.pin, untilMs: null } as const
    const who = { user: keys.signer.key, keyring: keys.keyring }
    const wrap = await wrapWith(this.#ground, deviceKey, who, secret, STATION_COST)
    const station: UserRow = {
      key: keys.signer.key,
      label: plan.title,
      role: 'screener',
      signingKey: keys.signer.publicKey as Uint8Array<ArrayBuffer>,
      agreementKey: keys.agreement.publicKey as Uint8Array<ArrayBuffer>,
      wraps: [wrap],
      name: null,
      nameEpoch: 0,
      removed: false,
      station: scope,
      shift: null,
    }
    const shares = await this.#shares(sessionKey, station, clinic)
    await db.transaction('rw', db.users, db.scopeKeys, db.drafts, async () => {
      await db.users.add(station)
      await db.scopeKeys.bulkAdd(shares)
      await db.drafts.put({ row: PACK + scope, epoch: 1, savedAtMs: machine.nowMs(), sealed })
    })
    keys.keyring.signingSeed.fill(0)
    keys.keyring.agreementSeed.fill(0)
    // What the station writes is read by whoever opens the clinic next, and now.
    session.holdScopeKey(sessionKey)
    return good(station.key)
  }

  async view(): Promise<Outcome<StationView>> {
    const { session, db } = this.#ground
    if (!session?.station) return locked()
    const row = await db.drafts.get(PACK + session.scope)
    if (!row) return locked()
    const key = session.currentKey().key
    const pack = decode(await openRow(key, packAad(session.scope), row.sealed)) as Pack
    const facts = await this.#log.open(session, await db.facts.where('scope').equals(session.scope).toArray())
    const roster = pack.roster.map((pupil) => ({
      ...pupil,
      today: facts
        .filter(({ header }) => header.subject === pupil.subject)
        .map(({ id, header, body }) => ({ kind: header.kind, text: inWords(body?.value), fact: id })),
    }))
    return good({ title: pack.title, roster })
  }

  async write(subject: SubjectId, drafts: readonly FactDraft[]): Promise<Outcome<Written>> {
    const { session } = this.#ground
    const view = await this.view()
    if (!session || !view.ok) return locked()
    if (!view.value.roster.some((pupil) => pupil.subject === subject)) return notOnRoster()
    const theirs = drafts.map((draft) => ({ ...draft, subject }))
    const logged = await this.#log.write(session, { drafts: theirs })
    if (!logged.ok) return logged
    this.#ground.changed([subject])
    return good(logged.value.written)
  }

  /** An erased person leaves the packs of all stations whose session is open to this user. */
  async forget(subject: SubjectId): Promise<void> {
    const { session, db, machine } = this.#ground
    if (!session || session.station) return
    for (const { scope, epoch, key } of session.scopeKeys) {
      const row = await db.drafts.get(PACK + scope)
      if (!row) continue
      const pack = decode(await openRow(key, packAad(scope), row.sealed)) as Pack
      const roster = pack.roster.filter((pupil) => pupil.subject !== subject)
      if (roster.length === pack.roster.length) continue
      const sealed = await sealRow(key, packAad(scope), encode({ ...pack, roster }), machine)
      await db.drafts.put({ ...row, epoch, sealed })
    }
  }

  async #shares(key: ScopeKey, station: UserRow, clinic: ClinicRow) {
    const { db, machine } = this.#ground
    const users = (await db.users.toArray()).filter((row) => !row.removed && row.station === null)
    const readers = [station, ...users].map((row) => shareScopeKey(key, row.key, row.agreementKey, machine))
    return Promise.all([...readers, shareScopeKey(key, 'recovery', clinic.recoveryKey, machine)])
  }

  async #roster(subjects: readonly SubjectId[]): Promise<Pack['roster']> {
    const roster: Omit<StationPupil, 'today'>[] = []
    for (const subject of subjects) {
      const person = this.#segment.index.get(subject)
      const opened = await this.#chart(subject)
      if (!person || !opened.ok) continue
      const { name, sex, className } = person
      const { chart } = opened.value
      const lastYear = lastValues(chart, this.#ground.machine.nowMs())
      roster.push({
        subject,
        name,
        sex,
        birthDate: chart.identity.birthDate,
        className: className ?? null,
        lastYear,
      })
    }
    return roster
  }
}

const packAad = (scope: ScopeId) => ({ store: 'stations', row: scope, scope, epoch: 1 })

function lastValues(chart: Chart, nowMs: number): StationPupil['lastYear'] {
  return [...chart.statements.screening, ...chart.statements.vitals]
    .filter(({ standing, current }) => standing === 'stands' && nowMs - current.hlc.ms < LAST_YEAR_MS)
    .sort((a, b) => b.current.hlc.ms - a.current.hlc.ms)
    .slice(0, LAST_VALUES_MAX)
    .map(({ kind, current }) => ({ name: kind, text: inWords(current.value), at: current.at.value }))
}

const UNITS: Readonly<Partial<Record<keyof Vitals, string>>> = {
  heartRatePerMin: '/min',
  respiratoryRatePerMin: '/min',
  temperatureCel: '°C',
  spo2Percent: '%',
  weightKg: 'kg',
  heightCm: 'cm',
  waistCm: 'cm',
  headCircumferenceCm: 'cm',
  glucoseMmolL: 'mmol/L',
}

/** A value in one line, language-free: numbers and units; the screen names the kind. */
function inWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  const vitals = value as Vitals
  const parts: string[] = []
  if (vitals.systolicMmHg && vitals.diastolicMmHg)
    parts.push(`${decimalText(vitals.systolicMmHg)}/${decimalText(vitals.diastolicMmHg)} mmHg`)
  for (const [field, unit] of Object.entries(UNITS)) {
    const number = vitals[field as keyof Vitals]
    if (Array.isArray(number)) parts.push(`${decimalText(number as unknown as Decimal)} ${unit}`)
  }
  const { values } = value as { values?: { name: string; value?: Decimal; unit?: string; text?: string }[] }
  for (const each of values ?? [])
    parts.push(
      [each.name, each.value ? decimalText(each.value) : each.text, each.unit].filter(Boolean).join(' '),
    )
  return parts.join(' · ')
}

function noPupils() {
  return bad('no-pupils', 'Nobody was chosen for this station.', 'Choose a class or people first.')
}
function notOnRoster() {
  return bad(
    'not-on-roster',
    'This pupil is not on the roster of this station.',
    'Ask somebody who can open the clinic to add them.',
  )
}
