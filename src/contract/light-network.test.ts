import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expandHalf, parseLightNetwork, type LightNetwork } from './light-network.ts'

const json = readFileSync('models/ecg-rhythm-1lead/light/weights.json', 'utf8')
const sizeBytes = readFileSync('models/ecg-rhythm-1lead/light/weights.bin').length
const changed = (change: (network: LightNetwork) => void) => {
  const network = JSON.parse(json) as LightNetwork
  change(network)
  return parseLightNetwork(JSON.stringify(network), sizeBytes)
}

describe('half-precision numbers', () => {
  // Examples of IEEE 754-2008 binary16.
  test.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ])('%i is %d', (half, value) => {
    expect(expandHalf(Uint8Array.of(half & 255, half >> 8))[0]).toBe(value)
  })

  test('every one is what Float16Array says', () => {
    const halves = Uint16Array.from({ length: 65_536 }, (_, i) => i)
    const { Float16Array } = globalThis as { Float16Array?: new (buffer: ArrayBuffer) => ArrayLike<number> }
    const expected = Float16Array ? Float32Array.from(new Float16Array(halves.buffer)) : null
    const ours = expandHalf(new Uint8Array(halves.buffer))
    expect(ours).toHaveLength(65_536)
    if (expected) expect(ours).toEqual(expected)
  })
})

describe('a light network', () => {
  test('of the pack is valid', () => {
    expect(parseLightNetwork(json, sizeBytes)).toMatchObject({ ok: true })
  })
  test('is refused with weights of another length', () => {
    expect(parseLightNetwork(json, sizeBytes - 2)).toMatchObject({
      ok: false,
      problem: { code: 'light-network-invalid' },
    })
  })
  test('is refused when a layer reads what nothing makes', () => {
    const result = changed((network) => void ((network.layers[3]!.inputs as string[])[0] = 'nowhere'))
    expect(result).toMatchObject({
      ok: false,
      problem: { details: { why: expect.stringMatching(/reads nowhere/) as string } },
    })
  })
  test('is refused when a weight lies beyond the file', () => {
    const result = changed(
      (network) => void ((network.layers[0] as { weight: { offset: number } }).weight.offset = sizeBytes),
    )
    expect(result).toMatchObject({ ok: false, problem: { code: 'light-network-invalid' } })
  })
  test('is refused with a layer nobody knows', () => {
    const result = changed((network) => void ((network.layers[0] as { type: string }).type = 'eval'))
    expect(result).toMatchObject({ ok: false })
  })
})
