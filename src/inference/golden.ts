import { good, type Outcome } from '#domain/problem.ts'
import type { Differences } from './golden-case.ts'
import { rhythmCases } from './golden-rhythm.ts'
import { tensorCases } from './golden-tensors.ts'
import { ProblemError } from './problem-error.ts'
import type { OpenPack, Session, Tensors } from './runtime.ts'

type GoldenFailure = 'differs' | 'not-finite' | 'constant' | 'refused-otherwise'

/** What came of running a pack's golden cases on one engine. */
export interface GoldenReport {
  readonly ok: boolean
  readonly cases: number
  readonly maxDifference: Differences
  readonly failure?: { readonly case: string; readonly reason: GoldenFailure }
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

function spread(answers: readonly (readonly number[])[]): number {
  const each = answers[0]!.map((_, i) => answers.map((answer) => answer[i]!))
  return Math.max(...each.map((values) => Math.max(...values) - Math.min(...values)))
}
