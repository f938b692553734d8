import { describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openNpz } from './npz.ts'
import { decompressBzip2 } from './npz/bzip2.ts'
import { decompressLzma } from './npz/lzma.ts'
import { parseNpy } from './npz/npy.ts'
import { zipMemberBytes, zipMembers, type ZipMember } from './npz/zip.ts'

/** Made by Python's zipfile (its bzip2 at level 1, so that there are several blocks) from `pattern(250000)`. */
const FIXTURE = fileURLToPath(new URL('npz/members.fixture.npz', import.meta.url))
const archive = new Uint8Array(readFileSync(FIXTURE))

function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => {
    const k = i % 977
    if (k >= 900) return 7
    return i >= length - 1500 ? Math.floor((i * i) / 8) % 256 : (k * k) >> 5
  })
}

function packedFrom({ headerAt }: ZipMember): number {
  const view = new DataView(archive.buffer, archive.byteOffset)
  return headerAt + 30 + view.getUint16(headerAt + 26, true) + view.getUint16(headerAt + 28, true)
}

function packed(name: string): Uint8Array {
  const member = zipMembers(archive).find((one) => one.name === name)!
  return archive.slice(packedFrom(member), packedFrom(member) + member.packedBytes)
}

describe('numpy archives', () => {
  test.each(['bz', 'lz'])(
    'the member packed as %s is unpacked to the bytes it was made from',
    async (name) => {
      const npz = await openNpz(FIXTURE)
      expect(npz.numbers(name)).toEqual(pattern(250_000))
    },
  )

  test('text and single numbers keep their shape', async () => {
    const npz = await openNpz(FIXTURE)
    expect(npz.array('text')).toEqual({ shape: [2, 2], values: ['N', '(AF', '心', ''] })
    expect(npz.array('small')).toEqual({ shape: [], values: Int16Array.of(-5) })
    expect(() => npz.texts('small')).toThrow('small is not text')
    expect(() => npz.array('other')).toThrow('has no array other')
  })

  test('one changed byte in a member is noticed', () => {
    for (const member of zipMembers(archive)) {
      const damaged = archive.slice()
      damaged[packedFrom(member) + (member.packedBytes >> 1)]! ^= 0x40
      expect(() => zipMemberBytes(damaged, member), member.name).toThrow()
    }
  })

  test.each(['bz.npy', 'lz.npy'])('%s cut or changed anywhere ends in an error, never in a hang', (name) => {
    const bytes = packed(name)
    const unpack = (input: Uint8Array) =>
      name === 'bz.npy'
        ? decompressBzip2(input, 250_128)
        : decompressLzma(input.subarray(9), input.subarray(4, 9), 250_128)
    for (let cut = 0; cut < bytes.length; cut += 97) expect(() => unpack(bytes.slice(0, cut))).toThrow()
    for (let at = 0; at < bytes.length; at += 211) {
      const changed = bytes.slice()
      changed[at]! ^= 0xff
      const before = performance.now()
      try {
        expect(unpack(changed)).toHaveLength(250_128)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      expect(performance.now() - before).toBeLessThan(5000)
    }
  })

  test('what is no archive or no array is said so', () => {
    expect(() => zipMembers(new Uint8Array(100))).toThrow('not a ZIP archive')
    expect(() => parseNpy(new Uint8Array(100))).toThrow('not a .npy file')
  })
})
