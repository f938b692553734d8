import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceFile } from '#contract/ecg/source-file.ts'
import { writeCsv } from '#contract/ecg/csv/write.ts'
import { writeEdf } from '#contract/ecg/edf/write.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'
import { main } from './hinterland.ts'
import type { ReadResult } from './read-result.ts'

const LAUNCHER = join(import.meta.dirname, 'hinterland.js')
const SYSTEM_NODE = '/usr/bin/node'

let folder = ''
const { tracing, truth } = simulateEcg({
  rhythm: 'sinus',
  seed: 5,
  durationMs: 20_000,
  sampleRateHz: 500,
  rateBpm: 72,
  noise: 0.1,
  leads: ['I', 'II', 'III', 'V2'],
})
const { beats } = truth
const trueRate = ((beats.length - 1) / (beats.at(-1)!.atMs - beats[0]!.atMs)) * 60_000

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await main(args, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

async function put(files: readonly SourceFile[], into = folder): Promise<string> {
  for (const { name, bytes } of files) await writeFile(join(into, name), bytes)
  return join(into, files[0]!.name)
}

async function readJson(...args: string[]): Promise<{ code: number; results: ReadResult[]; err: string }> {
  const { code, out, err } = await run('read', ...args, '--json')
  return { code, results: JSON.parse(out) as ReadResult[], err }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hinterland-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('hinterland', () => {
  test('says what it can do, and its version', async () => {
    expect((await run('--help')).out).toContain('hinterland read FILE|DIR…')
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await run('read', '--help')).code).toBe(0)
  })

  test.each([
    [],
    ['fly'],
    ['read'],
    ['read', '--loud', 'x'],
    ['read', 'x', '--csv-rate', 'fast'],
    ['read', 'x', '--csv-unit', 'ell'],
    ['unpack'],
    ['unpack', 'atlantis', 'x'],
    ['unpack', 'mitbih', 'x', '--split', 'val'],
    ['toString'],
  ])('what is not understood ends with code 2 and a sentence: %j', async (...args) => {
    const { code, out, err } = await run(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toBe('')
  })

  test.skipIf(!existsSync(SYSTEM_NODE))('an old Node hands over to the one that npm brought', () => {
    const { status, stdout } = spawnSync(SYSTEM_NODE, [LAUNCHER, '--version'], { encoding: 'utf8' })
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})

describe('hinterland read', () => {
  test('a header alone brings its data and annotations; rate and shape are those promised', async () => {
    const path = await put(writeWfdb(tracing, { recordName: 'sim' }))
    const { code, results } = await readJson(path, '--no-model')
    expect(code).toBe(0)
    expect(results).toEqual([
      {
        file: path,
        ok: true,
        kind: 'ecg',
        ecg: {
          format: 'wfdb (format 16)',
          leads: tracing.leads.map((lead) => lead.name),
          sampleRateHz: tracing.sampleRateHz,
          durationMs: 20_000,
          beats: beats.length,
          rateBpm: expect.closeTo(trueRate, 0),
          measurements: expect.objectContaining({
            rrMeanMs: { value: expect.closeTo(60_000 / trueRate, -1), unit: 'ms' },
            prMs: { value: expect.closeTo(truth.intervals.prMs!, -1.4), unit: 'ms' },
            qrsMs: { value: expect.closeTo(truth.intervals.qrsMs!, -1.4), unit: 'ms' },
            qtMs: { value: expect.closeTo(truth.intervals.qtMs!, -1.6), unit: 'ms' },
            rV5Mv: { notMeasurable: 'lead-missing' },
          }),
          cart: null,
          electrodes: [],
          pacedBeats: 0,
          conclusion: 'otherwise-normal',
          statements: expect.arrayContaining([
            expect.objectContaining({
              rule: 'sinus-rhythm',
              code: 20,
              text: 'Sinus rhythm',
              by: ['rules'],
              evidence: expect.arrayContaining([
                expect.stringMatching(/^rateBpm \d+(\.\d+)? \/min \(>= 60\)$/),
              ]),
            }),
          ]),
          notAssessable: expect.arrayContaining([expect.objectContaining({ reasons: expect.any(Array) })]),
          contradictions: [],
        },
        answers: [],
      },
    ])
  })

  test('EDF and CSV give the same rate as WFDB', async () => {
    const paths = [
      await put(writeEdf(tracing, { recordName: 'sim' })),
      await put(writeCsv(tracing, { recordName: 'sim' })),
    ]
    const { results } = await readJson(...paths, '--no-model')
    for (const { ecg } of results) expect(ecg!.rateBpm).toBeCloseTo(trueRate, 0)
    expect(results.map((result) => result.file)).toEqual(paths)
  })

  test('the pack of the tree answers, with gate, engine and time', async () => {
    const { results } = await readJson(await put(writeWfdb(tracing, { recordName: 'sim' })))
    const rhythm = results[0]!.answers.filter(({ pack }) => pack === 'ecg-rhythm-1lead')
    expect(rhythm).toEqual([
      {
        pack: 'ecg-rhythm-1lead',
        version: expect.any(String),
        engine: 'ort-wasm',
        gate: expect.objectContaining({ passed: expect.any(Boolean) }),
        outputs: {
          N: expect.any(Number),
          A: expect.any(Number),
          O: expect.any(Number),
          '~': expect.any(Number),
        },
        calibrated: expect.objectContaining({ N: expect.any(Number) }),
        durationMs: expect.any(Number),
        claim: expect.stringMatching(/^[NAO~] \d+ %, /),
      },
    ])
  })

  test('each failed input is named with its cure, and the others go on', async () => {
    const good = await put(writeEdf(tracing, { recordName: 'good' }))
    const empty = await put([{ name: 'empty.dat', bytes: new Uint8Array() }])
    const missing = join(folder, 'nowhere.hea')
    const bare = join(folder, 'bare')
    await mkdir(bare)
    const { code, results, err } = await readJson(empty, bare, good, missing, '--no-model')
    expect(code).toBe(1)
    expect(results.map((result) => result.error?.code ?? 'ok')).toEqual([
      'file-empty',
      'folder-without-pictures',
      'ok',
      'file-missing',
    ])
    expect(results.every((result) => result.ok || result.error!.cure !== '')).toBe(true)
    expect(err).toContain(missing)
  })

  test('what a CSV does not say can be said', async () => {
    const rows = Array.from(tracing.leads[1]!.samplesMv, (mv) => mv.toFixed(3)).join('\n')
    const path = await put([{ name: 'bare.csv', bytes: new TextEncoder().encode(`II\n${rows}\n`) }])
    expect((await readJson(path, '--no-model')).results[0]!.error!.code).toBe('csv-rate-missing')
    const rate = String(tracing.sampleRateHz)
    const { results } = await readJson(path, '--no-model', '--csv-rate', rate, '--csv-unit', 'mV')
    expect(results[0]!.ecg!.rateBpm).toBeCloseTo(trueRate, 0)
  })

  test('a header that names files elsewhere does not reach them', async () => {
    const inner = join(folder, 'inner')
    await mkdir(inner, { recursive: true })
    await put(writeWfdb(tracing, { recordName: 'outer' }))
    const text = 'r 1 500 10\n../outer.dat 16 200/mV 12 0 0 0 0 II\n'
    const path = await put([{ name: 'r.hea', bytes: new TextEncoder().encode(text) }], inner)
    expect((await readJson(path, '--no-model')).results[0]!.error!.code).toBe('wfdb-data-missing')
  })

  test('without --json a person reads words', async () => {
    const { out } = await run('read', await put(writeWfdb(tracing, { recordName: 'sim' })), '--no-model')
    expect(out).toMatch(/rate +\d+ \/min \(\d+ beats\)/)
    expect(out).toMatch(/QT +\d{3} ms\n/)
    expect(out).toMatch(/R in V5 +not measurable: lead-missing/)
  })
})
