import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isPictureKind } from '#domain/imaging/kinds.ts'
import { treeCodecs } from '#data/imaging/tree-codecs.ts'
import { listedRows } from './eval/listed-rows.ts'
import { rowLandmarks, rowMask, rowPicture } from './picture-rows.ts'
import { PICTURE_SETS } from './picture-sets.ts'
import { unpackCommand } from './unpack.ts'

const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unpack-pictures-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function unpacked(set: string, split: string) {
  const into = join(folder, `${set}-${split}`)
  const quiet = { out: () => undefined, err: () => undefined }
  expect(await unpackCommand([set, into, '--split', split], quiet)).toBe(0)
  return { into, rows: await listedRows(into) }
}

describe.skipIf(!existsSync(join(SHARED, 'imaging')))('the sets of pictures', () => {
  test('vessels: the first reader is the mask, the second stands beside, both as 0 and 1', async () => {
    const { into, rows } = await unpacked('retina-vessels', 'val')
    expect(rows.map((row) => row['site'])).toEqual(expect.arrayContaining(['chase', 'drive']))
    expect(rows).toHaveLength(8)
    const codecs = treeCodecs()
    const [first, second] = [
      await rowMask(into, rows[0]!, codecs),
      await rowMask(into, { ...rows[0]!, mask: rows[0]!['mask2']! }, codecs),
    ]
    if (!first.ok || !second.ok) throw new Error('no mask')
    for (const { value } of [first, second])
      expect([...new Set(Array.from(value.values))].sort()).toEqual([0, 1])
    expect(first.value.values).not.toEqual(second.value.values)
  })

  test('spines: 68 corners in pixels of the picture that is written', async () => {
    const { into, rows } = await unpacked('spine-cobb', 'val')
    expect(rows).toHaveLength(56)
    const picture = await rowPicture(into, rows[0]!, treeCodecs())
    if (!picture.ok) throw new Error(picture.problem.message)
    const { width, height } = picture.value.picture
    const points = await rowLandmarks(into, rows[0]!)
    expect(points).toHaveLength(2 * 68)
    const [x, y] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)]
    expect(height).toBe(384)
    expect(Math.max(...x)).toBeLessThan(width)
    // From the first thoracic to the last lumbar vertebra: most of the height.
    expect(Math.max(...y) - Math.min(...y)).toBeGreaterThan(height / 2)
    expect(Math.max(...y)).toBeLessThan(height)
  })

  test('breasts: a lesion is drawn wherever the label has one, and the picture is the stored one', async () => {
    const { into, rows } = await unpacked('breast-us', 'val')
    const codecs = treeCodecs()
    for (const row of rows.filter((_, i) => i % 9 === 0)) {
      const mask = await rowMask(into, row, codecs)
      if (!mask.ok) throw new Error(mask.problem.message)
      expect(Array.from(mask.value.values).includes(1)).toBe(row['lesion'] === '1')
    }
    const jpeg = await readFile(join(into, rows[0]!['file']!))
    expect([jpeg[0], jpeg[1]]).toEqual([0xff, 0xd8])
  })

  test('retinopathy: two cameras by grade, and normal eyes of a third source for false referrals alone', async () => {
    const { rows } = await unpacked('fundus-dr', 'val')
    const bySite = Map.groupBy(rows, (row) => row['site'])
    expect(bySite.get('eyepacs')).toHaveLength(163)
    expect(bySite.get('idrid')).toHaveLength(51)
    expect(bySite.get('second-source')!.map((row) => row['label'])).toEqual(Array(27).fill('normal'))
    for (const row of rows)
      expect(row['referable']).toBe(row['label'] === 'normal' ? '' : Number(row['label']) >= 2 ? '1' : '0')
  })

  test('children: a virus is pneumonia and not bacterial, a normal film says nothing of bacteria', async () => {
    const { rows } = await unpacked('chest-child-pneumonia', 'val')
    const seen = new Set(rows.map(({ label, pneumonia, bacterial }) => `${label} ${pneumonia} ${bacterial}`))
    expect([...seen].sort()).toEqual(['bacteria 1 1', 'normal 0 ', 'virus 1 0'])
  })

  test('all sets mixed carry the kind of each picture', async () => {
    const { rows } = await unpacked('image-intake', 'val')
    expect(rows.every((row) => isPictureKind(row['label']!))).toBe(true)
    expect(rows.filter((row) => row['label'] === 'photographed')).toHaveLength(44)
    expect(new Set(rows.map((row) => row['file'])).size).toBe(rows.length)
  })
})

test('every set has a name of its own', () => {
  const names = PICTURE_SETS.flatMap((set) => set.names)
  expect(new Set(names).size).toBe(names.length)
})
