import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toPatient } from './geometry.ts'
import type { Frame, Vector3 } from './image.ts'
import { directions } from './planes.testing.ts'
import { mprCount, mprPlane, obliqueSheet, reslice, resliceInfo } from './reslice.ts'
import { startVolume, type Volume } from './volume.ts'
import { AXIAL, filledVolume, plannedSeries, type SeriesPlan } from './volume.testing.ts'

/** A slope in every direction: trilinear interpolation of it is exact but for the rounding of stored values. */
const slope = ([x, y, z]: Vector3): number => 1000 + 7 * x - 11 * y + 13 * z

const PLAN: SeriesPlan = { rows: 94, columns: 62, slices: 21, plane: AXIAL, step: [0, 0, 2], value: slope }

function volumeFrom(plan: SeriesPlan): Volume {
  const made = filledVolume(plannedSeries(plan), 1e8)
  if (!made.ok) throw new Error(made.problem.code)
  return made.value
}

const VOLUME = volumeFrom(PLAN)

/** Pixels that hold something, with their places. */
function eachPlace(
  volume: Volume,
  frame: Frame,
  sheet: ReturnType<typeof mprPlane>,
  visit: (value: number, place: Vector3) => void,
): number {
  let count = 0
  for (let row = 0; row < frame.rows; row++) {
    for (let column = 0; column < frame.columns; column++) {
      const value = frame.pixels[row * frame.columns + column]!
      if (value === volume.nothing) continue
      count++
      visit(value, toPatient(sheet.plane, { x: column + 0.5, y: row + 0.5 }))
    }
  }
  return count
}

/** Between the centres of the outer values; beyond them the outer value stands. */
function isBetweenCentres([x, y, z]: Vector3): boolean {
  return x >= -31 && x <= 30 && y >= -47 && y <= 46 && z >= -20 && z <= 20
}

function expectSlope(volume: Volume, sheet: ReturnType<typeof mprPlane>): number {
  const frame = reslice(volume, sheet, { interpolation: 'linear' })
  let furthest = 0
  const count = eachPlace(volume, frame, sheet, (value, place) => {
    if (isBetweenCentres(place)) furthest = Math.max(furthest, Math.abs(value - slope(place)))
  })
  // Half a value for what is stored, half for what is shown.
  expect(furthest).toBeLessThanOrEqual(1 + 1e-9)
  return count
}

describe('a cut through a volume', () => {
  it('shows at every place what is there, in all three directions of the patient', () => {
    for (const direction of ['axial', 'coronal', 'sagittal'] as const) {
      const count = mprCount(VOLUME, direction)
      for (const index of [0, Math.floor(count / 2), count - 1]) {
        const sheet = mprPlane(VOLUME, direction, index)
        expect(expectSlope(VOLUME, sheet)).toBe(sheet.rows * sheet.columns)
      }
    }
  })

  it('shows it in any direction', () => {
    fc.assert(
      fc.property(directions, directions, (alongRow, other) => {
        fc.pre(Math.abs(alongRow[0] * other[0] + alongRow[1] * other[1] + alongRow[2] * other[2]) < 0.9)
        const sheet = obliqueSheet(VOLUME, [0, 0, 0], alongRow, other)
        expect(expectSlope(VOLUME, sheet)).toBeGreaterThan(40)
      }),
      { numRuns: 25 },
    )
  })

  it('shows it where the gantry leaned and pixels are not square', () => {
    const radians = (20 * Math.PI) / 180
    const alongColumn = [0, Math.cos(radians), Math.sin(radians)] as const
    const leaning = volumeFrom({ ...PLAN, plane: { ...AXIAL, alongColumn, rowMm: 1.5 } })
    const sheet = mprPlane(leaning, 'sagittal', 30)
    const frame = reslice(leaning, sheet, { interpolation: 'linear' })
    const deviations: number[] = []
    const count = eachPlace(leaning, frame, sheet, (value, place) =>
      deviations.push(Math.abs(value - slope(place))),
    )
    expect(count).toBeGreaterThan(2000)
    expect(count).toBeLessThan(frame.rows * frame.columns)
    // The outer half steps hold the outer value; everything between is exact.
    deviations.sort((a, b) => a - b)
    expect(deviations[Math.floor(0.9 * deviations.length)]).toBeLessThanOrEqual(1)
  })

  it('of an axial volume along its own slice is that slice', () => {
    const { series, frameOf } = plannedSeries(PLAN)
    const plane = series.instances[7]!.frames[0]!.plane!
    for (const interpolation of ['linear', 'nearest'] as const) {
      const frame = reslice(VOLUME, { plane, rows: 94, columns: 62 }, { interpolation })
      expect(frame.pixels).toEqual(frameOf('slice-7').pixels)
    }
  })

  it('stands as a reader expects: feet below, the right of the patient on the left', () => {
    const info = resliceInfo(VOLUME, mprPlane(VOLUME, 'coronal', 0))
    expect(info.orientation).toEqual({ left: 'R', top: 'H' })
    expect(resliceInfo(VOLUME, mprPlane(VOLUME, 'sagittal', 0)).orientation).toEqual({ left: 'A', top: 'H' })
    expect(resliceInfo(VOLUME, mprPlane(VOLUME, 'axial', 0)).orientation).toEqual({ left: 'R', top: 'A' })
    expect(info.spacing).toEqual({ rowMm: 1, columnMm: 1, trust: 'calibrated', basis: 'patient-plane' })
  })

  it('is worth no more than the slices it was cut from', () => {
    const { series } = plannedSeries(PLAN)
    const [first, ...rest] = series.instances
    const [info] = first!.frames
    const guessed = { ...info!.spacing!, trust: 'estimated', basis: 'uncalibrated-pixel-spacing' } as const
    const captured = { ...first!, frames: [{ ...info!, spacing: guessed }] }
    const started = startVolume({ ...series, instances: [captured, ...rest] }, 1e8)
    if (!started.ok) throw new Error(started.problem.code)
    const { volume } = started.value
    expect(resliceInfo(volume, mprPlane(volume, 'coronal', 0)).spacing).toMatchObject({
      trust: 'estimated',
      basis: 'uncalibrated-pixel-spacing',
    })
  })

  it('with the nearest value invents none', () => {
    const stored = new Set(VOLUME.values)
    const frame = reslice(VOLUME, obliqueSheet(VOLUME, [0, 0, 0], [1, 1, 0], [0, 1, -1]), {
      interpolation: 'nearest',
    })
    expect([...frame.pixels].every((value) => value === VOLUME.nothing || stored.has(value))).toBe(true)
  })

  it('mixes no padding into tissue', () => {
    const padded = volumeFrom({
      ...PLAN,
      value: ([x]) => (x < 0 ? -2000 : 60),
      padding: { from: -2000, to: -2000 },
    })
    const sheet = obliqueSheet(padded, [0, 0, 0], [1, 0.3, 0], [0, 0.2, -1])
    const frame = reslice(padded, sheet, { interpolation: 'linear' })
    expect(new Set(frame.pixels)).toEqual(new Set([-2000, 60]))
  })

  it('mixes nothing where slopes differ and a slice is not there yet', () => {
    const floats = volumeFrom({ ...PLAN, slope: (slice) => (slice % 2 === 0 ? 1 : 0.5) })
    floats.values.fill(Number.NaN, 10 * 62 * 94, 11 * 62 * 94)
    const frame = reslice(floats, mprPlane(floats, 'coronal', 40), { interpolation: 'linear' })
    const empty = [...frame.pixels].filter((value) => Number.isNaN(value)).length
    expect(empty).toBeGreaterThan(0)
    expect(empty).toBeLessThanOrEqual(2 * frame.columns)
  })
})

describe('a slab', () => {
  it('shows the largest value within its thickness', () => {
    const vessel = volumeFrom({ ...PLAN, value: ([x, y]) => (Math.hypot(x - 4, y - 6) < 1.6 ? 300 : 20) })
    const sheet = obliqueSheet(vessel, [0, 0, 0], [1, 0, 0], [0, 0, -1])
    const most = (slabMm: number): number =>
      Math.max(...reslice(vessel, sheet, { interpolation: 'linear', slabMm }).pixels)
    expect([most(0), most(6), most(14)]).toEqual([20, 20, 300])
  })

  it('does not count what stands for nothing, even where that is the largest value there is', () => {
    const unsigned = volumeFrom({ ...PLAN, isSigned: false, value: () => 70 })
    expect(unsigned.nothing).toBe(65535)
    const sheet = mprPlane(unsigned, 'coronal', 0)
    const frame = reslice(unsigned, sheet, { interpolation: 'linear', slabMm: 10 })
    expect(new Set(frame.pixels)).toEqual(new Set([70]))
  })
})
