import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEcgPaths } from './ecg-input.ts'
import { unpackCommand } from './unpack.ts'

const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unpack-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function unpack(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await unpackCommand(args, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

/** A `.npy` array in bytes. */
function npy(kind: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const header = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const head = Buffer.from(`\x93NUMPY\x01\x00  ${header}\n`, 'latin1')
  head.writeUInt16LE(header.length + 1, 8)
  return Buffer.concat([head, data])
}

function texts(width: number, values: readonly string[]): Uint8Array {
  const characters = new Uint32Array(width * values.length)
  values.forEach((text, i) => [...text].forEach((c, k) => (characters[i * width + k] = c.codePointAt(0)!)))
  return npy(`<U${width}`, [values.length], new Uint8Array(characters.buffer))
}

/** A ZIP archive of stored members. */
function zip(members: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const local: Uint8Array[] = []
  const central: Uint8Array[] = []
  let at = 0
  for (const [name, bytes] of Object.entries(members)) {
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt32LE(crc32(bytes), 16)
    entry.writeUInt32LE(bytes.length, 20)
    entry.writeUInt32LE(bytes.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    const header = Buffer.alloc(30)
    header.writeUInt16LE(name.length, 26)
    local.push(header, Buffer.from(name), bytes)
    central.push(entry, Buffer.from(name))
    at += 30 + name.length + bytes.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(members).length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, directory, end])
}

/** The coding of the data sets: zigzag of first differences, low and high byte apart. */
function zigzag(counts: readonly number[]): { low: Uint8Array; high: Uint8Array } {
  const codes = counts.map((count, i) => {
    const difference = count - (counts[i - 1] ?? 0)
    return (difference << 1) ^ (difference >> 31)
  })
  return { low: Uint8Array.from(codes, (c) => c & 0xff), high: Uint8Array.from(codes, (c) => c >> 8) }
}

describe('a set laid out for eval', () => {
  const records = [
    [0, 5, -3, 700, -900],
    [12, 12, 13],
    [-1, -2, -3, -4],
  ]
  const labels = ['N', '~', 'A']

  async function smallSet(): Promise<string> {
    const coded = records.map(zigzag)
    const members = {
      'ids.npy': texts(6, ['A00001', 'A00002', 'A00003']),
      'label.npy': texts(1, labels),
      'val.npy': npy('|b1', [3], Uint8Array.of(1, 0, 1)),
      'n.npy': npy('<i4', [3], new Uint8Array(Int32Array.from(records, (r) => r.length).buffer)),
      'lo.npy': npy('|u1', [12], Buffer.concat(coded.map((c) => c.low))),
      'hi.npy': npy('|u1', [12], Buffer.concat(coded.map((c) => c.high))),
      'fs.npy': npy('<i2', [], Uint8Array.of(300 & 0xff, 300 >> 8)),
      'lsb_uv.npy': npy('<i2', [], Uint8Array.of(4, 0)),
    }
    const from = await mkdtemp(join(folder, 'from-'))
    await mkdir(join(from, 'ecg'))
    await writeFile(join(from, 'ecg', 'cinc2017_train.npz'), zip(members))
    return from
  }

  test.each([
    ['val', [0, 2]],
    ['train', [1]],
    ['all', [0, 1, 2]],
  ] as const)('--split %s writes exactly those rows, sample for sample', async (split, rows) => {
    const into = join(folder, split)
    const { code, err } = await unpack('cinc2017', into, '--from', await smallSet(), '--split', split)
    expect(code, err).toBe(0)
    const names = rows.map((i) => `A0000${i + 1}.hea`)
    const table = await readFile(join(into, 'labels.csv'), 'utf8')
    expect(table).toBe(`file,label\n${rows.map((i) => `A0000${i + 1}.hea,${labels[i]}\n`).join('')}`)
    const inputs = await readEcgPaths(names.map((name) => join(into, name)))
    inputs.forEach(({ outcome }, k) => {
      if (!outcome.ok) throw new Error(outcome.problem.message)
      const { leads, sampleRateHz } = outcome.value.tracing
      expect(sampleRateHz).toBe(300)
      expect(Array.from(leads[0]!.samplesMv, (mv) => Math.round(mv * 250))).toEqual(records[rows[k]!])
    })
    expect(inputs).toHaveLength(rows.length)
  })

  test('a folder with something in it is left alone', async () => {
    const into = await mkdtemp(join(folder, 'full-'))
    await writeFile(join(into, 'mine.txt'), 'keep')
    expect((await unpack('cinc2017', into, '--from', await smallSet())).code).toBe(2)
    expect(await readFile(join(into, 'mine.txt'), 'utf8')).toBe('keep')
  })

  test('data that are not there are said with a cure', async () => {
    const { code, err } = await unpack('cinc2017', join(folder, 'none'), '--from', folder)
    expect(code).toBe(1)
    expect(err).toContain('--from')
  })
})

describe.skipIf(!existsSync(SHARED))('the real sets', () => {
  test('LUDB: twelve leads, each with its own annotations', async () => {
    const into = join(folder, 'ludb')
    expect((await unpack('ludb', into)).code).toBe(0)
    const [input] = await readEcgPaths([join(into, '2.hea')])
    if (!input!.outcome.ok) throw new Error(input!.outcome.problem.message)
    const { tracing } = input!.outcome.value
    expect(tracing.leads.map((lead) => lead.standard)).toEqual([
      'I',
      'II',
      'III',
      'aVR',
      'aVL',
      'aVF',
      'V1',
      'V2',
      'V3',
      'V4',
      'V5',
      'V6',
    ])
    expect(tracing.warnings).toEqual([])
    // The sample of the same record holds the database's own annotations; its voltages are not true (README).
    const own = await readFile(join(into, '2.ii'))
    const original = await readFile(join(SHARED, 'ecg', 'samples', 'wfdb', 'ludb', '2.ii'))
    expect(marksOf(own)).toEqual(marksOf(original))
  }, 30_000)
})

/** Time steps and codes, without the channel words of the original. */
function marksOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = Array.from({ length: bytes.length >> 1 }, (_, i) => view.getUint16(i * 2, true))
  return words.filter((word) => word >> 10 < 59)
}
