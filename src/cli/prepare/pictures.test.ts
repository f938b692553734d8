import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseNpy } from '../npz/npy.ts'

const SCRIPT = join(import.meta.dirname, 'pictures.ts')
const [WIDTH, HEIGHT] = [40, 60]

let folder = ''

function prepare(...args: readonly string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' })
}

function png(grey: (x: number, y: number) => number): Uint8Array {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    grey(at % WIDTH, Math.floor(at / WIDTH)),
  )
  return encode({ width: WIDTH, height: HEIGHT, data, channels: 1, depth: 8 })
}

async function array(name: string) {
  return parseNpy(new Uint8Array(await readFile(join(folder, 'out', name))))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-pictures-'))
  await writeFile(
    join(folder, 'a.png'),
    png((x, y) => 30 + 2 * x + y),
  )
  await writeFile(
    join(folder, 'b.png'),
    png((x, y) => 200 - 2 * x - y),
  )
  await writeFile(
    join(folder, 'mask.png'),
    png((x, y) => (x < 20 && y < 30 ? 2 : 0)),
  )
  await writeFile(join(folder, 'points.csv'), 'x,y\n10,15\n40,60\n')
  const rows = ['a.png,"one, two",mask.png,points.csv', 'b.png,three,mask.png,points.csv']
  await writeFile(join(folder, 'labels.csv'), ['file,label,mask,landmarks', ...rows, ''].join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('training inputs', () => {
  test('pictures, masks and points land on the same input', async () => {
    const { status, stderr } = prepare('film-fit-v1', '60x60', folder, join(folder, 'out'))
    expect([status, stderr]).toEqual([0, ''])
    const header = (await readFile(join(folder, 'out', 'inputs.npy'))).toString('latin1', 0, 80)
    expect(header).toContain("'descr': '<f2', 'fortran_order': False, 'shape': (2, 1, 60, 60)")
    const masks = await array('masks.npy')
    expect(masks.shape).toEqual([2, 60, 60])
    const at = (x: number, y: number) => masks.values[y * 60 + x]
    expect([at(9, 29), at(10, 29), at(29, 29), at(30, 29), at(29, 30)]).toEqual([0, 2, 2, 0, 0])
    const points = await array('landmarks.npy')
    expect(points.shape).toEqual([2, 2, 2])
    expect([...points.values].slice(0, 4)).toEqual([20 / 60, 0.25, 50 / 60, 1].map(Math.fround))
  })

  test('the rows keep their cells and get the figures of their pictures', async () => {
    const [header, first] = (await readFile(join(folder, 'out', 'rows.csv'), 'utf8')).split('\n')
    expect(header).toBe(
      'file,label,mask,landmarks,contrast,sharpness,clippedShare,emptyShare,colour,detail,' +
        'pictureWidth,pictureHeight,boxLeft,boxTop,boxRight,boxBottom',
    )
    expect(first).toMatch(/^a\.png,"one, two",mask\.png,points\.csv,0\.\d+,.*,40,60,-10,0,50,60$/)
  })

  test('some rows alone may be asked for', async () => {
    const { status } = prepare('intake-v1', '8x8', folder, join(folder, 'some'), '--where', 'label=three')
    expect(status).toBe(0)
    expect((await readFile(join(folder, 'some', 'rows.csv'), 'utf8')).split('\n')).toHaveLength(3)
  })

  test('a preprocessing that is not there is not understood', () => {
    expect(prepare('film-v9', '8x8', folder, join(folder, 'none'))).toMatchObject({ status: 2 })
  })
})
