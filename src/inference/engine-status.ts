import type { Problem } from '#domain/problem.ts'
import type { EngineVerdict } from './engine-verdicts.ts'
import type { Differences } from './golden-case.ts'
import type { BatchResult } from './host.ts'
import type { DeviceDescription, EngineId } from './runtime.ts'

/** What came of a run, and who gave it. */
export interface RunReport extends BatchResult {
  readonly engine: EngineId
  readonly device: string
  /** The engine that should have answered, and what went wrong there. */
  readonly fallback?: { readonly from: EngineId; readonly reason: string }
}

export interface EngineStatus {
  readonly engine: EngineId
  readonly state: 'ready' | 'starting' | 'untried' | 'not-chosen' | 'failed'
  /** Code of why it is in this state. */
  readonly reason: string
  readonly device?: string
  readonly createMs?: number
  readonly firstMs?: number
  readonly warmMs?: number
  readonly maxDifference?: Differences | null
}

export interface EnginesStatus {
  readonly state: 'idle' | 'starting' | 'ready' | 'unavailable'
  readonly active: EngineId | null
  /** Why the active engine is the active one. */
  readonly reason: string
  readonly pinned: EngineId | null
  readonly device: DeviceDescription | null
  readonly engines: readonly EngineStatus[]
}

/** The part of a verdict that a screen shows. */
export function timings(
  verdict: EngineVerdict,
): Pick<EngineVerdict, 'createMs' | 'firstMs' | 'warmMs' | 'maxDifference'> {
  const { createMs, firstMs, warmMs, maxDifference } = verdict
  return { createMs, firstMs, warmMs, maxDifference }
}

/** Said when every engine was tried or none is installed. */
export function noEngine(failed: ReadonlyMap<EngineId, string>): Problem {
  const why = [...failed].map(([engine, reason]) => `${engine}: ${reason}`).join(', ') || 'none is installed'
  return {
    code: 'no-engine',
    message: `No engine can run the model on this machine (${why}).`,
    cure: 'Restart the browser; if it stays so, install the pack again.',
    details: { why },
  }
}
