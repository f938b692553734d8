import { expect, test } from 'vitest'
import { ChunkPace } from './chunk-pace.ts'

const KIB = 1024

test('chunks have a mebibyte and grow to four after five clean ones', () => {
  const pace = new ChunkPace()
  const sizes = Array.from({ length: 7 }, () => {
    const { bytes } = pace
    pace.arrived()
    return bytes / KIB
  })
  expect(sizes).toEqual([1024, 1024, 1024, 1024, 1024, 4096, 4096])
})

test('two failures shrink them to 256 KiB, from wherever they were', () => {
  const pace = new ChunkPace()
  for (let i = 0; i < 5; i++) pace.arrived()
  pace.failed()
  expect(pace.bytes).toBe(4096 * KIB)
  pace.failed()
  expect(pace.bytes).toBe(256 * KIB)
})

test('one failure between clean chunks shrinks nothing, but the five are counted anew', () => {
  const pace = new ChunkPace()
  for (const good of [true, true, true, true, false, true, true, true, true]) {
    if (good) pace.arrived()
    else pace.failed()
  }
  expect(pace.bytes).toBe(1024 * KIB)
  pace.arrived()
  expect(pace.bytes).toBe(4096 * KIB)
})

test('a line that got better is given larger chunks step by step', () => {
  const pace = new ChunkPace()
  pace.failed()
  pace.failed()
  for (let i = 0; i < 5; i++) pace.arrived()
  expect(pace.bytes).toBe(1024 * KIB)
})
