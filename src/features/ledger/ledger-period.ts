export type LedgerPeriod = 'all' | 'week' | 'month' | 'year'

const DAY_MS = 86_400_000
const PERIOD_DAYS: Record<Exclude<LedgerPeriod, 'all'>, number> = { week: 7, month: 30, year: 365 }

/** ISO 8601 instant at which a period up to now begins; null: from the beginning. */
export function periodFrom(period: LedgerPeriod, nowMs: number): string | null {
  return period === 'all' ? null : new Date(nowMs - PERIOD_DAYS[period] * DAY_MS).toISOString()
}
