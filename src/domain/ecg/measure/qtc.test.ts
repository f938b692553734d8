import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measured, notMeasurable } from '../../measured.ts'
import { correctedQt, QTC_FORMULAS, type QtcId } from './qtc.ts'

const by = { origin: 'measured', by: 'test' } as const
const qt = (ms: number) => measured(ms, 'ms', by)
const rate = (perMin: number) => measured(perMin, '/min', by)

/** Worked examples of the knowledge file (`ecg.qtc.*`), each computed by two implementations. */
const WORKED: readonly [QtcId, number, number, number][] = [
  ['qtcBazettMs', 400, 60, 400],
  ['qtcBazettMs', 380, 75, 424.9],
  ['qtcBazettMs', 420, 80, 485],
  ['qtcBazettMs', 330, 110, 446.8],
  ['qtcBazettMs', 460, 50, 419.9],
  ['qtcBazettMs', 300, 140, 458.3],
  ['qtcFridericiaMs', 400, 60, 400],
  ['qtcFridericiaMs', 380, 75, 409.3],
  ['qtcFridericiaMs', 420, 80, 462.3],
  ['qtcFridericiaMs', 330, 110, 403.9],
  ['qtcFridericiaMs', 460, 50, 432.9],
  ['qtcFridericiaMs', 300, 140, 397.9],
  ['qtcFraminghamMs', 400, 60, 400],
  ['qtcFraminghamMs', 380, 75, 410.8],
  ['qtcFraminghamMs', 420, 80, 458.5],
  ['qtcFraminghamMs', 330, 110, 400],
  ['qtcFraminghamMs', 460, 50, 429.2],
  ['qtcFraminghamMs', 300, 140, 388],
  ['qtcHodgesMs', 400, 60, 400],
  ['qtcHodgesMs', 380, 75, 406.2],
  ['qtcHodgesMs', 420, 80, 455],
  ['qtcHodgesMs', 330, 110, 417.5],
  ['qtcHodgesMs', 460, 50, 442.5],
  ['qtcHodgesMs', 300, 140, 440],
]

describe('QT corrected for rate', () => {
  test.each(WORKED)('%s of %d ms at %d /min is %d ms', (id, qtMs, perMin, expected) => {
    expect(Math.abs(QTC_FORMULAS[id].of(qtMs, 60 / perMin) - expected)).toBeLessThan(0.5)
  })

  test('is QT itself at 60 /min, whatever the formula', () => {
    fc.assert(
      fc.property(fc.double({ min: 200, max: 800, noNaN: true }), (ms) => {
        for (const { of } of Object.values(QTC_FORMULAS)) expect(of(ms, 1)).toBeCloseTo(ms, 9)
      }),
    )
  })

  test('names its formula and is derived', () => {
    expect(correctedQt(qt(380), rate(75), true).qtcFridericiaMs).toMatchObject({
      unit: 'ms',
      provenance: { origin: 'derived', by: 'Fridericia' },
    })
  })

  test('is given up to the rates that are printed as 50 and 110', () => {
    for (const perMin of [49.6, 110.4])
      expect(correctedQt(qt(380), rate(perMin), true).qtcHodgesMs).toMatchObject({ unit: 'ms' })
  })

  test.each([49.4, 110.6, 140])('is withheld at %d /min', (perMin) => {
    for (const value of Object.values(correctedQt(qt(380), rate(perMin), true)))
      expect(value).toEqual(notMeasurable('outside-formula'))
  })

  test('is withheld where the beats come irregularly, and without QT or rate for their reason', () => {
    expect(correctedQt(qt(380), rate(75), false).qtcBazettMs).toEqual(notMeasurable('rhythm-irregular'))
    expect(correctedQt(notMeasurable('no-t-wave'), rate(75), true).qtcBazettMs).toEqual(
      notMeasurable('no-t-wave'),
    )
    expect(correctedQt(qt(380), notMeasurable('fewer-than-three-beats'), true).qtcHodgesMs).toEqual(
      notMeasurable('fewer-than-three-beats'),
    )
  })
})
