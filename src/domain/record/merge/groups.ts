import type { FactId } from '../fact.ts'
import { byHlc } from './entry.ts'
import { settle } from './settle.ts'
import type { Entry, EntryOf, StatementState } from './state.ts'

/** What a round of settling changed. */
export interface Resettled {
  readonly gone: ReadonlySet<StatementState>
  readonly made: readonly StatementState[]
}

export interface Groups {
  readonly entryOf: EntryOf
  add(entry: Entry): void
  /** Works out anew the statements of every group that a fact joined since the last time. */
  resettle(): Resettled
  /** Facts that name one which has not arrived, by HLC. */
  waiting(hasArrived: (id: FactId) => boolean): readonly FactId[]
}

/** Facts that name each other, directly or through others, arrived or not: what one says touches only its group. */
interface Group {
  readonly entries: Entry[]
  /** Arrived or only named. */
  readonly ids: FactId[]
  states: readonly StatementState[]
}

const NOBODY: readonly Entry[] = []

export function createGroups(): Groups {
  const entries = new Map<FactId, Entry>()
  const naming = new Map<FactId, Entry[]>()
  const groupOf = new Map<FactId, Group>()
  const unsettled = new Set<Group>()
  let gone = new Set<StatementState>()
  const entryOf = (id: FactId) => entries.get(id)
  const namingOf = (id: FactId) => naming.get(id) ?? NOBODY

  function add(entry: Entry): void {
    entries.set(entry.id, entry)
    for (const ref of entry.refs) {
      const others = naming.get(ref)
      if (others) others.push(entry)
      else naming.set(ref, [entry])
    }
    unsettled.add(joined(entry))
  }

  /** One group of all that the new fact names or that names it; the largest takes the others in. */
  function joined(entry: Entry): Group {
    if (entry.refs.length === 0 && !groupOf.has(entry.id)) {
      const alone = { entries: [entry], ids: [entry.id], states: [] }
      groupOf.set(entry.id, alone)
      return alone
    }
    const met = new Set<Group>()
    for (const id of [entry.id, ...entry.refs]) {
      const group = groupOf.get(id)
      if (group) met.add(group)
    }
    const group = largest(met) ?? { entries: [], ids: [], states: [] }
    for (const other of met) if (other !== group) take(group, other)
    for (const id of [entry.id, ...entry.refs])
      if (!groupOf.has(id)) {
        groupOf.set(id, group)
        group.ids.push(id)
      }
    group.entries.push(entry)
    return group
  }

  function take(group: Group, other: Group): void {
    for (const id of other.ids) {
      groupOf.set(id, group)
      group.ids.push(id)
    }
    for (const each of other.entries) group.entries.push(each)
    for (const state of other.states) gone.add(state)
    unsettled.delete(other)
  }

  function resettle(): Resettled {
    const made: StatementState[] = []
    for (const group of unsettled) {
      for (const state of group.states) gone.add(state)
      group.states = settle(group.entries, entryOf, namingOf)
      for (const state of group.states) made.push(state)
    }
    unsettled.clear()
    const before = gone
    gone = new Set()
    return { gone: before, made }
  }

  function waiting(hasArrived: (id: FactId) => boolean): readonly FactId[] {
    const found = new Set<Entry>()
    for (const [id, by] of naming) if (!hasArrived(id)) for (const entry of by) found.add(entry)
    return [...found].sort(byHlc).map(({ id }) => id)
  }

  return { entryOf, add, resettle, waiting }
}

function largest(groups: ReadonlySet<Group>): Group | undefined {
  let most: Group | undefined
  for (const group of groups) if (!most || group.ids.length > most.ids.length) most = group
  return most
}
