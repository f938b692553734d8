import { getLocale } from '#words/runtime.js'

/** Numbers, sizes and times as the reader's language writes them. */

export function formatNumber(value: number, fractionDigits = 0): string {
  return new Intl.NumberFormat(getLocale(), {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  }).format(value)
}

/** @param share 0 to 1 */
export function formatPercent(share: number): string {
  return new Intl.NumberFormat(getLocale(), { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** Decimal units, as shops print them: 1 MB = 1,000,000 bytes. */
export function formatBytes(sizeBytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = sizeBytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(sizeBytes) / 3))
  const value = sizeBytes / 1000 ** step
  return new Intl.NumberFormat(getLocale(), {
    style: 'unit',
    unit: steps[step]!,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value)
}

/** @param isoInstant an instant; shown in the tablet's own time zone */
export function formatInstant(isoInstant: string): string {
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(isoInstant),
  )
}

/** @param isoLocal `YYYY-MM-DDThh:mm:ss` as a device wrote it, without a zone: shown as it stands */
export function formatLocalTime(isoLocal: string): string {
  return new Intl.DateTimeFormat(getLocale(), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(new Date(`${isoLocal}Z`))
}

export function formatSeconds(durationMs: number): string {
  return new Intl.NumberFormat(getLocale(), {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: durationMs < 10_000 ? 1 : 0,
  }).format(durationMs / 1000)
}
