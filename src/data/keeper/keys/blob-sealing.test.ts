import { expect, test } from 'vitest'
import { openBlob, sealBlob, sealedFrames } from './blob-sealing.ts'
import { altered, TestMachine } from './machine.testing.ts'
import { importAesKey, SealBroken, type Aad } from './sealing.ts'

const MIB = 1 << 20
const FRAME = MIB + 28
const machine = new TestMachine()
const key = await importAesKey(machine.randomBytes(32))
const aad: Aad = { store: 'blobs', row: 'a', scope: 'subject', epoch: 0 }

function recording(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4)).map((_, index) =>
    Math.imul(index + seed, 2_654_435_761),
  )
  return new Uint8Array(words.buffer, 0, length)
}

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

test.each([0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB + 17])(
  'a recording of %i bytes opens as it was',
  async (length) => {
    const sealed = await sealBlob(key, aad, recording(length), machine)
    expect(sealed.length).toBe(17 + length + 28 * Math.max(1, Math.ceil(length / MIB)))
    expect(same(await openBlob(key, aad, sealed), recording(length))).toBe(true)
  },
)

test('an altered byte in any part is noticed', async () => {
  const sealed = await sealBlob(key, aad, recording(2 * MIB + 5), machine)
  const parts = [0, 1, 16, 17, 28, 29, 17 + FRAME - 1, 17 + FRAME, 17 + FRAME + 40, sealed.length - 1]
  for (const at of parts) await expect(openBlob(key, aad, altered(sealed, at))).rejects.toThrow(SealBroken)
})

test('a recording that was cut is noticed, also between frames', async () => {
  const sealed = await sealBlob(key, aad, recording(2 * MIB + 5), machine)
  for (const length of [0, 1, 17, 44, 45, 17 + FRAME - 1, 17 + FRAME, 17 + 2 * FRAME, 17 + 2 * FRAME + 28])
    await expect(openBlob(key, aad, sealed.subarray(0, length))).rejects.toThrow(SealBroken)
})

test('frames that changed places are noticed', async () => {
  const sealed = await sealBlob(key, aad, recording(3 * MIB), machine)
  const swapped = sealed.slice()
  swapped.set(sealed.subarray(17 + FRAME, 17 + 2 * FRAME), 17)
  swapped.set(sealed.subarray(17, 17 + FRAME), 17 + FRAME)
  await expect(openBlob(key, aad, swapped)).rejects.toThrow(SealBroken)
})

test('frames of two sealings of one recording do not mix', async () => {
  const [one, two] = [recording(2 * MIB), recording(2 * MIB, 9)]
  const first = await sealBlob(key, aad, one, machine)
  const second = await sealBlob(key, aad, two, machine)
  const mixed = first.slice()
  mixed.set(second.subarray(17 + FRAME), 17 + FRAME)
  await expect(openBlob(key, aad, mixed)).rejects.toThrow(SealBroken)
})

test.each<[string, Partial<Aad>]>([
  ['another name', { row: 'b' }],
  ['another person', { scope: 'other' }],
  ['another store', { store: 'facts' }],
  ['another epoch', { epoch: 1 }],
])('a recording does not open under %s', async (_, other) => {
  const sealed = await sealBlob(key, aad, recording(100), machine)
  await expect(openBlob(key, { ...aad, ...other }, sealed)).rejects.toThrow(SealBroken)
})

test('a frame opens alone, and only its own bytes are read', async () => {
  const plain = recording(2 * MIB + 5)
  const sealed = await sealBlob(key, aad, plain, machine)
  const asked: [number, number][] = []
  const frames = await sealedFrames(key, aad, sealed.length, async (from, to) => {
    asked.push([from, to])
    return sealed.subarray(from, to)
  })
  expect([frames.sizeBytes, frames.count]).toEqual([plain.length, 3])
  expect(same(await frames.open(1), plain.subarray(MIB, 2 * MIB))).toBe(true)
  expect(same(await frames.open(2), plain.subarray(2 * MIB))).toBe(true)
  expect(asked).toEqual([
    [0, 17],
    [17 + FRAME, 17 + 2 * FRAME],
    [17 + 2 * FRAME, sealed.length],
  ])
})

test('a file that was cut since it was measured does not open', async () => {
  const sealed = await sealBlob(key, aad, recording(2 * MIB + 5), machine)
  const cut = sealed.subarray(0, 17 + FRAME + 100)
  const frames = await sealedFrames(key, aad, sealed.length, async (from, to) => cut.subarray(from, to))
  await expect(frames.open(1)).rejects.toThrow(SealBroken)
  await expect(frames.open(2)).rejects.toThrow(SealBroken)
})
