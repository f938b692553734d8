import { describe, expect, test } from 'vitest'
import { notMeasurable } from '../measured.ts'
import { corrected } from './corrections.ts'
import { figuresWith } from './measure/figures.fixture.ts'

const FIGURES = figuresWith({ rateBpm: 75, prMs: 160, qrsMs: 92, qtMs: 380, qrsAxisDeg: 45, rV5Mv: 1.2 })

describe('what a person says of our numbers', () => {
  test('a value they gave is entered, in the unit of the number', () => {
    const { measurements, rateBpm } = corrected(FIGURES, { prMs: { value: 172 }, rateBpm: { value: 76 } })
    expect(measurements.prMs).toEqual({
      value: 172,
      unit: 'ms',
      provenance: { origin: 'entered', by: 'reader' },
    })
    expect(rateBpm).toMatchObject({ value: 76, unit: '/min' })
    expect(corrected(FIGURES, { rV5Mv: { value: 1 } }).measurements.rV5Mv).toMatchObject({ unit: 'mV' })
    expect(corrected(FIGURES, { qrsAxisDeg: { value: 60 } }).measurements.qrsAxisDeg).toMatchObject({
      unit: 'deg',
    })
  })

  test('a number that we could not measure can be given', () => {
    expect(corrected(FIGURES, { pMs: { value: 110 } }).measurements.pMs).toMatchObject({ value: 110 })
  })

  test('a rejected number says so, and the others stay', () => {
    const { measurements } = corrected(FIGURES, { prMs: { rejected: true } })
    expect(measurements.prMs).toEqual(notMeasurable('rejected'))
    expect(measurements.qrsMs).toBe(FIGURES.measurements.qrsMs)
  })

  test('QTc follow a QT that was corrected, and fall with one that was rejected', () => {
    const { measurements } = corrected(FIGURES, { qtMs: { value: 420 }, rateBpm: { value: 80 } })
    expect(measurements.qtcBazettMs).toMatchObject({
      value: expect.closeTo(485, 0) as number,
      provenance: { origin: 'derived', by: 'Bazett' },
    })
    const fallen = corrected(FIGURES, { qtMs: { rejected: true } }).measurements
    for (const id of ['qtcBazettMs', 'qtcFridericiaMs', 'qtcFraminghamMs', 'qtcHodgesMs'] as const)
      expect(fallen[id]).toEqual(notMeasurable('rejected'))
  })

  test('a QTc of which the person spoke themselves does not follow', () => {
    const { measurements } = corrected(FIGURES, { qtMs: { value: 420 }, qtcBazettMs: { value: 440 } })
    expect(measurements.qtcBazettMs).toMatchObject({ value: 440, provenance: { origin: 'entered' } })
    expect(measurements.qtcHodgesMs).toMatchObject({ value: 446.25 })
  })

  test('a corrected rate may take a QTc out of what the formulas are for, or bring it in', () => {
    const fast = corrected(FIGURES, { rateBpm: { value: 140 } }).measurements
    expect(fast.qtcBazettMs).toEqual(notMeasurable('outside-formula'))
    const slow = figuresWith({ rateBpm: 40, qtMs: 400 })
    expect(slow.measurements.qtcBazettMs).toEqual(notMeasurable('outside-formula'))
    expect(corrected(slow, { rateBpm: { value: 60 } }).measurements.qtcBazettMs).toMatchObject({ value: 400 })
  })

  test('what the rhythm forbids, a corrected QT does not allow', () => {
    const { measurements, ...rest } = FIGURES
    const irregular = {
      ...rest,
      measurements: { ...measurements, qtcBazettMs: notMeasurable('rhythm-irregular') },
    }
    expect(corrected(irregular, { qtMs: { value: 400 } }).measurements.qtcBazettMs).toEqual(
      notMeasurable('rhythm-irregular'),
    )
  })

  test('figures that an older version kept, without axes and voltages, can be corrected', () => {
    const old = {
      rateBpm: FIGURES.rateBpm,
      measurements: { rrMeanMs: notMeasurable('edge-unclear'), qtMs: FIGURES.measurements.qtMs },
    } as unknown as typeof FIGURES
    expect(corrected(old, { qtMs: { value: 400 } }).measurements.qtMs).toMatchObject({ value: 400 })
  })
})
