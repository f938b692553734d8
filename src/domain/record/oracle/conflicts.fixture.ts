import type { Conflict } from '../chart.ts'
import type { Fact } from '../fact.ts'
import { KINDS } from '../kinds.ts'
import type { Told } from './statements.fixture.ts'
import { key, later, slot, type Any } from './words.fixture.ts'

/** Every pair of values that stand, asked whether it is at odds. */
export function conflictsOf(kinds: readonly string[], told: Told): readonly Conflict[] {
  const { of, standing, valueOf, named, peaceful } = told
  const conflicts: Conflict[] = []
  const clash = (kind: string, slot: string, statements: readonly Fact[], heads: readonly Fact[]) => {
    const ids = (of: readonly Fact[]) => [...new Set(of)].sort(later).map(({ id }) => id)
    if (heads.length > 0)
      conflicts.push({ kind: kind as never, slot, statements: ids(statements), facts: ids(heads) })
  }
  for (const kind of kinds) {
    for (const { origin, disputed } of of(kind))
      clash(kind, valueOf(origin) ? slot(kind, valueOf(origin)) : '', [origin], disputed)
    if (KINDS.get(kind)!.merges !== 'careful' && kind !== 'link') continue
    const voices = standing(kind).flatMap((of) =>
      of.live
        .filter((f) => valueOf(f) !== null)
        .map((head) => ({ of, head, slot: slot(kind, valueOf(head)), value: valueOf(head) as Any })),
    )
    for (const place of new Set(voices.map((voice) => voice.slot))) {
      const here = voices.filter((voice) => voice.slot === place)
      const apart = here.filter((a) =>
        here.some(
          (b) =>
            a.of !== b.of &&
            (kind === 'link' ? a.value.same !== b.value.same : key(a.value) !== key(b.value)) &&
            !named(a.head.id).includes(b.head.id) &&
            !named(b.head.id).includes(a.head.id) &&
            !peaceful(a.head.id, b.head.id),
        ),
      )
      clash(
        kind,
        place,
        apart.map((voice) => voice.of.origin),
        apart.map(({ head }) => head),
      )
    }
    if (kind !== 'allergy') continue
    const apart = voices.filter((a) =>
      voices.some((b) => a.of !== b.of && a.value.is !== b.value.is && !peaceful(a.head.id, b.head.id)),
    )
    clash(
      kind,
      'none-known',
      apart.map((voice) => voice.of.origin),
      apart.map(({ head }) => head),
    )
  }
  return conflicts
}
