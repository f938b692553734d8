import type { CriticalList } from '#domain/ecg/critical/critical-list.ts'
import { listOf } from '#domain/ecg/critical/list-changes.ts'
import type { SettingGiven } from '#domain/record/clinic-settings.ts'
import { keeper } from './workers/keeper.ts'

/** The clinic's setting that holds its list of critical values of the ECG. */
export const CRITICAL_LIST_SETTING = 'ecg-critical-list'

/**
 * The list that holds on this tablet, and what was set before. A keeper that does not answer, or no clinic: the list as
 * it is delivered; an alarm must not wait.
 */
export async function criticalListInUse(): Promise<{
  readonly list: CriticalList
  readonly history: readonly SettingGiven[]
}> {
  const history = await keeper.settingGiven(CRITICAL_LIST_SETTING).catch(() => [])
  return { list: listOf(history[0]?.value), history }
}
