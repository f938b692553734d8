import { atInstant, earliestMs, parseAt } from '../../record/at.ts'

/** Milliseconds of an ISO 8601 instant in UTC, to the second; NaN for what is none. */
export function instantMs(iso: string): number {
  const at = iso.endsWith('Z') ? parseAt(iso.slice(0, 19), 0) : null
  return at?.precision === 'second' ? earliestMs(at) : Number.NaN
}

/** The ISO 8601 instant in UTC, to the second. */
export function instantIso(ms: number): string {
  return `${atInstant(ms, 0, 'second').value}Z`
}
