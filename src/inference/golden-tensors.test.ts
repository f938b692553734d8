import { expect, test } from 'vitest'
import type { GoldenCase } from '#contract/pack-golden.ts'
import type { PackManifest } from '#contract/pack.ts'
import { goldenInputs } from './golden-tensors.ts'

const manifest = {
  inputs: [
    { name: 'image', shape: [1, 2, 4, 6] },
    { name: 'sex', shape: [1, 1] },
  ],
} as unknown as PackManifest

const coded = (values: readonly number[]) =>
  btoa(String.fromCharCode(...new Uint8Array(Int8Array.from(values))))

function inputs(image: GoldenCase['inputs'][string]) {
  return goldenInputs({ name: 'a', runtime: '', inputs: { image }, expected: {} }, manifest)
}

test('a golden picture may be coarse: each value stands for a square', () => {
  const image = inputs({ step: 0.5, blocks: 2, int8: coded([1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6]) })[
    'image'
  ]!
  const rows = Array.from({ length: 8 }, (_, row) => [...image.data.subarray(6 * row, 6 * row + 6)])
  const above = [0.5, 0.5, 1, 1, 1.5, 1.5]
  const below = [2, 2, 2.5, 2.5, 3, 3]
  const minus = (row: readonly number[]) => row.map((value) => -value)
  expect(rows).toEqual([above, above, below, below, minus(above), minus(above), minus(below), minus(below)])
})

test('without squares each value stands for itself, and what is left out is zero', () => {
  const values = Array.from({ length: 48 }, (_, i) => i)
  const { image, sex } = inputs({ step: 1, int8: coded(values) })
  expect([...image!.data]).toEqual(values)
  expect([...sex!.data]).toEqual([0])
})
