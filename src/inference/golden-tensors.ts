import { parseGoldenCase, type GoldenCase } from '#contract/pack-golden.ts'
import type { PackManifest } from '#contract/pack.ts'
import { apart, goldenCase, type GoldenResult } from './golden-case.ts'
import type { OpenPack, Session, Tensors } from './runtime.ts'

/** Golden cases of every task but the rhythm: tensors in, tensors out. */
export async function tensorCases(pack: OpenPack) {
  return async (path: string, session: Session, signal?: AbortSignal): Promise<GoldenResult> => {
    const given = await goldenCase(pack, path, parseGoldenCase)
    const outputs = await session.run(goldenInputs(given, pack.manifest), signal)
    const compared = Object.entries(given.expected).map(([output, { every, values }]) => {
      const { data } = outputs[output] ?? { data: new Float32Array() }
      const found = data.filter((_, i) => i % every === 0)
      return { output, found, difference: apart(found, values) }
    })
    return {
      name: given.name,
      outputs: [outputs],
      differences: Object.fromEntries(compared.map(({ output, difference }) => [output, difference])),
      answer: compared.flatMap(({ found }) => [...found.slice(0, ANSWER_MAX)]),
    }
  }
}

/** Values of each output that are looked at to tell a constant answer. */
const ANSWER_MAX = 64

/** The tensors of a case, in the shapes of the manifest. An input that it leaves out is as in a warm-up. */
export function goldenInputs({ inputs }: GoldenCase, manifest: PackManifest): Tensors {
  return Object.fromEntries(
    manifest.inputs.map(({ name, shape }) => {
      const size = shape.reduce((product, n) => product * n, 1)
      const given = inputs[name]
      if (given === undefined) {
        return [name, { shape, data: new Float32Array(size).fill(name === 'mask' ? 1 : 0) }]
      }
      const bytes = Uint8Array.from(atob(given.int8), (letter) => letter.charCodeAt(0))
      const values = Float32Array.from(new Int8Array(bytes.buffer), (step) => step * given.step)
      return [name, { shape, data: inBlocks(values, shape, given.blocks ?? 1) }]
    }),
  )
}

/** Each value repeated over a square of the last two axes. */
function inBlocks(values: Float32Array, shape: readonly number[], blocks: number): Float32Array {
  if (blocks === 1) return values
  const [rows, columns] = shape.slice(-2) as [number, number]
  const data = new Float32Array(shape.reduce((product, n) => product * n, 1))
  const stride = columns / blocks
  return data.map((_, at) => {
    const row = Math.floor(at / columns)
    const plane = Math.floor(row / rows)
    const block = plane * (rows / blocks) + Math.floor((row % rows) / blocks)
    return values[block * stride + Math.floor((at % columns) / blocks)]!
  })
}
