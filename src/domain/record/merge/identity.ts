import type { Conflict, IdentityOfChart, Statement } from '../chart.ts'
import type { FactId } from '../fact.ts'
import type { Identifier } from '../kinds/identifier.ts'
import type { Identity } from '../kinds/identity.ts'
import { byHlc, valueKey } from './entry.ts'
import { lineage, needsDecision } from './statement.ts'
import type { Entry, EntryOf, StatementState } from './state.ts'

/** What one statement gives to the person's identity: checked (a person decided) or as it was first written. */
interface Gift {
  readonly state: StatementState
  readonly value: Identity
  readonly checked: boolean
  /** The fact by whose HLC checked changes of one field are ordered for display. */
  readonly since: Entry
  readonly named: ReadonlySet<FactId>
  readonly own: ReadonlySet<FactId>
}

/** Fields whose values exclude each other. */
const DISPUTABLE = ['name', 'sex', 'birthDate', 'deceased'] as const

/**
 * Merge class C: of each field the first value stands until a change was checked; then the checked one. Charts that were
 * linked lend what the opened one lacks, and their name as another name.
 */
export function identityOf(
  states: readonly StatementState[],
  identifiers: readonly Statement<Identifier>[],
  entryOf: EntryOf,
): { readonly identity: IdentityOfChart; readonly conflicts: readonly Conflict[] } {
  const gifts = states.map((state) => giftOf(state, entryOf)).filter((gift) => gift !== null)
  const ranks = [...new Set(gifts.map(rankOf))].sort((a, b) => a - b)
  const charts = ranks.map((rank) => gifts.filter((gift) => rankOf(gift) === rank))
  const first = <F extends keyof Identity>(field: F): Identity[F] | undefined =>
    charts.map((of) => shown(of, field)).find((value) => value !== undefined)
  const name = first('name') ?? null
  const others = charts.flatMap((of) => [...otherNames(of), ...[shown(of, 'name') ?? []].flat()])
  return {
    identity: {
      name,
      otherNames: [...new Set(others)].filter((other) => other !== name),
      pinyin: first('pinyin') ?? null,
      sex: first('sex') ?? null,
      birthDate: first('birthDate') ?? null,
      deceased: first('deceased') ?? false,
      identifiers,
      proposals: states
        .filter(({ statement }) => statement.standing === 'proposed')
        .map(({ statement }) => statement as Statement<Identity>),
    },
    conflicts: charts
      .flatMap((of) => DISPUTABLE.map((field) => fieldConflict(of, field)))
      .filter((c) => c !== null),
  }
}

const rankOf = ({ state }: Gift) => state.origin.subjectRank

function giftOf(state: StatementState, entryOf: EntryOf): Gift | null {
  const { origin, accepts, live, statement } = state
  if (statement.standing !== 'stands') return null
  const head = live.find(({ id }) => id === statement.current.fact)!
  const deciding = needsDecision(origin) ? accepts : origin.decision ? [origin] : []
  const sources = [head, ...deciding]
  return {
    state,
    value: statement.current.value as Identity,
    checked: deciding.length > 0,
    since: [...deciding].sort(byHlc).at(-1) ?? origin,
    named: new Set(sources.flatMap((each) => [...lineage(each, entryOf)])),
    own: new Set([...state.values, ...accepts].map(({ id }) => id)),
  }
}

/** Those that count for a field: checked ones that no later checked one names, else all that were first written. */
function counting(gifts: readonly Gift[], field: keyof Identity): readonly Gift[] {
  const having = gifts.filter(({ value }) => value[field] !== undefined)
  const checked = having.filter((gift) => gift.checked)
  if (checked.length === 0) return having.sort((a, b) => byHlc(a.since, b.since))
  return checked
    .filter((gift) => !checked.some((later) => names(later, gift) && !names(gift, later)))
    .sort((a, b) => byHlc(b.since, a.since))
}

const names = (later: Gift, earlier: Gift) => [...earlier.own].some((id) => later.named.has(id))

function shown<F extends keyof Identity>(gifts: readonly Gift[], field: F): Identity[F] | undefined {
  return counting(gifts, field)[0]?.value[field]
}

function otherNames(gifts: readonly Gift[]): readonly string[] {
  const given = counting(gifts, 'otherNames')
  return (given[0]?.checked ? given.slice(0, 1) : given).flatMap(({ value }) => value.otherNames ?? [])
}

function fieldConflict(gifts: readonly Gift[], field: (typeof DISPUTABLE)[number]): Conflict | null {
  const given = counting(gifts, field)
  const head = ({ state }: Gift) => state.statement.current.fact
  const differ = (a: Gift, b: Gift) =>
    valueKey(a.value[field]) !== valueKey(b.value[field]) &&
    !a.state.live.some(({ acknowledged }) => acknowledged?.has(head(b)))
  const apart = given
    .filter((gift) => given.some((other) => differ(gift, other)))
    .sort((a, b) => byHlc(a.state.origin, b.state.origin))
  if (apart.length === 0) return null
  return {
    kind: 'identity',
    slot: field,
    statements: apart.map(({ state }) => state.origin.id),
    facts: apart.map(head),
  }
}
