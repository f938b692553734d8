import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { tryEngine, type ReadyEngine, type TrialSettings } from './engine-trial.ts'
import type { VerdictKey } from './engine-verdicts.ts'
import { WorkerError, type EngineWorker } from './engine-worker.ts'
import type { EngineId } from './runtime.ts'

export interface PackVersion {
  readonly id: string
  readonly version: string
}

/** Where a pack can be run: a worker and its session there. */
export type Place = Pick<ReadyEngine, 'engine' | 'worker' | 'session' | 'device'>

export interface BesideSettings extends Omit<TrialSettings, 'pack'> {
  readonly browser: string
  /** Whether the floor, ONNX Runtime on WASM, is installed. */
  readonly floorHere: () => Promise<boolean>
}

/**
 * Packs beside the one that chose the engine: each gets a session in the same worker, so that one runtime is held in
 * memory and not five. A pack whose golden cases fail there, or whose engine cannot run it (the light one has no ONNX),
 * gets a worker of its own on the floor, ONNX Runtime on WASM.
 */
export class BesidePacks {
  readonly #settings: BesideSettings
  readonly #sessions = new WeakMap<EngineWorker, Map<string, Promise<Outcome<number>>>>()
  readonly #floors = new Map<string, ReadyEngine>()

  constructor(settings: BesideSettings) {
    this.#settings = settings
  }

  /** @returns where the pack runs; `engine-on-its-way` while no runtime for it is installed; why it runs nowhere */
  async placeOf(ready: ReadyEngine, adapter: string, pack: PackVersion): Promise<Outcome<Place>> {
    if (!ready.engine.startsWith('tfjs')) {
      const session = await this.#sessionOn(ready, adapter, pack)
      if (session.ok) return good({ ...ready, session: session.value })
      if (session.problem.code.startsWith('pack-') || ready.engine === 'ort-wasm') return session
    }
    return this.#floorOf(pack)
  }

  /** A worker that failed is not asked again. */
  forget(place: Place): void {
    for (const [id, floor] of this.#floors) if (floor.worker === place.worker) this.#floors.delete(id)
  }

  /** Ends the workers that are this object's own. */
  stop(): void {
    for (const { worker } of this.#floors.values()) worker.terminate()
    this.#floors.clear()
  }

  #sessionOn(ready: ReadyEngine, adapter: string, pack: PackVersion): Promise<Outcome<number>> {
    const here = this.#sessions.get(ready.worker) ?? new Map<string, Promise<Outcome<number>>>()
    this.#sessions.set(ready.worker, here)
    const name = `${pack.id} ${pack.version}`
    const session =
      here.get(name) ??
      this.#open(ready, adapter, pack).catch((error: unknown) => {
        here.delete(name)
        throw error
      })
    here.set(name, session)
    return session
  }

  async #open(ready: ReadyEngine, adapter: string, pack: PackVersion): Promise<Outcome<number>> {
    const { verdicts, limits, timestamp } = this.#settings
    const { engine, worker, verdict } = ready
    const key = this.#key(engine, adapter, pack)
    const known = await verdicts.find(key)
    if (known !== null && !known.ok) return refusedHere(known.reason)
    const loaded = await worker.call(
      (host) => host.load({ ...pack, engine, threads: verdict.threads }),
      limits.createMs,
    )
    if (!loaded.ok) return loaded
    const { session, device, createMs } = loaded.value
    if (known !== null) return good(session)
    const warmed = await worker.call((host) => host.warm(session, 1), limits.goldenMs)
    if (!warmed.ok) return warmed
    const golden = await worker.call((host) => host.golden(session), limits.goldenMs)
    if (!golden.ok) return golden
    const { ok, maxDifference, failure } = golden.value
    const reason = failure === undefined ? '' : `golden-${failure.reason}`
    const { threads } = verdict
    await verdicts.keep({
      ...key,
      device,
      threads,
      createMs,
      ...warmed.value,
      ok,
      reason,
      maxDifference,
      at: timestamp(),
    })
    return ok ? good(session) : refusedHere(reason)
  }

  async #floorOf(pack: PackVersion): Promise<Outcome<Place>> {
    const kept = this.#floors.get(pack.id)
    if (kept?.worker.alive) return good(kept)
    if (!(await this.#settings.floorHere())) return onItsWay()
    const trial = await tryEngine({ ...this.#settings, pack }, this.#key('ort-wasm', 'none', pack), 1)
    if (!trial.ok) return { ok: false, problem: trial.problem ?? refusal(trial.reason) }
    this.#floors.set(pack.id, trial.ready)
    return good(trial.ready)
  }

  #key(engine: EngineId, adapter: string, pack: PackVersion): VerdictKey {
    return { pack: pack.id, version: pack.version, engine, browser: this.#settings.browser, adapter }
  }
}

/** A worker that stopped while a pack was opened in it, as a problem. */
export function workerProblem(error: unknown): Problem {
  if (!(error instanceof WorkerError)) throw error
  return {
    code: error.reason,
    message: 'The worker stopped.',
    cure: 'Open the recording again.',
    details: {},
  }
}

function refusedHere(reason: string): Outcome<never> {
  return { ok: false, problem: refusal(reason) }
}

function refusal(reason: string): Problem {
  return {
    code: 'no-engine',
    message: `No engine can run the model on this machine (${reason}).`,
    cure: 'Restart the browser; if it stays so, install the pack again.',
    details: { why: reason },
  }
}

function onItsWay(): Outcome<never> {
  return bad(
    'engine-on-its-way',
    'What runs this model is not on the tablet yet.',
    'Install it under This tablet; it needs the network once.',
  )
}
