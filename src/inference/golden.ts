import {
  parseRhythmCalibration,
  parseRhythmGolden,
  RHYTHM_FRAMES,
  RHYTHM_LABELS,
  type RhythmGoldenCase,
} from '#contract/pack-ecg-rhythm.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { softmax } from './calibrate.ts'
import { pool } from './pool.ts'
import { frameMask, FRAMES, preprocessEcg, WINDOW_SAMPLES } from './preprocess/ecg-1lead.ts'
import { ProblemError } from './problem-error.ts'
import type { OpenPack, Session, Tensors } from './runtime.ts'

/** Quantities compared in a golden run; the manifest gives a tolerance for each. */
const GOLDEN_QUANTITIES = ['logits', 'features', 'cam', 'probabilities'] as const
type GoldenQuantity = (typeof GOLDEN_QUANTITIES)[number]
export type Differences = Readonly<Record<GoldenQuantity, number>>

type GoldenFailure = 'differs' | 'not-finite' | 'constant' | 'refused-otherwise'

/** What came of running a pack's golden cases on one engine. */
export interface GoldenReport {
  readonly ok: boolean
  readonly cases: number
  readonly maxDifference: Differences
  readonly failure?: { readonly case: string; readonly reason: GoldenFailure }
}

/** A window of zeros with a full mask: what the network gets to warm up, and in cases refused before it. */
export const QUIET_INPUTS: Tensors = {
  signal: { shape: [1, 1, WINDOW_SAMPLES], data: new Float32Array(WINDOW_SAMPLES) },
  mask: { shape: [1, 1, FRAMES], data: frameMask(WINDOW_SAMPLES) },
}

/** Answers to different inputs that lie closer than this are one constant answer. */
const LOGIT_SPREAD_MIN = 0.01

/**
 * Runs every golden case of a rhythm pack through preprocessing and network, and compares.
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
  const { golden } = pack.manifest
  const isLight = session.engine.startsWith('tfjs')
  const tolerance = isLight ? (golden.lightTolerance ?? golden.tolerance) : golden.tolerance
  const cases = isLight ? (golden.lightCases ?? golden.cases) : golden.cases
  const temperature = unwrap(parseRhythmCalibration(await text(pack, pack.manifest.calibration))).temperature
  const largest: Record<GoldenQuantity, number> = { logits: 0, features: 0, cam: 0, probabilities: 0 }
  const answers: number[][] = []
  let failure: GoldenReport['failure']
  for (const path of cases) {
    const expected = parseRhythmGolden(await text(pack, path))
    if (!expected.ok) return expected
    const actual = await runCase(session, expected.value, signal)
    if (actual === null) {
      failure ??= { case: expected.value.name, reason: 'refused-otherwise' }
      continue
    }
    const differences = compare(actual, expected.value, temperature)
    answers.push([...pool(actual).logits])
    if (!actual.every(allFinite)) failure ??= { case: expected.value.name, reason: 'not-finite' }
    for (const name of GOLDEN_QUANTITIES) {
      largest[name] = Math.max(largest[name], differences[name])
      if (!(differences[name] <= (tolerance[name] ?? 0)))
        failure ??= { case: expected.value.name, reason: 'differs' }
    }
  }
  if (answers.length > 1 && spread(answers) < LOGIT_SPREAD_MIN) failure = { case: 'all', reason: 'constant' }
  return good({
    ok: failure === undefined,
    cases: cases.length,
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

/** Outputs per window; null where the preprocessing did not decide as the case says. */
async function runCase(
  session: Session,
  given: RhythmGoldenCase,
  signal?: AbortSignal,
): Promise<Tensors[] | null> {
  const prepared = preprocessEcg(Float32Array.from(given.samplesMv), given.sampleRateHz)
  if (prepared.refusal !== null) {
    if (prepared.refusal !== given.expected.refusal) return null
    return [await session.run(QUIET_INPUTS, signal)]
  }
  if (given.expected.refusal !== null) return null
  const outputs: Tensors[] = []
  for (const window of prepared.windows) outputs.push(await session.run(window.inputs, signal))
  return outputs
}

function compare(
  actual: readonly Tensors[],
  { expected }: RhythmGoldenCase,
  temperature: number,
): Differences {
  const pooled = pool(actual)
  if (expected.refusal !== null) {
    const { logits, features } = expected.networkOnZeros
    return {
      logits: apart(pooled.logits, logits),
      features: apart(pooled.features, features),
      cam: 0,
      probabilities: apart(softmax(pooled.logits, temperature), softmax(logits, temperature)),
    }
  }
  const cams = expected.windows.map((window, i) =>
    apart(actual[i]!['cam']!.data.subarray(0, RHYTHM_FRAMES), window.camN),
  )
  const windows = expected.windows.map((window, i) => apart(actual[i]!['logits']!.data, window.logits))
  return {
    logits: Math.max(apart(pooled.logits, expected.logits), ...windows),
    features: apart(pooled.features, expected.features),
    cam: Math.max(...cams),
    probabilities: apart(softmax(pooled.logits, temperature), expected.probabilities),
  }
}

/** Largest absolute difference; infinite where lengths differ or a value is no number. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!)
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference
  }
  return largest
}

function spread(answers: readonly (readonly number[])[]): number {
  return Math.max(
    ...RHYTHM_LABELS.map(
      (_, i) => Math.max(...answers.map((a) => a[i]!)) - Math.min(...answers.map((a) => a[i]!)),
    ),
  )
}

async function text(pack: OpenPack, path: string): Promise<string> {
  return new TextDecoder().decode(await pack.file(path))
}

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value
  throw new ProblemError(outcome.problem)
}
