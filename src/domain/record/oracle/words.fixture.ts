import * as v from 'valibot'
import { earliestMs } from '../at.ts'
import type { Revision } from '../chart.ts'
import { BY_HAND, DECISIONS, REASON_CODES, type Fact, type FactId } from '../fact.ts'
import { KINDS } from '../kinds.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- values of every kind, read by name
export type Any = any

export function memo<K, V>(of: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    if (!known.has(key)) known.set(key, of(key))
    return known.get(key) as V
  }
}

export function understood({ header: { v: version, kind, verb }, body }: Fact): boolean {
  const schema = KINDS.get(kind)?.value
  if ((version as number) !== 1 || !schema) return false
  if (verb === 'link' || verb === 'unlink') if (kind !== 'link') return false
  if (body === null) return true
  const fits = v.safeParse(schema, body.value).success
  if (verb === 'retract') return REASON_CODES.includes(body.reason?.code as never)
  if (verb === 'sign') return DECISIONS.includes(body.decision as never) && (body.value === undefined || fits)
  return verb === 'unlink' || fits
}

export function revision(f: Fact): Revision<unknown> {
  const { at, hlc, key, device, act } = f.header
  const value = f.header.verb === 'retract' ? null : (f.body?.value ?? null)
  return { fact: f.id, value, source: f.body?.source ?? BY_HAND, at, hlc, key, device, ...(act && { act }) }
}

export const slot = (kind: string, value: unknown) =>
  (kind === 'link' ? (value as Any).other : (KINDS.get(kind)!.slot?.(value as never) ?? ''))
    .normalize('NFKC')
    .toLowerCase()

export const clock = (a: Fact, b: Fact) =>
  a.header.hlc.ms - b.header.hlc.ms || a.header.hlc.counter - b.header.hlc.counter

export const later = (a: Fact, b: Fact) => clock(a, b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

export const latest = (a: { id: FactId; current: Fact }, b: { id: FactId; current: Fact }) =>
  earliestMs(b.current.header.at) - earliestMs(a.current.header.at) ||
  clock(b.current, a.current) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Equal but for letter case, width and the order of keys. */
export function key(value: unknown): string {
  const plain = (each: unknown): unknown =>
    Array.isArray(each)
      ? each.map(plain)
      : each !== null && typeof each === 'object'
        ? Object.entries(each)
            .map(([k, of]) => [k, plain(of)])
            .sort()
        : each
  return JSON.stringify(plain(value) ?? null)
    .normalize('NFKC')
    .toLowerCase()
}
