import type { ChartKind, Conflict } from '../chart.ts'
import type { FactId } from '../fact.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Allergy } from '../kinds/allergy.ts'
import { byHlc, valueKey } from './entry.ts'
import { lineage } from './statement.ts'
import type { Entry, EntryOf, StatementState } from './state.ts'

/** One value that stands, beside others that speak of the same thing. */
interface Voice {
  readonly state: StatementState
  readonly head: Entry
  readonly key: string
}

/**
 * Merge class B: statements of one slot that stand and differ, whose authors did not name each other, need a person.
 * Clocks play no part. Two that a reconciling sign names together are at peace.
 */
export function slotConflicts(
  kind: Kind,
  states: readonly StatementState[],
  entryOf: EntryOf,
): readonly Conflict[] {
  const slots = new Map<string, Voice[]>()
  const key = kind.kind === 'link' ? ({ same }: { same: boolean }) => String(same) : valueKey
  for (const state of states) {
    if (state.statement.standing !== 'stands') continue
    for (const head of state.live) {
      if (head.value === null) continue
      const slot = slotOf(kind, head.value)
      const voices = slots.get(slot)
      const voice = { state, head, key: key(head.value as never) }
      if (voices) voices.push(voice)
      else slots.set(slot, [voice])
    }
  }
  const conflicts: Conflict[] = []
  for (const [slot, voices] of slots) {
    const apart = voicesApart(voices, entryOf)
    if (apart.length > 0) conflicts.push(conflict(kind, slot, apart))
  }
  if (kind.kind === 'allergy') conflicts.push(...noneKnownBesideAllergy(kind, [...slots.values()].flat()))
  return conflicts
}

/** Which statements speak of the same thing; links of one other chart do. */
export function slotOf(kind: Kind, value: unknown): string {
  const slot = kind.kind === 'link' ? (value as { other: string }).other : (kind.slot?.(value as never) ?? '')
  return slot.normalize('NFKC').toLowerCase()
}

/** Those that differ from at least one other which they do not know and which does not know them. */
function voicesApart(voices: readonly Voice[], entryOf: EntryOf): readonly Voice[] {
  if (voices.length < 2 || voices.every(({ key }) => key === voices[0]!.key)) return []
  const byHead = new Map(voices.map((voice) => [voice.head.id, voice]))
  const known = new Map<Voice, Set<Voice>>(voices.map((voice) => [voice, new Set()]))
  for (const voice of voices) {
    const named = lineage(voice.head, entryOf)
    for (const ids of [named, voice.head.acknowledged ?? []])
      for (const id of ids) {
        const other = byHead.get(id)
        if (other) {
          known.get(voice)!.add(other)
          known.get(other)!.add(voice)
        }
      }
  }
  // Counting instead of comparing all pairs: a slot may hold thousands.
  const count = tally(voices)
  return voices.filter((voice) => {
    const differing =
      voices.length -
      count(voice.key) -
      count(voice.state) +
      count(`${voice.key}\u0000${voice.state.origin.id}`)
    if (differing === 0) return false
    let knows = 0
    for (const other of known.get(voice)!) if (other.key !== voice.key && other.state !== voice.state) knows++
    return knows < differing
  })
}

function tally(voices: readonly Voice[]): (each: string | StatementState) => number {
  const counts = new Map<string | StatementState, number>()
  for (const { key, state } of voices)
    for (const each of [key, state, `${key}\u0000${state.origin.id}`])
      counts.set(each, (counts.get(each) ?? 0) + 1)
  return (each) => counts.get(each) ?? 0
}

/** "None known" never takes an allergy away; while both stand, a person must say which holds. */
function noneKnownBesideAllergy(kind: Kind, voices: readonly Voice[]): readonly Conflict[] {
  const isNone = ({ head }: Voice) => (head.value as Allergy).is === 'none-known'
  const none = voices.filter(isNone)
  const allergies = voices.filter((voice) => !isNone(voice))
  if (none.length === 0 || allergies.length === 0) return []
  const apart = (voice: Voice, others: readonly Voice[]) =>
    others.some(({ head, state }) => state !== voice.state && !voice.head.acknowledged?.has(head.id))
  const in_ = [
    ...none.filter((voice) => apart(voice, allergies)),
    ...allergies.filter((voice) => apart(voice, none)),
  ]
  return in_.length === 0 ? [] : [conflict(kind, 'none-known', in_)]
}

function conflict(kind: Kind, slot: string, voices: readonly Voice[]): Conflict {
  const states = [...new Set(voices.map(({ state }) => state))].sort((a, b) => byHlc(a.origin, b.origin))
  return {
    kind: kind.kind as ChartKind,
    slot,
    statements: states.map(({ origin }) => origin.id),
    facts: factsOf(voices.map(({ head }) => head)),
  }
}

function factsOf(heads: readonly Entry[]): readonly FactId[] {
  return [...new Set(heads)].sort(byHlc).map(({ id }) => id)
}

/** Rival values, or a value beside a withdrawal that had not seen it, within one statement. */
export function statementConflict({ kind, origin, disputed }: StatementState): Conflict | null {
  if (disputed.length === 0) return null
  return {
    kind: kind.kind as ChartKind,
    slot: origin.value === null ? '' : slotOf(kind, origin.value),
    statements: [origin.id],
    facts: factsOf(disputed),
  }
}
