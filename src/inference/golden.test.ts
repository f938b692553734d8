import * as ort from 'onnxruntime-web/wasm'
import { describe, expect, test } from 'vitest'
import { runGolden } from './golden.ts'
import { createOrtRuntime } from './ort/runtime.ts'
import { openPack } from './registry.ts'
import type { EngineId, Session, Tensors } from './runtime.ts'
import { RHYTHM_PACK, rhythmVersion } from './tampered.fixture.ts'
import { treeFiles } from './tree-files.ts'

const opened = await openPack(treeFiles, RHYTHM_PACK, await rhythmVersion())
if (!opened.ok) throw new Error(opened.problem.message)
const pack = opened.value
const real = await createOrtRuntime(ort, 'ort-wasm', treeFiles, { loaderByUrl: false }).load(pack, 'ort-wasm')

/** The real network on a device that spoils its outputs. */
function spoiled(
  spoil: (value: number, output: string, index: number) => number,
  engine: EngineId = 'ort-webgpu',
): Session {
  return {
    ...real,
    engine,
    async run(inputs, signal) {
      const outputs = await real.run(inputs, signal)
      const spoil1 = ([name, { shape, data }]: [string, Tensors[string]]) => [
        name,
        { shape, data: data.map((value, i) => spoil(value, name, i)) },
      ]
      return Object.fromEntries(Object.entries(outputs).map(spoil1)) as Tensors
    },
  }
}

describe('a golden run', () => {
  test('passes what is right and says how far it was off', async () => {
    const report = await runGolden(real, pack)
    expect(report).toMatchObject({ ok: true, value: { ok: true, cases: 5 } })
    if (!report.ok) return
    expect(Math.max(...Object.values(report.value.maxDifference))).toBeLessThan(1e-5)
  })

  test.each(['logits', 'features', 'cam'])(
    'finds %s that are off by a tenth, and says in which case',
    async (output) => {
      const report = await runGolden(
        spoiled((v, name) => (name === output ? v + 0.1 : v)),
        pack,
      )
      expect(report).toMatchObject({
        ok: true,
        value: { ok: false, failure: { case: 'regular-70', reason: 'differs' } },
      })
    },
  )

  test('stands the rounding of half-precision weights on the light engines only', async () => {
    const alittle = (v: number) => v + 0.01
    expect(await runGolden(spoiled(alittle, 'tfjs-webgpu'), pack)).toMatchObject({ value: { ok: true } })
    expect(await runGolden(spoiled(alittle, 'ort-webgpu'), pack)).toMatchObject({ value: { ok: false } })
  })

  test('finds an engine that gives NaN', async () => {
    const report = await runGolden(
      spoiled((v, name, i) => (name === 'logits' && i === 2 ? NaN : v)),
      pack,
    )
    expect(report).toMatchObject({ value: { ok: false, failure: { reason: 'not-finite' } } })
  })

  test('finds an engine that gives the same answer to everything', async () => {
    const report = await runGolden(
      spoiled(() => 0.25),
      pack,
    )
    expect(report).toMatchObject({ value: { ok: false, failure: { case: 'all', reason: 'constant' } } })
  })
})
