import type { KeyId } from '#domain/record/fact.ts'

/** Somebody who has this text open, as the hub (or the tablet they sit at) names them. */
export interface Present {
  readonly key: KeyId
  readonly name: string
  /** Their own: a shape and a colour (`--here-…`), the same on caret and list. */
  readonly shape: string
  readonly tone: number
  readonly writes: boolean
}

/** Shapes before colours: who cannot tell the colours tells the shapes. */
const SHAPES = ['●', '■', '▲', '◆', '★', '✚']

interface State {
  readonly user?: { readonly key?: unknown; readonly name?: unknown }
  readonly cursor?: unknown
}

/** One entry a person, in the same order on every screen; a tablet that says no name is not shown. */
export function presentPeople(states: Iterable<State>, me: KeyId): Present[] {
  const people = new Map<KeyId, { name: string; writes: boolean }>()
  for (const { user, cursor } of states) {
    if (typeof user?.key !== 'string' || typeof user.name !== 'string') continue
    const writes = (people.get(user.key)?.writes ?? false) || Boolean(cursor)
    people.set(user.key, { name: user.name, writes })
  }
  return [...people]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { name, writes }], i) => {
      const tone = i % SHAPES.length
      return { key, name, writes, shape: SHAPES[tone]!, tone: tone + 1 }
    })
    .sort((a, b) => Number(b.key === me) - Number(a.key === me))
}
