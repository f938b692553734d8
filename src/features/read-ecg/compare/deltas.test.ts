import { describe, expect, test } from 'vitest'
import { analyseEcg } from '#domain/ecg/analyse.ts'
import type { EcgFigures } from '#domain/ecg/analysis.ts'
import { corrected } from '#domain/ecg/corrections.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { isMeasured } from '#domain/measured.ts'
import { deltasOf } from './deltas.ts'

const measure = (rateBpm: number): EcgFigures =>
  analyseEcg(
    simulateEcg({ seed: 3, rhythm: 'sinus', durationMs: 10_000, sampleRateHz: 500, rateBpm }).tracing,
  )
const before = measure(62)
const now = measure(88)
const deltaOf = (id: string, of = now, to = before) => deltasOf(of, to).find((delta) => delta.id === id)!

describe('two tracings side by side', () => {
  test('a number is compared as now less before', () => {
    const { apart } = deltaOf('rateBpm')
    expect(apart).toBeGreaterThan(24)
    expect(apart).toBeLessThan(28)
    expect(deltaOf('rateBpm', before, now).apart).toBeCloseTo(-apart!)
  })

  test('a tracing does not differ from itself', () => {
    for (const { apart } of deltasOf(now, now)) expect(apart ?? 0).toBe(0)
  })

  test('what one of them does not measure has no difference', () => {
    const without = corrected(before, { prMs: { rejected: true } })
    expect(deltaOf('prMs', now, without)).toMatchObject({ apart: null, ofNote: false })
    expect(isMeasured(deltaOf('prMs', now, without).now)).toBe(true)
  })

  test('an axis turns the short way round', () => {
    const at = (value: number) => corrected(now, { qrsAxisDeg: { value } })
    expect(deltaOf('qrsAxisDeg', at(-170), at(170)).apart).toBeCloseTo(20)
  })

  test('a QTc that grew by 60 ms is marked, one by 40 ms is not', () => {
    const at = (value: number) => corrected(now, { qtcFridericiaMs: { value } })
    expect(deltaOf('qtcFridericiaMs', at(480), at(420)).ofNote).toBe(true)
    expect(deltaOf('qtcFridericiaMs', at(460), at(420)).ofNote).toBe(false)
    expect(deltaOf('qtMs', corrected(now, { qtMs: { value: 500 } }), before).ofNote).toBe(false)
  })
})
