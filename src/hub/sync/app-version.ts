import type { HubStore } from '../store/store.ts'

/** The oldest app that is given facts: kept by whoever runs the hub. Upload is never refused for it. */
export function minVersionOf(store: Pick<HubStore, 'shelf'>): string {
  return store.shelf<string>('sync').get('min-version') ?? '0.0.0'
}

/** Whether `app` comes before `min`: numbers part by part, and a trial version before the version itself (semver 11). */
export function isOlder(app: string, min: string): boolean {
  const [a, b] = [partsOf(app), partsOf(min)]
  for (const i of [0, 1, 2] as const) if (a.numbers[i] !== b.numbers[i]) return a.numbers[i]! < b.numbers[i]!
  return a.isTrial && !b.isTrial
}

/** What is no version counts as the oldest of all. */
function partsOf(version: string): { readonly numbers: readonly number[]; readonly isTrial: boolean } {
  const found = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(-)?/.exec(version)
  return { numbers: found ? found.slice(1, 4).map(Number) : [0, 0, 0], isTrial: found?.[4] === '-' }
}
