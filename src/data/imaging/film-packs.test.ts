import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseImageGate } from '#contract/pack-image.ts'
import { FILM_PACKS, INTAKE_PACK } from './film-packs.ts'

test('packs that read pictures are known, and none that reads an ECG', () => {
  expect(FILM_PACKS.every(({ task }) => task.startsWith('image-'))).toBe(true)
  const others = FILM_PACKS.filter(({ id }) => id !== INTAKE_PACK)
  expect(others.every(({ kinds }) => kinds.length > 0)).toBe(true)
})

test('what is said of a pack before it is here is what its gate takes', () => {
  expect.hasAssertions()
  for (const { id, kinds } of FILM_PACKS) {
    const gate = parseImageGate(readFileSync(`models/${id}/gate.json`, 'utf8'))
    if (!gate.ok) throw new Error(gate.problem.message)
    expect({ id, kinds: gate.value.kinds.toSorted() }).toEqual({ id, kinds: kinds.toSorted() })
  }
})
