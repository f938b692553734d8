import type { At } from '#domain/record/at.ts'
import type { FactId } from '#domain/record/fact.ts'
import { toDateTime } from './date-time.ts'
import { ourExtension, ourSystem } from './systems.ts'
import type { Coding, Extended, Extension, Identifier, Reference } from './types.ts'

/**
 * How much a statement stands. unreconciled: one of several that differ, and nobody has decided. ended: it was so and
 * is so no longer. refuted: checked and found not to be so.
 */
export type Mark = 'stands' | 'proposed' | 'unreconciled' | 'ended' | 'refuted'

/** One value of a chart on its way into resources. */
export interface Item<T> {
  /** Of the main resource, made from the fact's. */
  readonly id: string
  readonly fact: FactId
  readonly value: T
  readonly at: At
  readonly mark: Mark
  readonly subject: Reference
  readonly author: Reference
  readonly encounter: Reference | undefined
  /** Leads to the files of a film; undefined where they are not in the bundle. */
  studyOf?(film: string): Reference | undefined
  /** Leads to the resource of another fact; undefined where that is not in the bundle. */
  referenceTo(fact: FactId): Reference | undefined
}

/** FHIR ids have no underscore, facts have no full stop. */
export function resourceId(factId: string): string {
  return factId.replaceAll('_', '.').slice(0, 64)
}

export function factIdentifier(fact: FactId): Identifier {
  return { system: ourSystem('sid', 'fact'), value: fact }
}

/** What every main resource of an item has. */
export function baseOf(
  item: Item<unknown>,
  extension: readonly (Extension | undefined)[] = [],
): {
  readonly id: string
  readonly identifier: readonly Identifier[]
  readonly extension: readonly Extension[]
} {
  const standing =
    item.mark === 'proposed' || item.mark === 'unreconciled'
      ? [{ url: ourExtension('standing'), valueCode: item.mark }]
      : []
  const mine = extension.filter((each) => each !== undefined)
  return { id: item.id, identifier: [factIdentifier(item.fact)], extension: [...standing, ...mine] }
}

export function observationStatus(mark: Mark): 'preliminary' | 'final' {
  return mark === 'proposed' ? 'preliminary' : 'final'
}

/** A date under `name`, with what FHIR's own form cannot say beside it. */
export function dated<N extends string>(
  name: N,
  at: At,
): { readonly [K in N]: string } & { readonly [K in `_${N}`]?: Extended } {
  const { value, element } = toDateTime(at)
  return { [name]: value, ...(element && { [`_${name}`]: element }) } as never
}

/** An extension of ours that holds words; none where there are no words. */
export function wordsExtension(name: string, text: string | undefined): Extension | undefined {
  return text === undefined || text === '' ? undefined : { url: ourExtension(name), valueString: text }
}

export function codeExtension(name: string, code: string | undefined): Extension | undefined {
  return code === undefined ? undefined : { url: ourExtension(name), valueCode: code }
}

export function flagExtension(name: string, flag: boolean | undefined): Extension | undefined {
  return flag === undefined ? undefined : { url: ourExtension(name), valueBoolean: flag }
}

export function ourCoding(system: string, code: string): Coding {
  return { system: ourSystem('CodeSystem', system), code }
}
