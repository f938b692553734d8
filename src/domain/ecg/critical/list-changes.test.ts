import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DELIVERED_CRITICAL_LIST, type CriticalList } from './critical-list.ts'
import { changesOf, checkChanges, listOf, regionalList, type CriticalListChanges } from './list-changes.ts'

const AT = '2026-11-21T08:00:00.000Z'
const changes = (more: Partial<CriticalListChanges>): CriticalListChanges => ({
  region: '青石县',
  entries: {},
  setBy: '李医生',
  setAt: AT,
  ...more,
})
const code = (given: unknown) => {
  const checked = checkChanges(given)
  return checked.ok ? 'good' : checked.problem.code
}

test('every figure of the delivered list lies within its bounds', () => {
  for (const { id, limits } of DELIVERED_CRITICAL_LIST.entries)
    for (const { value, delivered, least, most } of Object.values(limits)) {
      expect(value, id).toBe(delivered)
      expect(value >= least && value <= most, id).toBe(true)
    }
})

test('the national list is delivered on, that of the province off', () => {
  for (const { jurisdiction, on } of DELIVERED_CRITICAL_LIST.entries)
    expect(on).toBe(jurisdiction === 'consensus-2017')
})

test('a region changes figures and switches entries; the rest is the delivered list', () => {
  const list = regionalList(
    changes({
      entries: {
        pause: { limits: { rrMaxS: 4 } },
        'long-qt': { on: false },
        'shanxi-re-infarction': { on: true },
      },
    }),
  )
  const of = (id: string) => list.entries.find((entry) => entry.id === id)!
  expect(of('pause').limits.rrMaxS).toMatchObject({ value: 4, delivered: 5 })
  expect(of('pause').limits.rrMaxWithSymptomsS!.value).toBe(3)
  expect([of('long-qt').on, of('shanxi-re-infarction').on, of('pause').on]).toEqual([false, true, true])
  expect(list).toMatchObject({ region: '青石县', setBy: '李医生', setAt: AT })
  expect(list.version).not.toBe(DELIVERED_CRITICAL_LIST.version)
})

test('what was changed is what comes back, and nothing else is kept', () => {
  const entries = DELIVERED_CRITICAL_LIST.entries
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          at: fc.nat(entries.length - 1),
          on: fc.boolean(),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
      ),
      (edits) => {
        let list: CriticalList = { ...DELIVERED_CRITICAL_LIST, region: '青石县', setBy: '李医生', setAt: AT }
        for (const { at, on, share } of edits)
          list = {
            ...list,
            entries: list.entries.map((entry, i) => {
              if (i !== at) return entry
              const limits = Object.entries(entry.limits).map(([name, limit]) => [
                name,
                { ...limit, value: limit.least + share * (limit.most - limit.least) },
              ])
              return { ...entry, on, limits: Object.fromEntries(limits) as typeof entry.limits }
            }),
          }
        const kept = JSON.parse(JSON.stringify(changesOf(list, '李医生', AT))) as CriticalListChanges
        expect(regionalList(kept).entries).toEqual(list.entries)
      },
    ),
  )
  expect(changesOf({ ...DELIVERED_CRITICAL_LIST, region: '县' }, '李', AT).entries).toEqual({})
})

test.each([
  [
    'a figure out of bounds',
    changes({ entries: { 'long-qt': { limits: { qtcMs: 5500 } } } }),
    'critical-limit-bounds',
  ],
  [
    'a figure below',
    changes({ entries: { 'severe-bradycardia': { limits: { rateBpm: 3 } } } }),
    'critical-limit-bounds',
  ],
  [
    'a figure too fine',
    changes({ entries: { 'long-qt': { limits: { qtcMs: 549.5 } } } }),
    'critical-limit-bounds',
  ],
  [
    'symptoms that count later',
    changes({ entries: { pause: { limits: { rrMaxWithSymptomsS: 6 } } } }),
    'critical-limits-order',
  ],
  ['no name', changes({ region: ' ' }), 'critical-region-missing'],
  ['a long name', changes({ region: '县'.repeat(81) }), 'critical-region-missing'],
  ['words', 'a list', 'critical-list-unreadable'],
  ['nothing', null, 'critical-list-unreadable'],
  ['no time', changes({ setAt: 'now' }), 'critical-list-unreadable'],
  [
    'a limit in words',
    changes({ entries: { pause: { limits: { rrMaxS: '5' as unknown as number } } } }),
    'critical-list-unreadable',
  ],
])('%s is refused', (_, given, expected) => {
  expect(code(given)).toBe(expected)
})

test('a setting that nobody made, or that cannot be used, leaves the delivered list', () => {
  for (const setting of [undefined, null, 'a list', changes({ region: '' })])
    expect(listOf(setting)).toBe(DELIVERED_CRITICAL_LIST)
  expect(listOf(changes({ entries: { 'long-qt': { on: false } } })).region).toBe('青石县')
})

test('a line of a later version is kept and has no effect', () => {
  const later = changes({
    entries: { 'torsade-2031': { on: true, limits: { rateBpm: 7 } } } as CriticalListChanges['entries'],
  })
  expect(code(later)).toBe('good')
  expect(regionalList(later).entries).toEqual(DELIVERED_CRITICAL_LIST.entries)
})
