import type { Differences } from './golden-case.ts'
import type { EngineId } from './runtime.ts'

/** What one engine did with one pack on this machine: kept, so that the golden run is not made at each start. */
export interface EngineVerdict {
  readonly pack: string
  readonly version: string
  readonly engine: EngineId
  /** Browser and adapter of the golden run; with another browser or adapter the verdict no longer holds. */
  readonly browser: string
  readonly adapter: string
  readonly ok: boolean
  /** Why not, as a code; empty when ok. */
  readonly reason: string
  readonly device: string
  readonly threads: number
  readonly createMs: number
  readonly firstMs: number
  readonly warmMs: number
  readonly maxDifference: Differences | null
  /** ISO 8601, from the clock of this machine. */
  readonly at: string
}

export type VerdictKey = Pick<EngineVerdict, 'pack' | 'version' | 'engine' | 'browser' | 'adapter'>

/** Where verdicts and the person's pin are kept; plain data, one row a key. */
export interface EngineVerdicts {
  find(key: VerdictKey): Promise<EngineVerdict | null>
  keep(verdict: EngineVerdict): Promise<void>
  /** After a lost device the golden run is made anew. */
  forget(key: VerdictKey): Promise<void>
}
