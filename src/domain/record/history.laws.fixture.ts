import { createRandom } from '../random.ts'
import type { Chart, Statement } from './chart.ts'
import type { Fact, FactId } from './fact.ts'
import { createFold, foldFacts } from './fold.ts'
import { oracle } from './fold.oracle.fixture.ts'
import { historyOf, shuffled, type History } from './history.fixture.ts'

/**
 * What must hold of every history, said of the raw facts and not of the fold's own notions.
 * @returns the sentence that was broken and where, or null
 */
function brokenLaw({ facts: given, subjects, strange }: History, chart: Chart): string | null {
  const facts = given.filter(({ header }) => subjects.includes(header.subject ?? ''))
  const known = facts.filter(({ id }) => !strange.has(id))
  const namedBy = new Map<FactId, Fact[]>()
  for (const fact of known)
    for (const ref of fact.header.refs) namedBy.set(ref, [...(namedBy.get(ref) ?? []), fact])
  const namers = (id: FactId): readonly Fact[] => namedBy.get(id) ?? []
  const all = Object.values(chart.statements).flat() as readonly Statement<unknown>[]
  return (
    differing(
      'what is newer',
      chart.newer,
      facts
        .map(({ id }) => id)
        .filter((id) => strange.has(id))
        .sort(),
    ) ??
    everyValueIsKept(known, all, chart) ??
    whatNobodyNamedIsShown(known, all, namers) ??
    noAllergyVanishes(known, chart, namers) ??
    noDoseAppears(known, chart) ??
    countersAddUp(known, chart, namers) ??
    strangersAreReconciled(chart, namers) ??
    differing('a refuted statement is gone', whollyRefuted(all, known, namers), []) ??
    clocksDecideNothing(facts, subjects)
  )
}

const GIVE = ['assert', 'amend', 'propose', 'link']

function everyValueIsKept(
  known: readonly Fact[],
  all: readonly Statement<unknown>[],
  chart: Chart,
): string | null {
  const kept = new Map(
    all.flatMap(({ history }) => history.map((revision) => [revision.fact, revision.value])),
  )
  if (kept.size !== all.reduce((sum, { history }) => sum + history.length, 0)) return 'a value is there twice'
  for (const { id, header, body } of known) {
    if (['contact', 'tag'].includes(header.kind) || !GIVE.includes(header.verb)) continue
    const found = differing(`the value of ${id} is kept`, kept.get(id), body?.value ?? null)
    if (found) return found
  }
  const phones = new Map(chart.contact.phone?.history.map(({ fact, value }) => [fact, value]))
  for (const { id, header, body } of known) {
    const phone = (body?.value as { phone?: string } | undefined)?.phone
    if (header.kind !== 'contact' || header.verb !== 'assert' || !phone || !chart.contact.phone) continue
    if (phones.get(id) !== phone) return `the phone of ${id} is in no history`
  }
  return null
}

/** Whoever names it, or names what amends it. */
function followers(
  id: FactId,
  namers: (id: FactId) => readonly Fact[],
  seen = new Set<Fact>(),
): ReadonlySet<Fact> {
  for (const fact of namers(id)) {
    if (seen.has(fact)) continue
    seen.add(fact)
    followers(fact.id, namers, seen)
  }
  return seen
}

/** Gone from view is only what somebody named: to withdraw it, to reconcile it, to give another value in its place. */
function whatNobodyNamedIsShown(
  known: readonly Fact[],
  all: readonly Statement<unknown>[],
  namers: (id: FactId) => readonly Fact[],
): string | null {
  const shown = new Map(
    all
      .filter(({ ended }) => !ended)
      .flatMap(({ current, rivals }) => [current, ...rivals].map(({ fact, value }) => [fact, value])),
  )
  for (const { id, header, body } of known) {
    if (['contact', 'tag'].includes(header.kind) || !GIVE.includes(header.verb)) continue
    if (namers(id).length > 0) continue
    if (!shown.has(id)) return `${header.kind} ${id} is not shown, and nobody named it`
    const found = differing(`${id} is shown as it was written`, shown.get(id), body?.value ?? null)
    if (found) return found
  }
  return null
}

function noAllergyVanishes(
  known: readonly Fact[],
  chart: Chart,
  namers: (id: FactId) => readonly Fact[],
): string | null {
  for (const { id, header } of known) {
    if (header.kind !== 'allergy' || header.verb !== 'assert') continue
    const statement = chart.statements.allergy.find(({ history }) => history.some(({ fact }) => fact === id))
    if (!statement) return `allergy ${id} is nowhere`
    const ended = [...followers(id, namers)].some(
      ({ header, body }) => header.verb === 'retract' || body?.decision === 'reconciled',
    )
    if (statement.ended && !ended)
      return `allergy ${id} is ${statement.standing}, and nobody refuted it by name`
  }
  return null
}

function noDoseAppears(known: readonly Fact[], chart: Chart): string | null {
  const written = new Map(known.map((fact) => [fact.id, fact]))
  for (const dose of chart.statements.dose)
    for (const { fact, value } of [dose.current, ...dose.rivals, ...dose.history]) {
      const body = written.get(fact)?.body
      if (!written.has(fact) || differing('', value, body?.value ?? null))
        return `a dose that nobody wrote: ${fact}`
    }
  return null
}

function countersAddUp(
  known: readonly Fact[],
  chart: Chart,
  namers: (id: FactId) => readonly Fact[],
): string | null {
  const cents = ([mantissa, exponent]: readonly [number, number]) => mantissa * 10 ** (exponent + 2)
  const untouched = known.filter(
    ({ id, header, body }) =>
      header.kind === 'stock' && header.verb === 'assert' && body !== null && namers(id).length === 0,
  )
  const alone = new Set(untouched.map(({ id }) => id))
  const delta = (value: unknown) => cents((value as { delta: readonly [number, number] }).delta)
  const expected =
    untouched.reduce((sum, { body }) => sum + delta(body!.value), 0) +
    chart.statements.stock
      .filter(({ id, standing }) => !alone.has(id) && standing === 'stands')
      .reduce((sum, { current }) => sum + delta(current.value), 0)
  const total = chart.stock.reduce((sum, { total }) => sum + cents(total), 0)
  return Math.abs(total - expected) < 1e-6 ? null : `counters give ${total}, the facts ${expected}`
}

/** Two that stand, say different things of one substance, and were never named together by anybody. */
function strangersAreReconciled(chart: Chart, namers: (id: FactId) => readonly Fact[]): string | null {
  const standing = chart.statements.allergy.filter(
    ({ standing, history, id }) => standing === 'stands' && history.length === 1 && namers(id).length === 0,
  )
  for (const a of standing)
    for (const b of standing) {
      const [x, y] = [a.current.value!, b.current.value!]
      const contradict =
        x.is !== y.is ||
        (x.is === 'allergy' &&
          y.is === 'allergy' &&
          x.substance.text === y.substance.text &&
          x.severity !== y.severity)
      if (!contradict || a === b) continue
      if (!chart.conflicts.some(({ kind, statements }) => kind === 'allergy' && statements.includes(a.id)))
        return `${a.id} and ${b.id} contradict each other and nobody is asked`
    }
  return null
}

function whollyRefuted(
  all: readonly Statement<unknown>[],
  known: readonly Fact[],
  namers: (id: FactId) => readonly Fact[],
): readonly FactId[] {
  const holding = known.filter(
    ({ id, header }) => header.verb === 'retract' && !namers(id).some((by) => by.header.verb === 'retract'),
  )
  return all
    .filter(({ standing }) => standing === 'stands' || standing === 'proposed')
    .filter(({ history }) =>
      holding.some(({ header }) => history.every(({ fact }) => header.refs.includes(fact))),
    )
    .map(({ id }) => id)
}

const BY_CLOCK = new Set(['identity', 'contact'])

/** With every clock reading dealt out anew, the same statements stand and the same are in conflict. */
function clocksDecideNothing(facts: readonly Fact[], subjects: History['subjects']): string | null {
  const random = createRandom(facts.length, 'clocks')
  const readings = shuffled(
    random,
    facts.map(({ header }) => header.hlc),
  )
  const dealt = facts.map((fact, i) => ({ ...fact, header: { ...fact.header, hlc: readings[i]! } }))
  const other = foldFacts(dealt, subjects)
  const same = foldFacts(facts, subjects)
  return differing('clocks decide nothing', clinical(other), clinical(same))
}

function clinical(chart: Chart): unknown {
  const statements = (Object.values(chart.statements).flat() as readonly Statement<unknown>[])
    .filter(({ kind }) => !BY_CLOCK.has(kind))
    .map(({ id, standing, ended, current, rivals }) => [
      id,
      standing,
      ...(ended ? [] : [current, ...rivals].map(({ fact }) => fact).sort()),
    ])
  const conflicts = chart.conflicts
    .filter(({ kind }) => !BY_CLOCK.has(kind))
    .map(({ kind, slot, statements, facts }) => [kind, slot, [...statements].sort(), [...facts].sort()])
  return [statements, conflicts].map((some) => some.map((each) => JSON.stringify(each)).sort())
}

/** @returns where two plain values differ first, or null */
function differing(law: string, a: unknown, b: unknown, path = ''): string | null {
  if (Object.is(a, b)) return null
  if (a && b && typeof a === 'object' && typeof b === 'object' && Array.isArray(a) === Array.isArray(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = differing(law, (a as never)[key], (b as never)[key], `${path}.${key}`)
      if (found) return found
    }
    return null
  }
  return `${law}: at ${path || 'the top'} ${JSON.stringify(a)} instead of ${JSON.stringify(b)}`
}

/**
 * One history through the fold and the oracle: at the end and at some prefixes of the arrival (at every one when it is
 * short), in another order, doubled, and against the laws.
 * @returns what was broken, with what is needed to see it again, or null
 */
export function brokenBy(seed: number, operations: number): string | null {
  const history = historyOf(seed, operations)
  const { arrivals, subjects } = history
  const random = createRandom(seed, 'checkpoints')
  const fold = createFold(subjects)
  const chance = arrivals.length <= 10 ? 1 : 2 / arrivals.length
  const found = (what: string | null) => what && `seed ${seed}, ${operations} operations: ${what}`
  for (const [i, fact] of arrivals.entries()) {
    fold.add(fact)
    if (random.uniform() >= chance) continue
    const broken = differing(
      `after ${i + 1} arrivals`,
      fold.chart(),
      oracle(arrivals.slice(0, i + 1), subjects),
    )
    if (broken) return found(broken)
  }
  const chart = fold.chart()
  for (const fact of shuffled(random, arrivals)) fold.add(fact)
  return found(
    differing('the oracle agrees', chart, oracle(arrivals, subjects)) ??
      differing('order makes no difference', foldFacts(shuffled(random, history.facts), subjects), chart) ??
      differing('what is here changes nothing', fold.chart(), chart) ??
      brokenLaw(history, chart),
  )
}

/** Operations of the n-th history of a run: mostly short, some long. */
export function lengthOf(seed: number): number {
  const random = createRandom(seed, 'length')
  return Math.floor(random.uniform() < 0.6 ? random.between(4, 20) : random.between(20, 80))
}
