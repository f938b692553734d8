import fc from 'fast-check'
import { expect, test } from 'vitest'
import { altered, TestMachine } from './machine.testing.ts'
import { importAesKey, openRow, SealBroken, sealRow, type Aad } from './sealing.ts'

const machine = new TestMachine()
const key = await importAesKey(machine.randomBytes(32))
const aad: Aad = { store: 'facts', row: 'a', scope: 'clinic', epoch: 3 }
const OVERHEAD = 1 + 12 + 16

const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7 + 1) % 256)

test('what is sealed opens as it was, at every size around the classes', async () => {
  const limits = [0, 64, 256, 384, 1024, 4096, 16_384, 32_768, 49_152]
  for (const limit of limits)
    for (const length of [-5, -4, -3, -1, 0, 1].map((by) => Math.max(0, limit + by))) {
      const sealed = await sealRow(key, aad, bytes(length), machine)
      expect(await openRow(key, aad, sealed)).toEqual(bytes(length))
    }
})

test('whatever the bytes and wherever they belong, they open as they were', async () => {
  const places = fc.record({ store: fc.string(), row: fc.string(), scope: fc.string(), epoch: fc.nat() })
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), places, async (plain, place) => {
      expect(await openRow(key, place, await sealRow(key, place, plain, machine))).toEqual(plain)
    }),
    { numRuns: 200 },
  )
})

test('the length of a sealed row tells its size class alone', async () => {
  const length = async (plain: number) => (await sealRow(key, aad, bytes(plain), machine)).length - OVERHEAD
  expect([await length(0), await length(60)]).toEqual([64, 64])
  expect([await length(61), await length(252)]).toEqual([256, 256])
  expect([await length(253), await length(380)]).toEqual([384, 384])
  expect([await length(381), await length(1020)]).toEqual([1024, 1024])
  expect([await length(1021), await length(4092)]).toEqual([4096, 4096])
  expect([await length(4093), await length(16_380)]).toEqual([16_384, 16_384])
  expect([await length(16_381), await length(32_764)]).toEqual([32_768, 32_768])
  expect(await length(32_765)).toBe(49_152)
})

test('a sealed row with any one byte altered does not open', async () => {
  const sealed = await sealRow(key, aad, bytes(40), machine)
  for (let at = 0; at < sealed.length; at++)
    await expect(openRow(key, aad, altered(sealed, at))).rejects.toThrow(SealBroken)
})

test('a sealed row that was cut or grew does not open', async () => {
  const sealed = await sealRow(key, aad, bytes(40), machine)
  for (let length = 0; length < sealed.length; length++)
    await expect(openRow(key, aad, sealed.subarray(0, length))).rejects.toThrow(SealBroken)
  await expect(openRow(key, aad, Uint8Array.of(...sealed, 0))).rejects.toThrow(SealBroken)
})

test.each<[string, Partial<Aad>]>([
  ['another store', { store: 'drafts' }],
  ['another row', { row: 'b' }],
  ['another scope', { scope: 'school' }],
  ['another epoch', { epoch: 4 }],
  ['names that run together alike', { store: 'factsa', row: '' }],
  ['scope and epoch that run together alike', { scope: 'clinic3', epoch: 0 }],
])('a row does not open as %s', async (_, other) => {
  const sealed = await sealRow(key, aad, bytes(40), machine)
  await expect(openRow(key, { ...aad, ...other }, sealed)).rejects.toThrow(SealBroken)
})

test('a row does not open with another key', async () => {
  const sealed = await sealRow(key, aad, bytes(40), machine)
  const other = await importAesKey(machine.randomBytes(32))
  await expect(openRow(other, aad, sealed)).rejects.toThrow(SealBroken)
})

test('a sealing key cannot be taken out of the browser again', async () => {
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})

/** A hundred thousand with `LONG=1`; CI has twenty minutes. */
const BATCHES = process.env['LONG'] === undefined ? 20 : 100

test(
  'no nonce is used twice in tens of thousands of rows, sealed from two tabs at once',
  { timeout: 120_000 },
  async () => {
    const tab = () => ({ randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) })
    const tabs = [tab(), tab()]
    const nonces = new Set<string>()
    for (let batch = 0; batch < BATCHES; batch++) {
      const sealed = await Promise.all(
        Array.from({ length: 1000 }, (_, index) => sealRow(key, aad, bytes(8), tabs[index % 2]!)),
      )
      for (const row of sealed) nonces.add(String.fromCharCode(...row.subarray(1, 13)))
    }
    expect(nonces.size).toBe(BATCHES * 1000)
  },
)
