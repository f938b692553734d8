import { CRITICAL_LIST_SETTING } from '#data/critical-list.ts'
import { keeper } from '#data/workers/keeper.ts'
import type { CriticalId, LimitName } from '#domain/ecg/critical/conditions.ts'
import type { CriticalEntry, CriticalList } from '#domain/ecg/critical/critical-list.ts'
import { changesOf, checkChanges } from '#domain/ecg/critical/list-changes.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { keeperSilent } from './first-run.svelte.ts'

/** A region's list as somebody is setting it: figures stay as they are typed until they are set. */
export class CriticalListDraft {
  region = $state('')
  #list: CriticalList
  #on = $state<Partial<Record<CriticalId, boolean>>>({})
  #typed = $state<Record<string, string>>({})

  constructor(list: CriticalList) {
    this.#list = list
    this.region = list.region
  }

  isOn({ id, on }: CriticalEntry): boolean {
    return this.#on[id] ?? on
  }

  turn({ id }: CriticalEntry, on: boolean): void {
    this.#on[id] = on
  }

  /** What stands in the field of a figure. */
  typed(entry: CriticalEntry, name: LimitName): string {
    return this.#typed[`${entry.id} ${name}`] ?? String(entry.limits[name]!.value)
  }

  type(entry: CriticalEntry, name: LimitName, text: string): void {
    this.#typed[`${entry.id} ${name}`] = text
  }

  /** The figure that is typed; null where it is none, or lies out of bounds. */
  figure(entry: CriticalEntry, name: LimitName): number | null {
    const text = this.typed(entry, name).normalize('NFKC').trim().replace(',', '.')
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
    const { least, most } = entry.limits[name]!
    return value >= least && value <= most ? value : null
  }

  /** Every figure is one within its bounds. */
  get complete(): boolean {
    return this.#list.entries.every((entry) =>
      Object.keys(entry.limits).every((name) => this.figure(entry, name as LimitName) !== null),
    )
  }

  /** Sets it for every tablet of the clinic. @param at ISO 8601 instant */
  async set(by: string, at: string): Promise<Outcome<null>> {
    const checked = checkChanges(changesOf(this.#edited, by, at))
    if (!checked.ok) return checked
    return keeper.setSetting(CRITICAL_LIST_SETTING, checked.value).catch(keeperSilent)
  }

  get #edited(): CriticalList {
    const entries = this.#list.entries.map((entry) => {
      const limits = Object.entries(entry.limits).map(([name, limit]) => [
        name,
        { ...limit, value: this.figure(entry, name as LimitName) ?? limit.value },
      ])
      return { ...entry, on: this.isOn(entry), limits: Object.fromEntries(limits) as typeof entry.limits }
    })
    return { ...this.#list, region: this.region, entries }
  }
}

/** The delivered list holds again. */
export async function deliverAgain(): Promise<Outcome<null>> {
  const set = await keeper.setSetting(CRITICAL_LIST_SETTING, null).catch(keeperSilent)
  return set.ok ? good(null) : set
}
