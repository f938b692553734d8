import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEcgPaths } from './ecg-input.ts'
import { listedRows } from './eval/listed-rows.ts'
import { unpackCommand } from './unpack.ts'

const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const quiet = { out: () => undefined, err: () => undefined }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unpack-quality-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe.skipIf(!existsSync(join(SHARED, 'ecg12')))('the quality set of 2011', () => {
  test('is laid out with its own validation part, its judged leads and twelve leads of which limb leads agree', async () => {
    const into = join(folder, 'val')
    expect(await unpackCommand(['quality2011', into, '--split', 'val'], quiet)).toBe(0)
    const rows = await listedRows(into)
    expect(Map.groupBy(rows, (row) => row['label']).get('U')).toHaveLength(14)
    expect(rows).toHaveLength(89)
    const judged = rows.filter((row) => row['judged'] === '1')
    expect(judged).toHaveLength(35)
    // The order of the augmented leads is not settled, so that none of them is named.
    expect(rows.every((row) => !row['bad_leads']!.includes('aV'))).toBe(true)
    const [input] = await readEcgPaths([join(into, rows[0]!['file']!)])
    if (!input!.outcome.ok) throw new Error(input!.outcome.problem.message)
    const { leads, warnings, sampleRateHz } = input!.outcome.value.tracing
    expect([leads.length, sampleRateHz]).toEqual([12, 500])
    expect(warnings).toEqual([])
    const [one, two, three] = leads.map(({ samplesMv }) => samplesMv)
    expect(three![1234]!).toBeCloseTo(two![1234]! - one![1234]!, 5)
  }, 60_000)
})
