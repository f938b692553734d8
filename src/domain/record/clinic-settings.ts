import * as v from 'valibot'
import type { Fact, FactId, KeyId } from './fact.ts'
import { compareHlc } from './hlc.ts'
import { clinicSetting } from './kinds/clinic-setting.ts'

/** One value that the clinic gave to a setting, and who gave it. */
export interface SettingGiven {
  readonly fact: FactId
  /** As the JSON says it; whoever uses it checks it. Null: what is delivered. */
  readonly value: unknown
  readonly by: KeyId
  /** Milliseconds of the clock of the tablet it was set on. */
  readonly atMs: number
}

/**
 * What a clinic has set, by name, the latest first: the first of each stands, the others are its history. Two tablets
 * that set one name while apart: the later clock wins, and both stay in the history.
 */
export function settingsGiven(facts: readonly Fact[]): ReadonlyMap<string, readonly SettingGiven[]> {
  const found = new Map<string, Fact[]>()
  for (const fact of facts) {
    const { kind, verb } = fact.header
    if (kind !== clinicSetting.kind || (verb !== 'assert' && verb !== 'amend')) continue
    const parsed = v.safeParse(clinicSetting.value, fact.body?.value)
    if (!parsed.success) continue
    const { name } = parsed.output
    found.set(name, [...(found.get(name) ?? []), fact])
  }
  return new Map([...found].map(([name, all]) => [name, [...all].sort(latestFirst).map(given)]))
}

function latestFirst(a: Fact, b: Fact): number {
  return compareHlc(b.header.hlc, a.header.hlc) || (a.id < b.id ? -1 : 1)
}

function given({ id, header, body }: Fact): SettingGiven {
  const { json } = body!.value as v.InferOutput<typeof clinicSetting.value>
  return { fact: id, value: JSON.parse(json) as unknown, by: header.key, atMs: header.hlc.ms }
}
