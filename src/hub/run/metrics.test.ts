import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMetrics, type KeptMetrics } from './metrics.ts'

describe('the metrics of the hub', () => {
  let metrics: KeptMetrics
  beforeEach(() => void (metrics = createMetrics()))
  afterEach(() => metrics.close())

  test('stand under the name of the house, with their labels', async () => {
    metrics.count('facts_held_total', { reason: 'scope' })
    metrics.count('facts_held_total', { reason: 'role' }, 3)
    const text = await metrics.text()
    expect(text).toContain('hinterland_facts_held_total{reason="scope"} 1')
    expect(text).toContain('hinterland_facts_held_total{reason="role"} 3')
    expect(await metrics.counted('facts_held_total')).toBe(4)
    expect(await metrics.counted('facts_held_total', ['reason', 'role'])).toBe(3)
  })

  test('tell the share of times that were within a bucket', async () => {
    expect(await metrics.quantileSeconds('commit_seconds', 0.99)).toBeNull()
    for (let i = 0; i < 99; i++) metrics.took('commit_seconds', 0.004)
    metrics.took('commit_seconds', 0.4)
    expect(await metrics.quantileSeconds('commit_seconds', 0.99)).toBe(0.005)
    expect(await metrics.quantileSeconds('commit_seconds', 1)).toBe(0.5)
  })

  test('ask for a gauge when somebody reads, and leave out what is not a number', async () => {
    let rooms = 2
    metrics.gauge('rooms_open', 'Rooms that somebody is in', () => rooms)
    metrics.gauge('last_good_restore_timestamp_seconds', 'Last trial', () => NaN)
    expect(await metrics.text()).toContain('hinterland_rooms_open 2')
    rooms = 5
    expect(metrics.gauged('rooms_open')).toBe(5)
    expect(metrics.gauged('nobody_asks')).toBeNull()
    const text = await metrics.text()
    expect(text).toContain('hinterland_rooms_open 5')
    expect(text).not.toMatch(/^hinterland_last_good_restore_timestamp_seconds /m)
  })

  test('keep a bounded number of values of one label', async () => {
    for (let i = 0; i < 500; i++) metrics.count('refused_total', { code: `made-up-${i}` })
    const lines = (await metrics.text())
      .split('\n')
      .filter((line) => line.startsWith('hinterland_refused_total{'))
    expect(lines.length).toBeLessThanOrEqual(101)
    expect(await metrics.counted('refused_total')).toBe(500)
  })
})
