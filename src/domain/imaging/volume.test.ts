import { describe, expect, it } from 'vitest'
import { putSlice, startVolume } from './volume.ts'
import { AXIAL, filledVolume, plannedSeries, type SeriesPlan } from './volume.testing.ts'

const PLAN: SeriesPlan = {
  ...{ rows: 6, columns: 4, slices: 5, plane: AXIAL, step: [0, 0, 2.5] },
  value: ([x, y, z]) => x + y + z,
}
const ENOUGH = 1e6

describe('a volume', () => {
  it('holds the stored values of its slices, by place', () => {
    const { series, frameOf } = plannedSeries(PLAN)
    const backwards = { ...series, instances: [...series.instances].reverse() }
    const made = filledVolume({ series: backwards, frameOf }, ENOUGH)
    if (!made.ok) throw new Error(made.problem.code)
    const { value } = made
    expect([value.columns, value.rows, value.slices, value.reducedBy]).toEqual([4, 6, 5, 1])
    expect(value.values).toBeInstanceOf(Int16Array)
    expect(value.steps).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 2.5],
    ])
    const frames = series.instances.map(({ id }) => [...frameOf(id).pixels])
    expect([...value.values]).toEqual(frames.flat())
    expect(value.warnings).toEqual([])
  })

  it('can be looked at while slices arrive: what is not there is nothing', () => {
    const { series, frameOf } = plannedSeries(PLAN)
    const started = startVolume(series, ENOUGH)
    if (!started.ok) throw new Error(started.problem.code)
    const { volume, wanted } = started.value
    expect(volume.rendering.padding).toEqual({ from: -32768, to: -32768 })
    putSlice(started.value, 1, frameOf(wanted[1]!.instance))
    expect(volume.values.slice(0, 24).every((value) => value === -32768)).toBe(true)
    expect([...volume.values.slice(24, 48)]).toEqual([...frameOf('slice-1').pixels])
    putSlice(started.value, 2, { rows: 1, columns: 1, samplesPerPixel: 1, pixels: new Int16Array(1) })
    expect(volume.values[48]).toBe(-32768)
  })

  it('is made of modality values where slices differ in their slope', () => {
    const plan: SeriesPlan = { ...PLAN, slope: (slice) => slice + 1, value: ([, , z]) => (z + 30) * 24 }
    const { series, frameOf } = plannedSeries(plan)
    const made = filledVolume({ series, frameOf }, ENOUGH)
    if (!made.ok) throw new Error(made.problem.code)
    expect(made.value.values).toBeInstanceOf(Float32Array)
    expect(made.value.rendering.modality).toEqual({ kind: 'linear', slope: 1, intercept: 0 })
    expect(Array.from({ length: 5 }, (_, k) => made.value.values[k * 24])).toEqual([240, 300, 360, 420, 480])
  })

  it('is halved, and says so, where it would not fit, and refused where half does not fit either', () => {
    const { series, frameOf } = plannedSeries(PLAN)
    const halved = filledVolume({ series, frameOf }, 100)
    if (!halved.ok) throw new Error(halved.problem.code)
    expect(halved.value).toMatchObject({ columns: 2, rows: 3, slices: 5, reducedBy: 2 })
    expect(halved.value.warnings).toEqual([{ code: 'volume-halved' }])
    expect(halved.value.origin).toEqual([-30.5, -46.5, -20])
    // The mean of four neighbours stands at their middle.
    expect(halved.value.values[0]).toBe(Math.round(-30.5 - 46.5 - 20))
    const refused = filledVolume({ series, frameOf }, 50)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'volume-too-large' } })
  })

  it('is refused for slices that are missing, too few, or of other sizes', () => {
    const { series } = plannedSeries(PLAN)
    const [a, b, , d, e] = series.instances
    const problemOf = (instances: readonly (typeof a)[]): string | null => {
      const made = startVolume({ ...series, instances: instances.map((one) => one!) }, ENOUGH)
      return made.ok ? null : made.problem.code
    }
    expect(problemOf([a, b, d, e])).toBe('volume-uneven')
    expect(problemOf([a, b])).toBe('volume-no-slices')
    expect(problemOf([])).toBe('volume-no-slices')
    expect(problemOf([...series.instances.slice(0, 4), { ...e!, rows: 7 }])).toBe('volume-sizes-differ')
  })

  it('takes the largest stack, each place once, and tells what it left out and how it leans', () => {
    const radians = (12 * Math.PI) / 180
    const leaning = { ...AXIAL, alongColumn: [0, Math.cos(radians), Math.sin(radians)] as const }
    const { series } = plannedSeries({ ...PLAN, plane: leaning })
    const scout = plannedSeries({ ...PLAN, slices: 1, plane: { ...AXIAL, alongColumn: [0, 0, -1] } })
    const twice = { ...series.instances[2]!, id: 'again', instanceNumber: 99 }
    const started = startVolume(
      { ...series, instances: [...scout.series.instances, twice, ...series.instances] },
      ENOUGH,
    )
    if (!started.ok) throw new Error(started.problem.code)
    expect(started.value.wanted.map(({ instance }) => instance)).toEqual(series.instances.map(({ id }) => id))
    expect(started.value.volume.warnings).toEqual([
      { code: 'volume-largest-stack', details: { orientations: 2 } },
      { code: 'slices-duplicate', details: { count: 1 } },
      { code: 'slices-tilted', details: { degrees: 12 } },
    ])
  })
})
