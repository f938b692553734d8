import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placingOf } from './placing.ts'
import { scaleBarOf } from './scale-bar.ts'
import { AS_OPENED } from './stage.ts'

const stage = { widthPx: 700, heightPx: 700, pixelRatio: 1 }
const picture = { columns: 1000, rows: 1000, pixelAspect: 2 }
const spacing = { rowMm: 0.4, columnMm: 0.2, trust: 'calibrated', basis: 'patient-plane' } as const

test('a bar has a round length, fits the stage, and is neither short nor long', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.2, max: 30, noNaN: true }), fc.boolean(), (zoom, turned) => {
      const placing = placingOf({ ...AS_OPENED, zoom, quarterTurns: turned ? 1 : 0 }, picture, stage)
      const bar = scaleBarOf(spacing, placing, stage.widthPx)!
      expect(bar.lengthPx).toBeLessThanOrEqual(160)
      expect(bar.lengthPx).toBeGreaterThan(60)
      expect(['1', '2', '5']).toContain(String(Number(bar.lengthMm.toPrecision(1)).toExponential()[0]))
    }),
  )
})

test('a bar is as long on the stage as the millimetres it names, turned or not', () => {
  for (const quarterTurns of [0, 1, 2, 3] as const) {
    const placing = placingOf({ ...AS_OPENED, quarterTurns }, picture, stage)
    const bar = scaleBarOf(spacing, placing, stage.widthPx)!
    const pxPerMm = placing.scale / spacing.columnMm
    expect(bar.lengthPx).toBeCloseTo(bar.lengthMm * pxPerMm, 6)
  }
})
