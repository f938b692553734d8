import { decode, encode } from 'cborg'
import type { Fact, SubjectId } from '#domain/record/fact.ts'
import type { Chart } from '#domain/record/chart.ts'
import { foldFacts } from '#domain/record/fold.ts'
import { tailOf, type PersonEntry } from '#domain/people/person-entry.ts'
import { createPeopleIndex, type PeopleIndex } from '#domain/people/search-segment.ts'
import { base64url } from '#contract/record/base64url.ts'
import type { FactLog, Logged } from './fact-log.ts'
import type { Ground } from './ground.ts'
import { openRow, sealRow } from './keys/sealing.ts'
import { nameReadings, UNREAD } from './name-readings.ts'
import type { ScopeKey, Session } from './session.ts'

/** Kinds that change what the search knows of a person. */
const KINDS_OF_ENTRY: ReadonlySet<string> = new Set(['identity', 'identifier', 'contact'])
/** Facts read at once while the segment catches up, so that memory stays small. */
const BATCH = 2000
/** The segment is written a while after the last change: it can always be caught up from the facts. */
const WRITE_AFTER_MS = 4000

const aad = (key: ScopeKey) => ({ store: 'segments', row: key.scope, scope: key.scope, epoch: key.epoch })

/**
 * The search segment: who is here, in this worker's memory while the clinic is open, sealed as one piece on the disk.
 * Nothing searchable lies on the disk (anchors 6.4). It is rebuilt from the facts where it is behind or broken.
 */
export class PeopleSegment {
  index: PeopleIndex = createPeopleIndex()
  readonly #ground: Ground
  readonly #log: FactLog
  #through = 0
  /** Somebody's name could not be read: what is in memory serves until the dictionary is here, and is not sealed. */
  #unread = false
  #digestKey: CryptoKey | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ground: Ground, log: FactLog) {
    this.#ground = ground
    this.#log = log
  }

  /** Opens the segment and adds what was written since it was sealed. */
  async open(session: Session): Promise<void> {
    this.#digestKey = await digestKey(session)
    const { entries, through } = await this.#sealedEntries(session)
    this.index = createPeopleIndex(entries)
    this.#through = through
    await this.catchUp(session)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.index = createPeopleIndex()
    this.#digestKey = null
    this.#through = 0
    this.#unread = false
  }

  /** Facts of this and of other windows that the index has not seen. @returns whom they concern */
  async catchUp(session: Session): Promise<SubjectId[]> {
    const touched = new Set<SubjectId>()
    const concerned = new Set<SubjectId>()
    let through = this.#through
    for (;;) {
      const found = await this.#log.after(session, through, BATCH)
      if (found.through === through) break
      through = found.through
      for (const { header } of found.facts) {
        if (header.subject === undefined) continue
        concerned.add(header.subject)
        if (KINDS_OF_ENTRY.has(header.kind)) touched.add(header.subject)
      }
    }
    await this.refresh(session, [...touched])
    this.#through = Math.max(this.#through, through)
    return [...concerned]
  }

  /** What has just been stored. Newcomers are known by these facts alone; nothing is read and opened again. */
  async follow(
    session: Session,
    { facts, arrived, newcomers }: Pick<Logged, 'facts' | 'arrived' | 'newcomers'>,
  ): Promise<void> {
    const [first, last] = arrived
    if (this.#through !== first - 1) return void (await this.catchUp(session))
    const touched = bySubject(facts.filter(isOfEntry))
    for (const [subject, theirs] of touched) if (newcomers.has(subject)) await this.#enter(subject, theirs)
    await this.refresh(
      session,
      [...touched.keys()].filter((subject) => !newcomers.has(subject)),
    )
    if (touched.size > 0) this.#writeSoon(session)
    // Last: what failed on the way is looked at again.
    this.#through = Math.max(this.#through, last)
  }

  /** The folded charts of these people say what their entries are now. */
  async refresh(session: Session, subjects: readonly SubjectId[]): Promise<void> {
    if (subjects.length === 0) return
    const facts = bySubject(await this.#log.about(session, subjects))
    for (const subject of subjects) await this.#enter(subject, facts.get(subject) ?? [])
    this.#writeSoon(session)
  }

  async #enter(subject: SubjectId, facts: readonly Fact[]): Promise<void> {
    const entry = await this.#entryOf(foldFacts(facts.filter(isOfEntry), [subject]), lastMs(facts))
    if (entry) this.index.upsert(entry)
    else this.index.remove(subject)
  }

  forget(session: Session, subject: SubjectId): void {
    this.index.remove(subject)
    this.#writeSoon(session)
  }

  async #entryOf(chart: Chart, updatedAtMs: number): Promise<PersonEntry | null> {
    const { identity, contact } = chart
    if (identity.name === null) return null
    const readings = await nameReadings(identity.name, identity.pinyin ?? undefined)
    if (!readings) this.#unread = true
    const identifiers = identity.identifiers.flatMap(({ current }) => current.value ?? [])
    const phone = contact.phone?.current.value
    const place = contact.village?.current.value ?? contact.address?.current.value
    const school = contact.school?.current.value
    const className = contact.className?.current.value
    const seen = identifiers.filter(({ verified }) => verified)
    const idKey = await Promise.all(seen.map(({ system, value }) => this.digest(system, value)))
    return {
      subject: chart.subject,
      name: identity.name,
      otherNames: identity.otherNames,
      ...(readings ?? UNREAD),
      sex: identity.sex ?? 'unknown',
      ...(identity.birthDate ? { birthDate: identity.birthDate } : {}),
      ...(phone ? { phoneTail: tailOf(phone) } : {}),
      idTail: identifiers.map(({ value }) => tailOf(value)),
      ...(idKey.length > 0 ? { idKey } : {}),
      ...(place ? { place } : {}),
      ...(school ? { school } : {}),
      ...(className ? { className } : {}),
      ...(identity.deceased ? { deceased: true } : {}),
      updatedAtMs,
    }
  }

  /** An identifier as something that can be compared and says nothing: equal numbers give equal text in this clinic. */
  async digest(system: string, value: string): Promise<string> {
    const text = `${system}\n${value
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')}`
    const mac = await crypto.subtle.sign('HMAC', this.#digestKey!, new TextEncoder().encode(text))
    return `${system}:${base64url(new Uint8Array(mac).slice(0, 9))}`
  }

  #writeSoon(session: Session): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.write(session).catch(() => undefined), WRITE_AFTER_MS)
  }

  /** Seals the segment as it is; a full disk only means that the next unlock catches up a little longer. */
  async write(session: Session): Promise<void> {
    clearTimeout(this.#timer)
    const { cache, machine } = this.#ground
    if (this.#ground.session !== session || this.#unread) return
    const key = session.currentKey()
    const through = this.#through
    const sealed = await sealRow(
      key.key,
      aad(key),
      encode([...this.index.entries()].map(withoutEmpty)),
      machine,
    )
    await cache.segments.put({ scope: key.scope, epoch: key.epoch, through, sealed })
  }

  async #sealedEntries(session: Session): Promise<{ entries: PersonEntry[]; through: number }> {
    const row = await this.#ground.cache.segments.get(session.scope)
    if (!row || !session.holdsScopeKey(row.scope, row.epoch)) return { entries: [], through: 0 }
    try {
      const key = session.scopeKey(row.scope, row.epoch)
      const entries = decode(await openRow(key.key, aad(key), row.sealed)) as PersonEntry[]
      return { entries, through: row.through }
    } catch {
      // Altered or torn: the facts have everything, so it is built anew.
      return { entries: [], through: 0 }
    }
  }
}

function isOfEntry(fact: Fact): boolean {
  return KINDS_OF_ENTRY.has(fact.header.kind)
}

function bySubject(facts: readonly Fact[]): Map<SubjectId, Fact[]> {
  const grouped = new Map<SubjectId, Fact[]>()
  for (const fact of facts) {
    const { subject } = fact.header
    if (subject === undefined) continue
    const theirs = grouped.get(subject)
    if (theirs) theirs.push(fact)
    else grouped.set(subject, [fact])
  }
  return grouped
}

function lastMs(facts: readonly Fact[]): number {
  return facts.reduce((latest, { header }) => Math.max(latest, header.hlc.ms), 0)
}

function withoutEmpty(entry: PersonEntry): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined))
}

/** Derived from the scope's first key, so that digests stay the same when a new epoch begins. */
async function digestKey(session: Session): Promise<CryptoKey> {
  const first = session.scopeKeys
    .filter((key) => key.scope === session.scope)
    .sort((a, b) => a.epoch - b.epoch)[0]!
  const base = await crypto.subtle.importKey('raw', first.raw, 'HKDF', false, ['deriveKey'])
  const info = new TextEncoder().encode('hinterland/identifier-digest/1')
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  return crypto.subtle.deriveKey(hkdf, base, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}
