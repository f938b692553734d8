import type { Chart, PlainField, PlainRevision } from '../chart.ts'
import { BY_HAND } from '../fact.ts'
import { compareHlc } from '../hlc.ts'
import { byHlc, valueKey } from './entry.ts'
import { needsDecision } from './statement.ts'
import type { Entry, StatementState } from './state.ts'

/** Two tablets that wrote a field within this time did so without knowing of each other, more likely than not. */
const CLOSE_MS = 24 * 3_600_000

interface Written {
  readonly revision: PlainRevision<unknown>
  readonly entry: Entry
  readonly stands: boolean
}

/** Merge class D: each field for itself; of the values that nobody withdrew the one with the later HLC is shown. */
export function contactOf(states: readonly StatementState[]): Chart['contact'] {
  const fields = new Map<string, Written[]>()
  for (const state of states)
    for (const { entry, stands } of decidedValues(state))
      for (const [field, value] of Object.entries(entry.value as object)) {
        const written = { revision: revision(entry, value, state), entry, stands }
        const others = fields.get(field)
        if (others) others.push(written)
        else fields.set(field, [written])
      }
  const contact: Record<string, PlainField<unknown>> = {}
  for (const field of [...fields.keys()].sort()) {
    const shown = plainField(fields.get(field)!)
    if (shown) contact[field] = shown
  }
  return contact as Chart['contact']
}

/** Proposals that wait or were rejected give nothing. */
function* decidedValues(state: StatementState): Generator<{ entry: Entry; stands: boolean }> {
  const { standing } = state.statement
  if (standing === 'proposed' || standing === 'rejected') return
  for (const entry of state.values)
    if (entry.value !== null) yield { entry, stands: standing === 'stands' && state.live.includes(entry) }
}

/** A proposal counts from when a person accepted it. */
function revision(entry: Entry, value: unknown, state: StatementState): PlainRevision<unknown> {
  const accept =
    entry === state.origin && needsDecision(entry) ? [...state.accepts].sort(byHlc).at(-1) : undefined
  const { fact } = accept ?? entry
  return {
    fact: entry.id,
    value,
    source: entry.fact.body?.source ?? BY_HAND,
    at: entry.fact.header.at,
    hlc: fact.header.hlc,
    key: fact.header.key,
    device: fact.header.device,
  }
}

function plainField(written: readonly Written[]): PlainField<unknown> | null {
  const ordered = [...written].sort(
    (a, b) => compareHlc(a.revision.hlc, b.revision.hlc) || (a.revision.fact < b.revision.fact ? -1 : 1),
  )
  const standing = ordered.filter(({ stands }) => stands)
  const current = standing.at(-1)
  if (!current) return null
  const key = valueKey(current.revision.value)
  const close = standing.some(
    ({ revision: other }) =>
      other.device !== current.revision.device &&
      Math.abs(other.hlc.ms - current.revision.hlc.ms) < CLOSE_MS &&
      !current.entry.refs.includes(other.fact) &&
      valueKey(other.value) !== key,
  )
  return { current: current.revision, history: ordered.map(({ revision }) => revision), close }
}
