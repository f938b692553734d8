import { describe, expect, test } from 'vitest'
import { toImage } from '#domain/imaging/geometry.ts'
import type { ImageInstance } from '#domain/imaging/image.ts'
import { measureMark } from '#domain/imaging/measure.ts'
import type { TrueMeasure, TrueSphere } from '#domain/imaging/phantoms/drawn.ts'
import { PHANTOMS, type PhantomName } from '#domain/imaging/phantoms/names.ts'
import { describe as described } from './describe.ts'
import { makePhantom, type Phantom } from './phantom-files.ts'
import { pixelSource } from './pixel-source.ts'
import { readDicom } from './read.ts'

type Size = 'full' | 'small'
interface ReadBack {
  readonly instance: ImageInstance
  /** Value after the modality transform, of frame 0. */
  at(x: number, y: number): number
}

async function readBack({ files }: Phantom): Promise<ReadBack[]> {
  const read: ReadBack[] = []
  for (const file of files) {
    const object = await readDicom(file, () => expect.unreachable())
    if (!object.ok) throw new Error(object.problem.message)
    const is = described(object.value)
    const { layout, bytes } = pixelSource(object.value)!
    if (!is.ok || !('instance' in is.value) || bytes.kind !== 'native') throw new Error(file.name)
    const { instance } = is.value
    const { rendering } = instance.frames[0]!
    const linear =
      rendering.kind === 'grey' && rendering.modality.kind === 'linear' ? rendering.modality : null
    const width = layout.bitsAllocated / 8
    const view = new DataView(bytes.data.buffer, bytes.data.byteOffset, bytes.data.byteLength)
    read.push({
      instance,
      at(x, y) {
        const at = (Math.floor(y) * layout.columns + Math.floor(x)) * layout.samplesPerPixel * width
        const stored = width === 2 ? view.getUint16(at, true) : view.getUint8(at)
        return stored * (linear?.slope ?? 1) + (linear?.intercept ?? 0)
      },
    })
  }
  return read
}

async function phantom(name: PhantomName, seed: number, size: Size = 'small') {
  const made = makePhantom(name, seed, { size })
  return { ...made, read: await readBack(made) }
}

const named = (measures: readonly TrueMeasure[], what: string): TrueMeasure =>
  measures.find((measure) => measure.what.startsWith(what))!

/** Mean over a small square. */
function around(picture: ReadBack, x: number, y: number, reach = 1): number {
  let sum = 0
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) sum += picture.at(x + dx, y + dy)
  return sum / (2 * reach + 1) ** 2
}

describe('practice studies', () => {
  test.each(PHANTOMS.filter((name) => name !== 'skin-photo'))(
    '%s reads back: who, when and what, and each measure says its truth',
    async (name) => {
      const { read, truth, files } = await phantom(name, 5)
      expect(read.length).toBe(files.length)
      expect(new Set(read.map(({ instance }) => instance.id)).size).toBe(files.length)
      for (const { shape, value, unit } of truth.measures) {
        const { instance } = read[0]!
        const [first] = measureMark(shape, null, instance.frames[0]!, instance.ultrasoundRegions).extents
        const isScaled = instance.frames[0]!.spacing !== null || instance.ultrasoundRegions.length > 0
        if (unit === 'mm' && !isScaled) continue
        expect(first!.extent.unit).toBe(unit)
        expect(Math.abs(first!.extent.value - value) / value).toBeLessThan(0.002)
      }
    },
  )

  test.each(PHANTOMS)('%s is the same for the same seed and another for another', (name) => {
    const [first, again, other] = [7, 7, 8].map((seed) => makePhantom(name, seed, { size: 'small' }))
    const differs = (one: Phantom, two: Phantom): boolean =>
      one.files.some(({ bytes }, i) => Buffer.compare(bytes, two.files[i]!.bytes) !== 0)
    expect(differs(first!, again!)).toBe(false)
    expect(again!.truth).toEqual(first!.truth)
    expect(differs(first!, other!)).toBe(true)
  })
})

describe('what is true of a drawing is so in its pixels', () => {
  test.each([1, 2, 3, 4])('chest film %i: borders of heart and chest', async (seed) => {
    const { truth, read } = await phantom('chest-film', seed)
    const [picture] = read as [ReadBack]
    const { rendering, spacing } = picture.instance.frames[0]!
    expect(spacing).toMatchObject({ basis: 'imager', trust: 'estimated' })
    const sign = rendering.kind === 'grey' && rendering.inverted ? -1 : 1
    expect(sign).toBe(truth.facts.isMonochrome1 ? -1 : 1)
    const bright = (x: number, y: number): number => sign * around(picture, x, y)
    const [h0, h1, c0, c1] = named(truth.measures, 'cardiothoracic').shape.points
    for (const [border, inwards] of [
      [h0!, 1],
      [h1!, -1],
    ] as const)
      expect(bright(border.x + 5 * inwards, border.y)).toBeGreaterThan(
        bright(border.x - 5 * inwards, border.y) + 300,
      )
    for (const [border, inwards] of [
      [c0!, 1],
      [c1!, -1],
    ] as const)
      expect(bright(border.x + 5 * inwards, border.y - 12)).toBeLessThan(
        bright(border.x - 5 * inwards, border.y - 12) - 150,
      )
  })

  test('CT: a nodule has its density, its place and its volume', async () => {
    const { truth, read } = await phantom('ct-chest', 1, 'full')
    expect(read[0]!.instance.frames[0]!.rendering).toMatchObject({ unit: 'HU' })
    for (const sphere of truth.spheres) {
      expect(Math.abs(valueIn(read, sphere, 0.3) - sphere.value)).toBeLessThan(25)
      const real = (Math.PI / 6) * sphere.diameterMm ** 3
      expect(Math.abs(volumeOf(read, sphere) - real) / real).toBeLessThan(0.2)
    }
  }, 20_000)

  test('ultrasound: the cyst is dark, and as wide as stated', async () => {
    const { truth, read } = await phantom('ultrasound', 3)
    const [picture] = read as [ReadBack]
    expect(picture.instance.ultrasoundRegions.map(({ shape }) => shape)).toEqual(['2d', 'm-mode'])
    expect(picture.instance.frames.length).toBe(4)
    expect(picture.instance.frameTimeMs).toBe(50)
    const [a, b] = truth.measures[0]!.shape.points as unknown as { x: number; y: number }[]
    const line = Array.from({ length: Math.ceil(b!.x - a!.x) + 24 }, (_, i) => a!.x - 12 + i)
    const dark = line.filter((x) => around(picture, x, a!.y) < 40)
    expect(Math.abs(dark.length - (b!.x - a!.x))).toBeLessThan(5)
  })

  test('spine: end plates lie between bone and disc', async () => {
    const { truth, read } = await phantom('spine-film', 1, 'full')
    const [u0, u1, l0, l1] = truth.measures[0]!.shape.points as unknown as { x: number; y: number }[]
    const step = 16
    for (const [p, q, inwards] of [
      [u0!, u1!, 1],
      [l0!, l1!, -1],
    ] as const) {
      const length = Math.hypot(q.x - p.x, q.y - p.y)
      const [nx, ny] = [(-(q.y - p.y) / length) * inwards * step, ((q.x - p.x) / length) * inwards * step]
      const [mx, my] = [(p.x + q.x) / 2, (p.y + q.y) / 2]
      expect(around(read[0]!, mx + nx, my + ny, 3)).toBeGreaterThan(
        around(read[0]!, mx - nx / 2, my - ny / 2, 3) + 100,
      )
    }
    expect(truth.facts.cobbDegrees).toBeGreaterThan(10)
  })

  test('fundus: the disc is brighter than the retina round it', async () => {
    const { truth, read } = await phantom('fundus', 2)
    const [a, b] = named(truth.measures, 'height of the disc').shape.points as unknown as {
      x: number
      y: number
    }[]
    const radius = (b!.y - a!.y) / 2
    const beside = { x: a!.x + (truth.facts.eye === 'right' ? -2.2 : 2.2) * radius, y: (a!.y + b!.y) / 2 }
    const green = (x: number, y: number): number =>
      around({ ...read[0]!, at: (px, py) => read[0]!.at(px + 1 / 3, py) }, x, y)
    expect(green(a!.x + 0.7 * radius, (a!.y + b!.y) / 2)).toBeGreaterThan(green(beside.x, beside.y) + 15)
  })

  test('head: the lesion lies where both directions say, in one frame of reference', async () => {
    const { truth, read } = await phantom('mr-head', 4, 'full')
    const [lesion] = truth.spheres as [TrueSphere]
    const frames = new Set(read.map(({ instance }) => instance.frames[0]!.plane!.frameOfReference))
    expect(frames.size).toBe(1)
    const cuts = read.filter(
      ({ instance }) => Math.abs(toImage(instance.frames[0]!.plane!, lesion.centreMm).distanceMm) < 4,
    )
    const ways = new Set(cuts.map(({ instance }) => instance.frames[0]!.plane!.alongRow.join()))
    expect(ways.size).toBe(2)
    for (const cut of cuts) {
      const { x, y } = toImage(cut.instance.frames[0]!.plane!, lesion.centreMm)
      expect(around(cut, x, y)).toBeGreaterThan(850)
      expect(around(cut, x + lesion.diameterMm, y)).toBeLessThan(760)
    }
  }, 20_000)
})

/** Voxels whose centre lies within a share of the radius or `reachMm` of the middle. */
function* voxelsNear(read: readonly ReadBack[], { centreMm }: TrueSphere, reachMm: number) {
  for (const cut of read) {
    const plane = cut.instance.frames[0]!.plane!
    const { x, y, distanceMm } = toImage(plane, centreMm)
    if (Math.abs(distanceMm) > reachMm) continue
    const reach = Math.ceil(reachMm / plane.columnMm)
    for (let row = Math.floor(y) - reach; row <= y + reach; row++)
      for (let column = Math.floor(x) - reach; column <= x + reach; column++) {
        const away = Math.hypot(
          (column + 0.5 - x) * plane.columnMm,
          (row + 0.5 - y) * plane.rowMm,
          distanceMm,
        )
        if (away <= reachMm) yield { value: cut.at(column, row), plane }
      }
  }
}

function valueIn(read: readonly ReadBack[], sphere: TrueSphere, share: number): number {
  const values = [...voxelsNear(read, sphere, Math.max(1.5, share * sphere.diameterMm))].map(
    ({ value }) => value,
  )
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Partial volumes counted by their share between lung and nodule. */
function volumeOf(read: readonly ReadBack[], sphere: TrueSphere): number {
  const lung = -865
  let mm3 = 0
  for (const { value, plane } of voxelsNear(read, sphere, sphere.diameterMm / 2 + 2)) {
    const share = Math.min(1, Math.max(0, (value - lung - 60) / (sphere.value - lung - 60)))
    mm3 += share * plane.rowMm * plane.columnMm * plane.thicknessMm!
  }
  return mm3
}
