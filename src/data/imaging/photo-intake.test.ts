import { proxy, transfer } from 'comlink'
import { decode } from 'fast-png'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { chestFilm, LEVEL, photographed } from '#domain/imaging/photo/photographed.testing.ts'
import type { Photo, Quad } from '#domain/imaging/photo/photo.ts'
import { pngOf, treePhotoWorker } from './photo-intake.fixture.ts'

let photo: Photo
let quad: Quad
let worker: ReturnType<typeof treePhotoWorker>

beforeAll(() => {
  const shot = { ...LEVEL, width: 600, height: 450, focal: 500, turned: -12, leant: 8 }
  ;({ photo, quad } = photographed(chestFilm(), shot))
})
beforeEach(() => {
  worker = treePhotoWorker()
})
afterEach(() => worker.close())

function cornersOff(found: Quad | null | undefined): number {
  if (!found) return Infinity
  return Math.max(...found.map(({ x, y }, i) => Math.hypot(x - quad[i]!.x, y - quad[i]!.y)))
}

describe('the photo worker', () => {
  it('takes a file, shows its pixels and finds the film in it', async () => {
    const taken = await worker.remote.take(pngOf(photo), 'film')
    expect(taken).toMatchObject({ width: 600, height: 450, disc: null })
    expect(new Uint8ClampedArray(taken!.picture)).toEqual(photo.rgba)
    expect(cornersOff(taken!.quad)).toBeLessThan(2.4)
    expect(taken!.faults.map(({ code }) => code)).toEqual(expect.arrayContaining(['small']))
  })

  it('takes a picture of the camera, which is moved to it', async () => {
    const picture = await pngOf(photo).arrayBuffer()
    const taken = await worker.remote.take(transfer(picture, [picture]), 'film')
    expect(picture.byteLength).toBe(0)
    expect(cornersOff(taken!.quad)).toBeLessThan(2.4)
  })

  it('says no to a file that is no picture, and takes the next one', async () => {
    expect(await worker.remote.take(new Blob(['no picture']), 'film')).toBeNull()
    await expect(worker.remote.judge('film', quad)).rejects.toThrow('no photograph')
    expect(await worker.remote.take(pngOf(photo), 'film')).not.toBeNull()
  })

  it('judges by the corners that a person set', async () => {
    await worker.remote.take(pngOf(photo), 'film')
    const cut: Quad = [{ x: 0, y: quad[0].y }, quad[1], quad[2], quad[3]]
    const codes = async (by: Quad) => (await worker.remote.judge('film', by)).map(({ code }) => code)
    expect(await codes(cut)).toContain('cropped')
    expect(await codes(quad)).not.toContain('cropped')
  })

  it('straightens within the corners, telling how far it is, and gives the same as a file', async () => {
    await worker.remote.take(pngOf(photo), 'film')
    const shares: number[] = []
    const onShare = proxy((share: number) => void shares.push(share))
    const flat = await worker.remote.flatten(quad, 'film', false, onShare)
    expect(flat!.width / flat!.height).toBeCloseTo(LEVEL.aspect, 2)
    expect(flat!.canEven).toBe(true)
    const png = decode(await (await worker.remote.png(0, false)).arrayBuffer())
    expect([png.width, png.height]).toEqual([flat!.width, flat!.height])
    expect(new Uint8Array(flat!.picture)).toEqual(png.data)
    expect(shares.length).toBeGreaterThan(2)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBeLessThanOrEqual(1)
  })

  it('evens the light of the box only where it is asked to', async () => {
    const light = (x: number): number => 1 - 0.45 * x
    const lit = photographed(() => 0.5, { ...LEVEL, width: 600, height: 450, focal: 500, light })
    await worker.remote.take(pngOf(lit.photo), 'film')
    const leftToRight = async (isEven: boolean): Promise<number> => {
      const flat = (await worker.remote.flatten(
        lit.quad,
        'film',
        isEven,
        proxy(() => undefined),
      ))!
      const row = 4 * Math.floor(flat.height / 2) * flat.width
      const grey = new Uint8Array(flat.picture)
      return grey[row + 40]! / grey[row + 4 * (flat.width - 10)]!
    }
    expect(await leftToRight(false)).toBeGreaterThan(1.25)
    expect(Math.abs((await leftToRight(true)) - 1)).toBeLessThan(0.06)
  })

  it('gives nothing for corners that cross', async () => {
    await worker.remote.take(pngOf(photo), 'film')
    const crossed: Quad = [quad[1], quad[0], quad[2], quad[3]]
    const onShare = proxy(() => undefined)
    expect(await worker.remote.flatten(crossed, 'film', false, onShare)).toBeNull()
    await expect(worker.remote.png(0, false)).rejects.toThrow('no photograph')
  })
})
