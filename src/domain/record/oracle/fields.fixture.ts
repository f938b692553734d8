import type { Chart, Conflict, PlainField, PlainRevision } from '../chart.ts'
import type { SubjectId } from '../fact.ts'
import type { Told } from './statements.fixture.ts'
import { clock, key, later, revision, slot, type Any } from './words.fixture.ts'

/** Per chart, per field: checked values, else what was written first. */
export function identityOf(told: Told, subjects: readonly SubjectId[]) {
  const { of, standing, valueOf, valued, signedValue, undecided, named, peaceful } = told
  const conflicts: Conflict[] = []
  const gifts = standing('identity').map((view) => {
    const decided = undecided(view.origin) ? view.accepts : signedValue(view.origin) ? [view.origin] : []
    return {
      view,
      decided,
      rank: subjects.indexOf(view.origin.header.subject!),
      value: valueOf(view.current) as Any,
      since: [...decided].sort(later).at(-1) ?? view.origin,
      knows: [
        ...named(view.current.id),
        ...decided.flatMap((f) => f.header.refs),
        ...decided.flatMap((f) => (valued(f) ? named(f.id) : [])),
      ],
      own: [...view.values, ...view.accepts].map((f) => f.id),
    }
  })
  type Gift = (typeof gifts)[number]
  const counting = (rank: number, field: string) => {
    const having = gifts.filter((g) => g.rank === rank && g.value[field] !== undefined)
    const checked = having.filter((g) => g.decided.length > 0)
    if (checked.length === 0) return having.sort((a, b) => later(a.since, b.since))
    const knows = (a: Gift, b: Gift) => b.own.some((id) => a.knows.includes(id))
    return checked
      .filter((g) => !checked.some((h) => knows(h, g) && !knows(g, h)))
      .sort((a, b) => later(b.since, a.since))
  }
  const ranks = subjects.map((_, rank) => rank)
  const first = (field: string, or: unknown) =>
    ranks.map((rank) => counting(rank, field)[0]?.value[field]).find((value) => value !== undefined) ?? or
  for (const rank of ranks)
    for (const field of ['name', 'sex', 'birthDate', 'deceased']) {
      const here = counting(rank, field)
      const apart = here
        .filter((a) =>
          here.some(
            (b) =>
              key(a.value[field]) !== key(b.value[field]) &&
              !a.view.live.some((head) => peaceful(head.id, b.view.current.id)),
          ),
        )
        .sort((a, b) => later(a.view.origin, b.view.origin))
      if (apart.length > 0)
        conflicts.push({
          kind: 'identity',
          slot: field,
          statements: apart.map((g) => g.view.id),
          facts: apart.map((g) => g.view.current.id),
        })
    }
  const otherNames = ranks.flatMap((rank) => {
    const here = counting(rank, 'otherNames')
    const counted = here[0] && here[0].decided.length > 0 ? [here[0]] : here
    return [...counted.flatMap((g) => g.value.otherNames), counting(rank, 'name')[0]?.value.name ?? []].flat()
  })
  const identity = {
    name: first('name', null),
    otherNames: [...new Set(otherNames)].filter((name) => name !== first('name', null)),
    pinyin: first('pinyin', null),
    sex: first('sex', null),
    birthDate: first('birthDate', null),
    deceased: first('deceased', false),
    identifiers: of('identifier').map(({ statement }) => statement),
    proposals: of('identity')
      .map(({ statement }) => statement)
      .filter((s) => s.standing === 'proposed'),
  }
  return { identity, conflicts }
}

/** The later HLC of each field; a proposal counts from its acceptance. */
export function contactOf({ of, valueOf, undecided }: Told): Chart['contact'] {
  const written = of('contact')
    .filter(({ statement }) => !['proposed', 'rejected'].includes(statement.standing))
    .flatMap((view) => view.values.map((fact) => ({ view, fact })))
    .filter(({ fact }) => valueOf(fact) !== null)
    .map(({ view, fact }) => {
      const when = undecided(fact) ? ([...view.accepts].sort(later).at(-1) ?? fact) : fact
      return { fact, when, stands: view.statement.standing === 'stands' && view.live.includes(fact) }
    })
    .sort((a, b) => clock(a.when, b.when) || (a.fact.id < b.fact.id ? -1 : 1))
  const contact: Record<string, PlainField<unknown>> = {}
  for (const field of new Set(written.flatMap(({ fact }) => Object.keys(valueOf(fact) as Any)))) {
    const having = written.filter(({ fact }) => field in (valueOf(fact) as Any))
    const at = (w: (typeof written)[number]) => (valueOf(w.fact) as Any)[field]
    const current = having.filter(({ stands }) => stands).at(-1)
    if (!current) continue
    const plain = (w: (typeof written)[number]): PlainRevision<unknown> => {
      const { fact, source } = revision(w.fact)
      const { hlc, key, device } = w.when.header
      return { fact, value: at(w), source, at: w.fact.header.at, hlc, key, device }
    }
    const close = having.some(
      (w) =>
        w.stands &&
        w.when.header.device !== current.when.header.device &&
        key(at(w)) !== key(at(current)) &&
        Math.abs(w.when.header.hlc.ms - current.when.header.hlc.ms) < 86_400_000 &&
        !current.fact.header.refs.includes(w.fact.id),
    )
    contact[field] = { current: plain(current), history: having.map(plain), close }
  }
  return contact as Chart['contact']
}

export function stockOf({ standing, valueOf }: Told): Chart['stock'] {
  const stock = new Map<string, { item: string; unit: string; parts: [number, number][] }>()
  for (const { current } of standing('stock')) {
    const { item, unit, delta } = valueOf(current) as Any
    const sum = stock.get(slot('stock', valueOf(current))) ?? { item, unit, parts: [] }
    stock.set(slot('stock', valueOf(current)), {
      item: [sum.item, item].sort()[0],
      unit: [sum.unit, unit].sort()[0],
      parts: [...sum.parts, delta],
    })
  }
  const total = (parts: readonly [number, number][]): [number, number] => {
    const least = Math.min(0, ...parts.map(([, exponent]) => exponent))
    return [parts.map(([m, e]) => m * 10 ** (e - least)).reduce((a, b) => a + b), least]
  }
  return [...stock]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { item, unit, parts }]) => ({ item, unit, total: total(parts) }))
}
