import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { EvalReport } from './eval-report.ts'
import { evalCommand } from './eval.ts'

const CASES = { regular: 'regular-70', irregular: 'irregular-no-p', noise: 'noise' }
const LABELS = ['N', 'A', 'O', '~']
/** What the pack is known to answer to each of these recordings. */
const answers: Record<string, string> = {}
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-eval-'))
  for (const [recordName, name] of Object.entries(CASES)) {
    const { sampleRateHz, samplesMv, expected } = JSON.parse(
      readFileSync(`models/ecg-rhythm-1lead/golden/${name}.json`, 'utf8'),
    ) as {
      sampleRateHz: number
      samplesMv: number[]
      expected: { label: string }
    }
    answers[recordName] = expected.label
    const leads = [{ name: 'ECG', standard: null, samplesMv: Float32Array.from(samplesMv) }]
    const tracing: Tracing = { sampleRateHz, leads, annotations: [], startedAt: null, warnings: [] }
    for (const file of writeWfdb(tracing, { recordName }))
      await writeFile(join(folder, file.name), file.bytes)
  }
  await writeFile(join(folder, 'broken.hea'), 'broken 1 300 6000\nbroken.dat 16 1000 16 0 0 0 0 ECG\n')
})
afterAll(() => rm(folder, { recursive: true }))

async function run(labels: string | null, ...flags: string[]) {
  if (labels !== null) await writeFile(join(folder, 'labels.csv'), labels)
  let [out, err] = ['', '']
  const code = await evalCommand(['ecg-rhythm-1lead', folder, ...flags], {
    out: (t) => void (out += t),
    err: (t) => void (err += t),
  })
  return { code, out, err }
}

describe('hinterland eval', () => {
  test('prints the figures of a labelled folder as JSON', async () => {
    const { code, out } = await run(
      'file,label,group\nregular.hea,N,east\nirregular.hea,A,east\nnoise.hea,~,west\n',
      '--json',
    )
    const report = JSON.parse(out) as EvalReport
    expect(code).toBe(0)
    expect(report).toMatchObject({ pack: 'ecg-rhythm-1lead', engine: 'ort-wasm', count: 3, failures: [] })
    const graded: [string, string][] = [
      ['N', answers['regular']!],
      ['A', answers['irregular']!],
      ['~', answers['noise']!],
    ]
    const confusion = LABELS.map((row) =>
      LABELS.map((column) => graded.filter(([r, c]) => r === row && c === column).length),
    )
    expect(report.confusion).toEqual(confusion)
    expect(report.perClass['A']).toMatchObject({
      count: 1,
      sensitivity: answers['irregular'] === 'A' ? 1 : 0,
    })
    expect(report.metrics['auc:A']!.value).toBeGreaterThanOrEqual(0)
    expect(report.refused).toBe(Object.values(report.refusedByReason).reduce((a, b) => a + b, 0))
    expect(Object.keys(report.perGroup)).toEqual(['east', 'west'])
  })

  test('and as a table', async () => {
    const { out } = await run('file,label\nregular.hea,N\n')
    expect(out).toMatch(/ecg-rhythm-1lead .* on ort-wasm: 1 records/)
    expect(out).toMatch(/metrics with "Kept" are over the records that passed the gate/)
  })

  test('names each file that failed, goes on, and ends with 1', async () => {
    const { code, out, err } = await run('file,label\nbroken.hea,N\nmissing.hea,N\nregular.hea,N\n', '--json')
    const report = JSON.parse(out) as EvalReport
    expect(code).toBe(1)
    expect(report.count).toBe(1)
    expect(report.failures.map((failure) => failure.file)).toEqual(['broken.hea', 'missing.hea'])
    expect(err).toMatch(/broken\.hea: /)
  })

  test.each([
    ['an unknown label', 'file,label\nregular.hea,AF\n', /labels\.csv, line 2/],
    ['no rows', 'file,label\n', /has no row/],
  ])('ends with 2 for %s', async (_, labels, message) => {
    const { code, err } = await run(labels, '--json')
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test('ends with 2 and its usage when it is called wrongly', async () => {
    let err = ''
    const io = { out: () => undefined, err: (text: string) => void (err += text) }
    expect(await evalCommand(['ecg-rhythm-1lead'], io)).toBe(2)
    expect(err).toMatch(/usage: hinterland eval PACK DIR/)
    expect(await evalCommand(['no-such-pack', folder], io)).toBe(2)
    expect(err).toMatch(/There is no model pack no-such-pack/)
  })
})
