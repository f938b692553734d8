import type { Revision, Standing, Statement } from '../chart.ts'
import { BY_HAND, type FactId } from '../fact.ts'
import { byHlc, valueKey } from './entry.ts'
import type { Entry, EntryOf, StatementState } from './state.ts'

/** Only these need a person before they stand. */
export function needsDecision({ kind, verb }: Entry): boolean {
  return verb === 'propose' || (verb === 'amend' && kind.kind === 'identity')
}

/**
 * What a statement comes to. A withdrawal ends the values that it names, and with them those that they replaced, which
 * stand no more whatever happens; a value given apart from it still stands.
 * @param entryOf the entry of a fact, if it has arrived
 */
export function finish(state: StatementState, entryOf: EntryOf): void {
  const { origin, values, withdrawals, reconciliations, signs } = state
  const decides = needsDecision(origin)
  if (values.length + withdrawals.length + reconciliations.length + signs.length === 1) {
    state.live = values
    state.statement = concluded(state, decides ? 'proposed' : 'stands', undefined)
    return
  }
  const decisions = decides ? openDecisions(state) : NO_DECISIONS
  const heads = unnamed(values, entryOf)
  const rejections = decisions.accepts.length === 0 ? decisions.rejects : []
  const endings = [withdrawals, reconciliations, rejections]
  const covered = new Set(endings.flat().flatMap(({ refs }) => refs.map(entryOf)))
  const live = heads.filter((head) => !covered.has(head))
  state.live = live
  state.accepts = decisions.accepts
  state.current = latest(live.length > 0 ? live : heads)
  if (live.length === 0) {
    const which = endings.findIndex((some) => some.length > 0)
    state.statement = concluded(state, ENDED[which]!, [...endings[which]!].sort(byHlc)[0])
    return
  }
  const waits = decides && decisions.accepts.length === 0
  if (!waits) state.disputed = disputes(state, decisions, entryOf)
  state.statement = concluded(state, waits ? 'proposed' : 'stands', undefined)
}

/** How a statement ends, by the first of these that touches it. */
const ENDED: readonly Standing[] = ['retracted', 'reconciled', 'rejected']

function concluded(state: StatementState, standing: Standing, ending: Entry | undefined): Statement<unknown> {
  const { origin, current, live, signs } = state
  const statement = {
    id: origin.id,
    kind: origin.kind.kind,
    current: revision(current),
    rivals: live.length < 2 ? NONE : revisions(live.filter((head) => head !== current)),
    history: history(state),
    standing: current.value === null ? ('erased' as const) : standing,
    signedBy: signs.length === 0 ? NONE : [...signs].sort(byHlc).map(signature),
  }
  return ending ? { ...statement, ended: endedBy(ending) } : statement
}

const NONE: readonly never[] = []

/** Everything that the author of a value, and the authors before it in the statement, named. */
export function lineage(head: Entry, entryOf: EntryOf): ReadonlySet<FactId> {
  const named = new Set<FactId>()
  const open = [head]
  for (let entry = open.pop(); entry; entry = open.pop())
    for (const ref of entry.refs) {
      if (named.has(ref)) continue
      named.add(ref)
      const earlier = entryOf(ref)
      if (earlier?.statement && earlier.statement === head.statement) open.push(earlier)
    }
  return named
}

interface Decisions {
  readonly accepts: readonly Entry[]
  readonly rejects: readonly Entry[]
}
const NO_DECISIONS: Decisions = { accepts: [], rejects: [] }

/** Decisions on a proposal that no later decision names. A sign with a value accepts the statement that it gives it to. */
function openDecisions(state: StatementState): Decisions {
  const accepts = state.signs.filter(
    (sign) => sign.decision === 'accepted' || (sign.gives === 'next' && sign.statement === state),
  )
  const rejects = state.signs.filter((sign) => sign.decision === 'rejected')
  if (accepts.length + rejects.length < 2) return { accepts, rejects }
  const named = new Set([...accepts, ...rejects].flatMap(({ refs }) => refs))
  const open = ({ id }: Entry) => !named.has(id)
  return { accepts: accepts.filter(open), rejects: rejects.filter(open) }
}

function unnamed(values: readonly Entry[], entryOf: EntryOf): readonly Entry[] {
  const named = new Set<Entry | undefined>(values.flatMap(({ refs }) => refs.map(entryOf)))
  const heads = values.filter((each) => !named.has(each))
  return heads.length > 0 ? heads : values
}

/**
 * Differing values given apart; a value beside an ending whose author had not seen it; a proposal both accepted and
 * rejected. The first is over only when a value names them all, the second also when a reconciling sign names both.
 */
function disputes(state: StatementState, decisions: Decisions, entryOf: EntryOf): readonly Entry[] {
  const { live } = state
  const disputed = new Set<Entry>()
  const values = live.filter(({ value }) => value !== null)
  if (values.length > 1 && state.kind.merges !== 'monotone' && new Set(values.map(keyOf)).size > 1)
    for (const each of values) disputed.add(each)
  for (const each of unseenEndings(state, entryOf)) disputed.add(each)
  if (decisions.accepts.length > 0 && decisions.rejects.length > 0)
    for (const each of [...live, ...decisions.accepts, ...decisions.rejects]) disputed.add(each)
  return [...disputed].sort(byHlc)
}

/** Values and endings whose authors did not know of each other, as pairs laid flat. */
function unseenEndings(state: StatementState, entryOf: EntryOf): ReadonlySet<Entry> {
  const endings = new Map([...state.withdrawals, ...state.reconciliations].map((each) => [each.id, each]))
  const apart = new Set<Entry>()
  if (endings.size === 0) return apart
  let all = false
  for (const head of state.live) {
    const seen = new Set<FactId>()
    for (const ids of [lineage(head, entryOf), head.acknowledged ?? NONE])
      for (const id of ids) if (endings.has(id)) seen.add(id)
    if (seen.size === endings.size) continue
    apart.add(head)
    if (all) continue
    all = seen.size === 0
    for (const [id, ending] of endings) if (!seen.has(id)) apart.add(ending)
  }
  return apart
}

const keyOf = ({ value }: Entry) => valueKey(value)

/** A value before an erased one, then the latest. */
function latest(values: readonly Entry[]): Entry {
  return values.reduce((best, each) => {
    if ((best.value === null) !== (each.value === null)) return best.value === null ? each : best
    return byHlc(each, best) > 0 ? each : best
  })
}

function history({ origin, values }: StatementState): readonly Revision<unknown>[] {
  if (values.length === 1) return [revision(origin)]
  return [revision(origin), ...revisions(values.filter((each) => each !== origin))]
}

const revisions = (entries: Entry[]) => entries.sort(byHlc).map(revision)

function revision(entry: Entry): Revision<unknown> {
  return (entry.revision ??= revisionOf(entry))
}

function revisionOf({ fact, value }: Entry): Revision<unknown> {
  const { header, body } = fact
  const given = {
    fact: fact.id,
    value,
    source: body?.source ?? BY_HAND,
    at: header.at,
    hlc: header.hlc,
    key: header.key,
    device: header.device,
  }
  return header.act === undefined ? given : { ...given, act: header.act }
}

function endedBy({ fact }: Entry): NonNullable<Statement<unknown>['ended']> {
  const reason = fact.body?.reason
  return {
    by: fact.id,
    ...(reason ? { code: reason.code, text: reason.text } : {}),
    at: fact.header.at,
    key: fact.header.key,
  }
}

function signature({ fact, decision }: Entry): Statement<unknown>['signedBy'][number] {
  return { id: fact.id, key: fact.header.key, decision: decision!, at: fact.header.at }
}
