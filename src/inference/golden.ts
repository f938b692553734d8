import type { PackManifest } from '#contract/pack.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { rhythmCases } from './golden-rhythm.ts'
import { tensorCases } from './golden-tensors.ts'
import { ProblemError } from './problem-error.ts'
import type { OpenPack, Session, Tensors } from './runtime.ts'

/** Largest absolute difference by quantity: an output's name, or what is made of several outputs. */
export type Differences = Readonly<Record<string, number>>

type GoldenFailure = 'differs' | 'not-finite' | 'constant' | 'refused-otherwise'

/** What came of running a pack's golden cases on one engine. */
export interface GoldenReport {
  readonly ok: boolean
  readonly cases: number
  readonly maxDifference: Differences
  readonly failure?: { readonly case: string; readonly reason: GoldenFailure }
}

/** What one golden case gave. */
export interface GoldenResult {
  readonly name: string
  /** Null where the case was refused although it should have run, or the other way round. */
  readonly outputs: readonly Tensors[] | null
  readonly differences: Differences
  /** The answer in few numbers: engines that give the same to every case are broken. */
  readonly answer: readonly number[]
}

/** Zeros with a full mask: what the network gets to warm up, and in rhythm cases refused before it. */
export function quietInputs({ inputs }: Pick<PackManifest, 'inputs'>): Tensors {
  return Object.fromEntries(
    inputs.map(({ name, shape }) => {
      const size = shape.reduce((product, n) => product * n, 1)
      return [name, { shape, data: new Float32Array(size).fill(name === 'mask' ? 1 : 0) }]
    }),
  )
}

/** Answers to different inputs that lie closer than this are one constant answer. */
const SPREAD_MIN = 0.01

/**
 * Runs the golden cases of a pack and compares.
 *
 * The expected values were made with the WASM build of ONNX Runtime that ships (`src/cli/seal-pack.ts`);
 * engines that run the light network have the wider tolerance of its half-precision weights.
 * @returns a report; a problem only where the pack itself cannot be read
 */
export async function runGolden(
  session: Session,
  pack: OpenPack,
  signal?: AbortSignal,
): Promise<Outcome<GoldenReport>> {
  const { golden, task } = pack.manifest
  const isLight = session.engine.startsWith('tfjs')
  const tolerance = isLight ? (golden.lightTolerance ?? golden.tolerance) : golden.tolerance
  const paths = isLight ? (golden.lightCases ?? golden.cases) : golden.cases
  const largest: Record<string, number> = {}
  const answers: (readonly number[])[] = []
  let failure: GoldenReport['failure']
  try {
    const run = await (task === 'ecg-rhythm' ? rhythmCases : tensorCases)(pack)
    for (const path of paths) {
      const { name, outputs, differences, answer } = await run(path, session, signal)
      if (outputs === null) {
        failure ??= { case: name, reason: 'refused-otherwise' }
        continue
      }
      answers.push(answer)
      if (!outputs.every(allFinite)) failure ??= { case: name, reason: 'not-finite' }
      for (const [quantity, difference] of Object.entries(differences)) {
        largest[quantity] = Math.max(largest[quantity] ?? 0, difference)
        if (!(difference <= (tolerance[quantity] ?? 0))) failure ??= { case: name, reason: 'differs' }
      }
    }
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem }
    throw error
  }
  if (answers.length > 1 && spread(answers) < SPREAD_MIN) failure = { case: 'all', reason: 'constant' }
  return good({
    ok: failure === undefined,
    cases: paths.length,
    maxDifference: largest,
    ...(failure && { failure }),
  })
}

/** Whether every value of every output is a number: a lost or faulty device often gives NaN. */
export function allFinite(outputs: Tensors): boolean {
  return Object.values(outputs).every(({ data }) => data.every(Number.isFinite))
}

/** Whether an output of several values holds one value only: a device that lost its buffers gives that. */
export function isConstant(outputs: Tensors): boolean {
  return Object.values(outputs).every(({ data }) => data.every((v) => v === data[0]))
}

/** Largest absolute difference; infinite where lengths differ or a value is no number. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!)
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference
  }
  return largest
}

function spread(answers: readonly (readonly number[])[]): number {
  const each = answers[0]!.map((_, i) => answers.map((answer) => answer[i]!))
  return Math.max(...each.map((values) => Math.max(...values) - Math.min(...values)))
}

/** @throws ProblemError */
export async function goldenCase<T>(
  pack: OpenPack,
  path: string,
  parse: (json: string) => Outcome<T>,
): Promise<T> {
  const parsed = parse(new TextDecoder().decode(await pack.file(path)))
  if (parsed.ok) return parsed.value
  throw new ProblemError(parsed.problem)
}
