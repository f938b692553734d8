import { good, type Outcome } from '#domain/problem.ts'
import type { FactDraft, SubjectId } from '#domain/record/fact.ts'
import { BY_HAND } from '#domain/record/fact.ts'
import { readName } from '#domain/people/name.ts'
import { likelyDuplicates } from '#domain/people/duplicates.ts'
import { tailOf, type PersonEntry } from '#domain/people/person-entry.ts'
import type { PersonHit as IndexHit } from '#domain/people/search-segment.ts'
import { base64url } from '#contract/record/base64url.ts'
import type { ChartShelf } from './chart-shelf.ts'
import { locked, type Ground } from './ground.ts'
import type { DuplicateHit, NewPerson, People, PeopleFilter, PersonHit } from './keeper.ts'
import { nameReadings, UNREAD } from './name-readings.ts'
import type { PeopleSegment } from './people-segment.ts'

const HITS_USUAL = 20

/** Registering, finding and telling apart. */
export class PeopleDesk implements People {
  readonly #ground: Ground
  readonly #segment: PeopleSegment
  readonly #charts: ChartShelf

  constructor(ground: Ground, segment: PeopleSegment, charts: ChartShelf) {
    this.#ground = ground
    this.#segment = segment
    this.#charts = charts
  }

  async register(person: NewPerson) {
    const outcome = this.#drafts(person)
    if (!outcome.ok) return outcome
    const { subject, drafts } = outcome.value
    const written = await this.#charts.write(drafts)
    return written.ok ? good({ subject, act: written.value.act }) : written
  }

  async registerMany(people: readonly NewPerson[], onProgress: (done: number) => void) {
    if (!this.#ground.session) return locked()
    const prepared: { subject: SubjectId; drafts: FactDraft[] }[] = []
    for (const person of people) {
      const outcome = this.#drafts(person)
      if (!outcome.ok) return outcome
      prepared.push(outcome.value)
    }
    const factCount = prepared.reduce((sum, { drafts }) => sum + drafts.length, 0)
    const written = await this.#charts.write(
      prepared.flatMap(({ drafts }) => drafts),
      { onSealed: (facts) => onProgress(Math.floor((facts / factCount) * prepared.length)) },
    )
    if (!written.ok) return written
    return good(prepared.map(({ subject }) => subject))
  }

  async search(query: string, filter: PeopleFilter = {}): Promise<readonly PersonHit[]> {
    const { limit = HITS_USUAL, ...place } = filter
    const onDate = new Date(this.#localNowMs()).toISOString().slice(0, 10)
    return this.#segment.index.search(query, { limit, ...place, onDate }).map(hit)
  }

  async hits(subjects: readonly SubjectId[]): Promise<readonly PersonHit[]> {
    return [...new Set(subjects)]
      .flatMap((subject) => this.#segment.index.get(subject) ?? [])
      .map((entry) => hit({ subject: entry.subject, entry, matched: [] }))
  }

  async likelyDuplicates(person: NewPerson, except?: SubjectId): Promise<readonly DuplicateHit[]> {
    if (!this.#ground.session) return []
    const newcomer = await this.#newcomer(person, except)
    const { index } = this.#segment
    return likelyDuplicates(newcomer, index.entries(), index.size).flatMap((found) => {
      const entry = index.get(found.subject)
      if (!entry || found.subject === except) return []
      return [{ ...found, person: hit({ subject: found.subject, entry, matched: [] }) }]
    })
  }

  async schools() {
    const classes = new Map<string, Set<string>>()
    for (const { school, className } of this.#segment.index.entries()) {
      if (school === undefined) continue
      const known = classes.get(school) ?? new Set()
      if (className !== undefined) known.add(className)
      classes.set(school, known)
    }
    const sorted = (names: Iterable<string>) =>
      [...names].sort((a, b) => a.localeCompare(b, 'zh-CN', { numeric: true }))
    return sorted(classes.keys()).map((school) => ({ school, classes: sorted(classes.get(school)!) }))
  }

  async peopleCount(): Promise<number> {
    return this.#segment.index.size
  }

  async recentPeople(limit: number): Promise<readonly PersonHit[]> {
    const { index } = this.#segment
    const recent = this.#charts.recent.flatMap((subject) => index.get(subject) ?? [])
    const known = new Set(recent.map(({ subject }) => subject))
    const latest = index.search('', { limit: limit + recent.length }).map(({ entry }) => entry)
    return [...recent, ...latest.filter(({ subject }) => !known.has(subject))]
      .slice(0, limit)
      .map((entry) => hit({ subject: entry.subject, entry, matched: [] }))
  }

  /** A new person is one act: who they are, their numbers, how to reach them. */
  #drafts(person: NewPerson): Outcome<{ subject: SubjectId; drafts: FactDraft[] }> {
    const name = readName(person.identity.name)
    if (!name.ok) return name
    const subject = base64url(this.#ground.machine.randomBytes(16))
    const draft = (kind: string, value: unknown): FactDraft => ({
      kind,
      verb: 'assert',
      subject,
      body: { value, source: BY_HAND },
    })
    const drafts = [
      draft('identity', { ...person.identity, name: name.value.text }),
      ...person.identifiers.map((identifier) => draft('identifier', identifier)),
    ]
    if (Object.keys(person.contact).length > 0) drafts.push(draft('contact', person.contact))
    return good({ subject, drafts })
  }

  /** Somebody who is not registered yet, as the comparison reads them. */
  async #newcomer({ identity, identifiers, contact }: NewPerson, except?: SubjectId): Promise<PersonEntry> {
    const place = contact.village ?? contact.address
    return {
      subject: except ?? '',
      name: identity.name,
      otherNames: identity.otherNames ?? [],
      ...((await nameReadings(identity.name, identity.pinyin)) ?? UNREAD),
      sex: identity.sex ?? 'unknown',
      ...(identity.birthDate ? { birthDate: identity.birthDate } : {}),
      ...(contact.phone ? { phoneTail: tailOf(contact.phone) } : {}),
      idTail: identifiers.map(({ value }) => tailOf(value)),
      idKey: await Promise.all(
        identifiers
          .filter(({ verified }) => verified)
          .map(({ system, value }) => this.#segment.digest(system, value)),
      ),
      ...(place ? { place } : {}),
      ...(contact.school ? { school: contact.school } : {}),
      ...(contact.className ? { className: contact.className } : {}),
      updatedAtMs: 0,
    }
  }

  #localNowMs(): number {
    const nowMs = this.#ground.machine.nowMs()
    return nowMs + this.#ground.machine.utcOffsetMin(nowMs) * 60_000
  }
}

function hit({ subject, entry, matched }: IndexHit): PersonHit {
  return {
    subject,
    name: entry.name,
    sex: entry.sex,
    birthDate: entry.birthDate ?? null,
    place: [entry.school, entry.className, entry.place].filter(Boolean).join(' · '),
    phoneTail: entry.phoneTail ?? '',
    idTail: entry.idTail[0] ?? '',
    matched: matched[0]?.field ?? '',
  }
}
