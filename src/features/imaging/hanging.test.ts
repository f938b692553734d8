import { expect, test } from 'vitest'
import type { ImageSeries, ImageStudy } from '#domain/imaging/image.ts'
import { hang, isVolume } from './hanging.ts'

interface Told {
  readonly id: string
  readonly modality: string
  readonly pictures?: number
  readonly frames?: number
  readonly laterality?: 'left' | 'right'
  readonly view?: string
}

function study(...told: readonly Told[]): ImageStudy {
  const series = told.map(({ id, modality, pictures = 1, frames = 1, laterality = null, view = '' }) => ({
    id,
    modality,
    laterality,
    view,
    instances: Array.from({ length: pictures }, (_, at) => ({
      id: `${id}${at}`,
      frames: Array.from({ length: frames }, () => ({ plane: modality === 'CT' ? {} : null })),
    })),
  }))
  return { series: series as unknown as ImageSeries[] } as unknown as ImageStudy
}

test('two views of a chest hang beside each other, in one series or in two', () => {
  const views = {
    layout: '1x2',
    panes: [
      { series: 'a', at: 0 },
      { series: 'a', at: 1 },
    ],
  }
  expect(hang(study({ id: 'a', modality: 'DX', pictures: 2 }), true)).toEqual(views)
  const two = hang(study({ id: 'pa', modality: 'CR' }, { id: 'lateral', modality: 'CR' }), true)
  expect(two.panes.map(({ series }) => series)).toEqual(['pa', 'lateral'])
})

test('mammograms hang with the right breast on the left, CC above MLO', () => {
  const views = study(
    { id: 'l-mlo', modality: 'MG', laterality: 'left', view: 'MLO' },
    { id: 'r-cc', modality: 'MG', laterality: 'right', view: 'CC' },
    { id: 'l-cc', modality: 'MG', laterality: 'left', view: 'CC' },
    { id: 'r-mlo', modality: 'MG', laterality: 'right', view: 'MLO' },
  )
  const { layout, panes } = hang(views, true)
  expect(layout).toBe('2x2')
  expect(panes.map(({ series }) => series)).toEqual(['r-cc', 'l-cc', 'r-mlo', 'l-mlo'])
})

test('a stack, a loop and a small screen show one picture', () => {
  expect(hang(study({ id: 'a', modality: 'CT', pictures: 40 }), true).layout).toBe('1x1')
  expect(hang(study({ id: 'a', modality: 'DX', frames: 30 }), true).layout).toBe('1x1')
  expect(hang(study({ id: 'a', modality: 'DX', pictures: 2 }), false).layout).toBe('1x1')
})

test('planes are offered for slices that lie in the patient, and not for a handful of them', () => {
  const [many, few, loop] = [
    study({ id: 'a', modality: 'CT', pictures: 40 }),
    study({ id: 'a', modality: 'CT', pictures: 3 }),
    study({ id: 'a', modality: 'US', frames: 40 }),
  ]
  expect([many, few, loop].map(({ series }) => isVolume(series[0]!))).toEqual([true, false, false])
})
