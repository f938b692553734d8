import { expect, test } from 'vitest'
import { toolsFor } from './tool-choice.ts'

test('a chest film offers heart and chest, a film of the spine the Cobb angle', () => {
  expect(toolsFor('DX', 'CHEST', false).first).toContain('cardiothoracic')
  expect(toolsFor('CR', 'LSPINE', false).first).toContain('cobb')
  expect(toolsFor('CT', 'CHEST', true).first).not.toContain('cardiothoracic')
})

test('window, zoom and length are always in sight; every tool is somewhere, once', () => {
  for (const modality of ['CT', 'MR', 'US', 'DX', 'MG', 'OP', '']) {
    const { first, rest } = toolsFor(modality, '', true)
    expect(first).toContain('window')
    expect(first).toContain('zoom')
    const all = [...first, ...rest]
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBe(15)
    expect(first.length).toBeLessThanOrEqual(7)
  }
})

test('a single picture has nothing to scroll', () => {
  const { first, rest } = toolsFor('CT', '', false)
  expect([...first, ...rest]).not.toContain('scroll')
})
