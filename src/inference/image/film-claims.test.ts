import { describe, expect, test } from 'vitest'
import { ProblemError } from '../problem-error.ts'
import type { PackReader } from '../reader.ts'
import type { Tensors } from '../runtime.ts'
import { filmClaims, type ImageSource } from './film-claims.ts'
import type { ImageModel } from './image-model.ts'
import { imageReader, somePicture, sureOf } from './image-pack.fixture.ts'
import type { PictureKind } from '#domain/imaging/kinds.ts'

function sourceOf(pack: string, reader: PackReader<ImageModel>): ImageSource {
  return { pack, version: '1.0.0', open: async () => reader }
}

const problem = (code: string) => new ProblemError({ code, message: '', cure: '', details: {} })

function missing(pack: string): ImageSource {
  return { pack, version: '1.0.0', open: () => Promise.reject(problem('pack-file-missing')) }
}

/** An intake that takes every picture for one kind; of a patch, for another. */
async function intake(kind: PictureKind, patch: PictureKind = 'other', asked: number[] = []) {
  const reader = await imageReader({ id: 'image-intake', task: 'image-kind' }, () => sureOf(kind))
  const patches = await imageReader({ id: 'image-intake', task: 'image-kind' }, () => sureOf(patch))
  let count = 0
  return sourceOf('image-intake', {
    model: reader.model,
    run(batch, signal) {
      asked.push(++count)
      return (count === 1 ? reader : patches).run(batch, signal)
    },
  })
}

async function finder(id: string, kinds: readonly PictureKind[], more: object = {}) {
  return sourceOf(
    id,
    await imageReader({ id, task: 'image-findings', gate: { kinds }, ...more }, () => ({ logits: [2] })),
  )
}

const child = await finder('child', ['chest-child'])
const adult = await finder('adult', ['chest-adult'])
const film = { instance: 'film', frame: 0, picture: somePicture() }

async function said(sources: readonly ImageSource[], picture = film.picture) {
  const { packs, failed } = await filmClaims(sources, [{ ...film, picture }])
  return { packs: packs.map(({ pack, refused }) => [pack, refused]), failed }
}

describe('the kind of a picture says which packs are asked', () => {
  test('a film of a child is for the pack of children alone, and the intake says what it saw', async () => {
    const { packs } = await filmClaims([await intake('chest-child'), child, adult], [film])
    expect(packs.map(({ pack }) => pack)).toEqual(['image-intake', 'child'])
    expect(packs[0]).toMatchObject({ refused: null, findings: [], kindSeen: { kind: 'chest-child' } })
    expect(packs[1]).toMatchObject({ instance: 'film', frame: 0, findings: [{ finding: 'consolidation' }] })
  })

  test('a photograph is for none', async () => {
    expect((await said([await intake('photograph'), child, adult])).packs).toEqual([['image-intake', null]])
  })

  test('where the intake is not sure, nobody is asked', async () => {
    const unsure = sourceOf('image-intake', await imageReader({ task: 'image-kind' }, () => ({})))
    const { packs } = await filmClaims([unsure, child, adult], [film])
    expect(packs).toMatchObject([{ refused: 'kind-unknown', kindSeen: { kind: null } }])
  })

  test('a file that names another modality is believed: an ultrasound is no film, a film may be scanned', async () => {
    const asked = async (modality: string) =>
      (await said([await intake('chest-child'), child], { ...film.picture, modality })).packs
    expect(await asked('US')).toEqual([['image-intake', 'kind-unknown']])
    for (const modality of ['DX', 'CR', 'OT', '']) expect(await asked(modality)).toHaveLength(2)
  })

  test('a film with black and white exchanged is said to be that', async () => {
    const dark = (inputs: Tensors) => inputs['image']!.data[0]! < 0
    const reader = await imageReader({ id: 'image-intake', task: 'image-kind' }, (inputs) =>
      sureOf(dark(inputs) ? 'chest-child' : 'other'),
    )
    const sources = [sourceOf('image-intake', reader), child]
    const negative = { ...film.picture, data: film.picture.data.map((value) => 255 - value) }
    expect((await said(sources)).packs).toHaveLength(2)
    expect((await said(sources, negative)).packs).toEqual([['image-intake', 'inverted']])
  })

  test('without an intake nobody answers', async () => {
    expect(await said([child])).toEqual({ packs: [], failed: [] })
    expect(await said([missing('image-intake'), child])).toEqual({
      packs: [],
      failed: [{ pack: 'image-intake', code: 'pack-file-missing' }],
    })
  })
})

test('a pack that cannot answer is named and costs the others nothing', async () => {
  const broken = sourceOf('broken', {
    ...(await child.open()),
    run: () => Promise.reject(problem('no-engine')),
  })
  const { packs, failed } = await said([await intake('chest-child'), missing('gone'), broken, child])
  expect(packs.map(([pack]) => pack)).toEqual(['image-intake', 'child'])
  expect(failed).toEqual([
    { pack: 'gone', code: 'pack-file-missing' },
    { pack: 'broken', code: 'no-engine' },
  ])
})

test('somebody who leaves is not kept waiting', async () => {
  const stop = new AbortController()
  const leaving = sourceOf('leaving', {
    ...(await child.open()),
    run: () => {
      stop.abort()
      return Promise.reject(problem('run-cancelled'))
    },
  })
  const asking = filmClaims([await intake('chest-child'), leaving, child], [film], stop.signal)
  await expect(asking).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error)
})

describe('a pack of patches', () => {
  const slice = somePicture({ width: 120, height: 90 })
  const marked = { ...slice, point: { x: 60, y: 50 } }
  const patches = () =>
    finder('nodule', ['nodule-patch'], { preprocessing: 'patch-v1', labels: ['nodule'], size: 50 })

  test('is asked about the surroundings of a marked point, whatever the whole picture is', async () => {
    const { packs } = await filmClaims(
      [await intake('other', 'nodule-patch'), await patches()],
      [{ ...film, picture: marked }],
    )
    expect(packs[1]).toMatchObject({ pack: 'nodule', refused: null, findings: [{ finding: 'lung-nodule' }] })
  })

  test('says why where the surroundings are of another kind, and nothing where no point is marked', async () => {
    const other = await filmClaims([await intake('other'), await patches()], [{ ...film, picture: marked }])
    expect(other.packs[1]).toMatchObject({
      refused: 'kind',
      findings: [],
      kindSeen: { kind: 'other' },
      run: null,
    })
    expect((await said([await intake('other'), await patches()], slice)).packs).toHaveLength(1)
  })
})
