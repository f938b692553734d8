import type { Problem } from '#domain/problem.ts'
import type { EngineId } from './runtime.ts'
import type { EngineVerdict, EngineVerdicts, VerdictKey } from './engine-verdicts.ts'
import { EngineWorker, WorkerError, workerKind, type WorkerKind, type WorkerLike } from './engine-worker.ts'

/** An engine that loaded the pack, gave the golden answers and is warm. */
export interface ReadyEngine {
  readonly engine: EngineId
  readonly worker: EngineWorker
  readonly session: number
  readonly device: string
  readonly verdict: EngineVerdict
}

export type TrialResult =
  | { readonly ok: true; readonly ready: ReadyEngine }
  | { readonly ok: false; readonly reason: string; readonly problem?: Problem }

/** Milliseconds after which a step counts as hung. A software GPU needs ten seconds for its first run. */
export interface EngineLimits {
  readonly createMs: number
  readonly goldenMs: number
  readonly runMs: number
  readonly gpuRunMs: number
  /** A cancelled run that has not ended after this costs its worker. */
  readonly cancelMs: number
  /** An idle worker answers a ping in a millisecond; on a tablet that swaps, in less than this. */
  readonly pingMs: number
}

export const ENGINE_LIMITS: EngineLimits = {
  createMs: 30_000,
  goldenMs: 120_000,
  runMs: 15_000,
  gpuRunMs: 60_000,
  cancelMs: 1500,
  pingMs: 2500,
}

/** Time limit of one run on an engine. */
export function runLimitMs(engine: EngineId, limits: EngineLimits): number {
  return engine.endsWith('webgpu') ? limits.gpuRunMs : limits.runMs
}

/** Timed runs behind the first one of a new engine. */
const WARM_RUNS = 3

export interface TrialSettings {
  readonly pack: { readonly id: string; readonly version: string }
  readonly spawn: (kind: WorkerKind) => WorkerLike
  readonly verdicts: EngineVerdicts
  readonly limits: EngineLimits
  readonly timestamp: () => string
}

/**
 * Tries one engine in a fresh worker: load under a time limit, golden cases where no verdict is kept for this
 * machine, warm-up. With more than one thread, a load that hangs is tried once more with one.
 * @param key of the verdict, with browser and adapter as they are now
 */
export async function tryEngine(
  settings: TrialSettings,
  key: VerdictKey,
  threads: number,
): Promise<TrialResult> {
  const known = await settings.verdicts.find(key)
  if (known !== null && !known.ok) return { ok: false, reason: known.reason }
  const wanted = known === null ? threads : Math.min(threads, known.threads)
  const first = await attempt(settings, key, wanted, known)
  if (first.ok || first.reason !== 'timeout' || wanted === 1) return first
  return attempt(settings, key, 1, known)
}

async function attempt(
  settings: TrialSettings,
  key: VerdictKey,
  threads: number,
  known: EngineVerdict | null,
): Promise<TrialResult> {
  const { pack, limits } = settings
  const { engine } = key
  const worker = new EngineWorker(settings.spawn(workerKind(engine)))
  const fail = (reason: string, problem?: Problem): TrialResult => {
    worker.terminate()
    return { ok: false, reason, ...(problem && { problem }) }
  }
  try {
    const loaded = await worker.call((host) => host.load({ ...pack, engine, threads }), limits.createMs)
    if (!loaded.ok) return fail(loaded.problem.code, loaded.problem)
    const { session, device, createMs } = loaded.value
    const warmed = await worker.call(
      (host) => host.warm(session, known === null ? WARM_RUNS : 1),
      runLimitMs(engine, limits),
    )
    if (!warmed.ok) return fail(warmed.problem.code)
    const verdict = { ...key, device, threads, createMs, ...warmed.value, at: settings.timestamp() }
    if (known !== null)
      return {
        ok: true,
        ready: {
          engine,
          worker,
          session,
          device,
          verdict: { ...known, ...verdict, at: known.at, warmMs: known.warmMs },
        },
      }

    const golden = await worker.call((host) => host.golden(session), limits.goldenMs)
    if (!golden.ok) return fail(golden.problem.code)
    const { ok, maxDifference, failure } = golden.value
    const judged = {
      ...verdict,
      ok,
      reason: failure === undefined ? '' : `golden-${failure.reason}`,
      maxDifference,
    }
    await settings.verdicts.keep(judged)
    return ok
      ? { ok: true, ready: { engine, worker, session, device, verdict: judged } }
      : fail(judged.reason)
  } catch (error) {
    if (error instanceof WorkerError) return fail(error.reason)
    worker.terminate()
    throw error
  }
}
