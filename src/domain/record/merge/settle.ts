import type { FactId } from '../fact.ts'
import { finish, needsDecision } from './statement.ts'
import type { Entry, EntryOf, StatementState } from './state.ts'

/**
 * The statements of a group of facts that name each other, worked out from nothing: what `createFold` does again for a
 * group whenever a fact joins it. Three passes over the facts, each after those that it names.
 * @param naming the facts that name a fact
 */
export function settle(
  entries: readonly Entry[],
  entryOf: EntryOf,
  naming: (id: FactId) => readonly Entry[],
): readonly StatementState[] {
  if (entries.length === 1) return settledAlone(entries[0] as Entry, entryOf)
  const ordered = inOrderOfNaming(entries, entryOf, naming)
  for (const entry of ordered.toReversed()) {
    entry.statement = null
    entry.acknowledged = null
    const revocable = entry.gives === 'nothing' && (entry.withdraws || entry.decision !== null)
    entry.void = revocable && naming(entry.id).some((by) => by.verb === 'retract' && !by.void)
  }
  const states: StatementState[] = []
  for (const entry of ordered) {
    if (entry.gives === 'nothing') continue
    const state = continued(entry, entryOf)
    if (state) state.values.push(entry)
    else states.push(begun(entry))
    entry.statement = state ?? states.at(-1)!
  }
  for (const entry of ordered) {
    if (entry.withdraws && !entry.void) withdraw(entry, entryOf)
    else if (entry.decision !== null && !entry.void) sign(entry, entryOf)
  }
  for (const state of states) finish(state, entryOf)
  return states
}

/** Most facts neither name another nor are named; a fact whose names have not arrived is no different. */
function settledAlone(entry: Entry, entryOf: EntryOf): readonly StatementState[] {
  if (entry.gives === 'nothing') return []
  const state = begun(entry)
  entry.statement = state
  if (entry.decision !== null) state.signs.push(entry)
  finish(state, entryOf)
  return [state]
}

/** Each after what it names (Kahn). Facts that name each other in a circle, which no hash allows, come last by id. */
function inOrderOfNaming(
  entries: readonly Entry[],
  entryOf: EntryOf,
  naming: (id: FactId) => readonly Entry[],
): readonly Entry[] {
  const open = new Map(entries.map((entry) => [entry, entry.refs.filter(entryOf).length]))
  const ordered = entries.filter((entry) => open.get(entry) === 0)
  for (let i = 0; i < ordered.length; i++)
    for (const by of naming((ordered[i] as Entry).id)) {
      const left = open.get(by)! - 1
      open.set(by, left)
      if (left === 0) ordered.push(by)
    }
  if (ordered.length < entries.length) {
    const circle = entries.filter((entry) => open.get(entry)! > 0)
    ordered.push(...circle.sort((a, b) => (a.id < b.id ? -1 : 1)))
  }
  return ordered
}

/**
 * The statement that a value continues: of those it names, the first in the author's own order, so that no clock decides
 * what stands. Null where nothing that it names is here: the value stands by itself until that arrives.
 */
function continued(entry: Entry, entryOf: EntryOf): StatementState | null {
  if (entry.gives === 'first') return null
  for (const ref of entry.refs) {
    const state = entryOf(ref)?.statement
    if (!state || state.kind !== entry.kind) continue
    const changesOnly = entry.kind.kind === 'identity' || entry.kind.kind === 'contact'
    if (!changesOnly || needsDecision(state.origin)) return state
  }
  return null
}

function begun(origin: Entry): StatementState {
  return {
    origin,
    kind: origin.kind,
    values: [origin],
    withdrawals: [],
    reconciliations: [],
    signs: [],
    live: [],
    current: origin,
    accepts: [],
    disputed: [],
    statement: undefined as never,
    line: null,
  }
}

function named(entry: Entry, entryOf: EntryOf): ReadonlySet<StatementState> {
  const states = new Set<StatementState>()
  for (const ref of entry.refs) {
    const state = entryOf(ref)?.statement
    if (state) states.add(state)
  }
  return states
}

function withdraw(entry: Entry, entryOf: EntryOf): void {
  for (const state of named(entry, entryOf))
    if (entry.verb === 'retract' || state.kind.kind === 'link') state.withdrawals.push(entry)
}

function sign(entry: Entry, entryOf: EntryOf): void {
  const replaces =
    entry.decision === 'reconciled' &&
    entry.gives === 'next' &&
    entry.kind.kind !== 'identity' &&
    entry.kind.kind !== 'contact'
  const states = new Set(named(entry, entryOf))
  if (entry.statement) states.add(entry.statement)
  for (const state of states) {
    state.signs.push(entry)
    if (replaces && state !== entry.statement && state.kind === entry.kind) state.reconciliations.push(entry)
  }
  if (entry.decision === 'reconciled' && entry.gives === 'nothing')
    for (const ref of entry.refs) {
      const each = entryOf(ref)
      if (each) for (const other of entry.refs) (each.acknowledged ??= new Set()).add(other)
    }
}
