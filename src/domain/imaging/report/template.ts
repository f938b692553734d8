import type { InLanguages } from './language.ts'

/**
 * A sentence of a report. `{slot}` is a place (`slots.ts`); what stands in square brackets is left out while a place in it
 * is empty. A place outside of brackets must be filled.
 */
export interface Template extends InLanguages {
  /** Stable: `chest-film.pneumothorax`. */
  readonly name: string
  /** What it speaks of: a normal sentence does not stand beside an abnormal one of the same organ. */
  readonly organ: string
  readonly says: 'normal' | 'abnormal' | 'neither'
  /** Coded finding (`findings.ts`); null where it says none. */
  readonly finding: string | null
}

type Words = readonly [en: string, zh: string]

/** Sentences of one examination; every one gets its name from it. */
export function sentences(
  examination: string,
  rows: {
    readonly normal: readonly (readonly [name: string, organ: string, ...words: Words])[]
    readonly abnormal: readonly (readonly [finding: string, organ: string, ...words: Words])[]
    readonly neither?: readonly (readonly [name: string, organ: string, ...words: Words])[]
  },
): readonly Template[] {
  const made = (says: Template['says'], name: string, organ: string, en: string, zh: string): Template => ({
    name: `${examination}.${says === 'normal' ? 'normal-' : ''}${name}`,
    organ,
    says,
    finding: says === 'abnormal' ? name : null,
    en,
    'zh-CN': zh,
  })
  return [
    ...(rows.neither ?? []).map((row) => made('neither', ...row)),
    ...rows.normal.map((row) => made('normal', ...row)),
    ...rows.abnormal.map((row) => made('abnormal', ...row)),
  ]
}
