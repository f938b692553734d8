import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describe as describedOf } from '#contract/dicom/describe.ts'
import { readDicom } from '#contract/dicom/read.ts'
import { inflateRaw } from '#data/imaging/inflate.ts'
import type { DrawnTruth } from '#domain/imaging/phantoms/drawn.ts'
import { main } from './hinterland.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-film-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: string[]) {
  const said = { out: '', err: '' }
  const code = await main(['simulate', 'film', ...args], {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  })
  return { code, ...said }
}

function truthIn(at: string): { files: string[]; truth: DrawnTruth } {
  return JSON.parse(readFileSync(join(at, 'truth.json'), 'utf8')) as { files: string[]; truth: DrawnTruth }
}

describe('hinterland simulate film', () => {
  test('writes a study that reads back, beside its truth', async () => {
    expect((await run('hand-film', folder, '--seed', '7', '--small')).code).toBe(0)
    const { files, truth } = truthIn(folder)
    expect(readdirSync(folder).sort()).toEqual([...files, 'truth.json'].sort())
    const read = await readDicom(
      { name: 'x', bytes: new Uint8Array(readFileSync(join(folder, files[0]!))) },
      inflateRaw,
    )
    const described = read.ok ? describedOf(read.value) : read
    if (!described.ok || !('instance' in described.value)) return expect.unreachable()
    const { instance, series, study } = described.value
    expect(series).toMatchObject({ modality: 'DX', bodyPart: 'HAND' })
    expect(study.person.id).toBe('PRACTICE-7')
    expect(instance.frames[0]!.spacing).toBeNull()
    expect(instance.burnedInAnnotation).toBe('no')
    expect(truth.measures.map(({ what }) => what)).toContain('length of the third metacarpal')
  })

  test('the same seed writes the same bytes; a photograph is a PNG', async () => {
    for (const at of ['a', 'b']) await run('skin-photo', join(folder, at), '--seed', '3', '--small')
    const [file] = truthIn(join(folder, 'a')).files
    expect(file).toMatch(/\.png$/)
    const bytes = ['a', 'b'].map((at) => readFileSync(join(folder, at, file!)))
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true)
    expect([...bytes[0]!.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
  })

  test.each([
    [[], 'Usage: hinterland simulate film'],
    [['unicorn', 'x'], 'There is no study "unicorn".'],
    [['hand-film'], 'One folder'],
    [['hand-film', 'x', '--seed', 'many'], '--seed many'],
    [['hand-film', 'x', '--colour'], '--colour'],
  ])('%j is not understood', async (args, words) => {
    const { code, err, out } = await run(...args)
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(out).toBe('')
  })

  test('a folder that cannot be written is named', async () => {
    const { code, err } = await run('hand-film', '/dev/null/x', '--small')
    expect(code).toBe(1)
    expect(err).toContain('/dev/null/x')
  })
})
