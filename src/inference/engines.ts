import { BesidePacks, workerProblem, type PackVersion, type Place } from './beside.ts'
import { describeDevice } from './device.ts'
import { engineOrder, threadsFor, type Candidate, type RuntimeGroup } from './engine-order.ts'
import { noEngine, timings, type EngineStatus, type EnginesStatus, type RunReport } from './engine-status.ts'
import { ENGINE_LIMITS, runLimitMs, tryEngine, type EngineLimits, type ReadyEngine } from './engine-trial.ts'
import type { EngineVerdicts, VerdictKey } from './engine-verdicts.ts'
import type { WorkerKind, WorkerLike } from './engine-worker.ts'
import type { BatchResult } from './host.ts'
import { ProblemError } from './problem-error.ts'
import { ENGINES, type DeviceDescription, type EngineId, type Tensors } from './runtime.ts'
import { good, type Outcome, type Problem } from '#domain/problem.ts'

export type { EngineStatus, EnginesStatus, RunReport }

export interface EnginesSettings {
  /** The pack that chooses the engine; others run beside it. */
  readonly pack: PackVersion
  /** Makes the worker of a kind; only the page can, under its Trusted Types policy. */
  readonly spawn: (kind: WorkerKind) => WorkerLike
  readonly installed: () => Promise<ReadonlySet<RuntimeGroup>>
  readonly verdicts: EngineVerdicts
  /** Name and version of the browser; a change asks for new golden runs. */
  readonly browser: string
  readonly timestamp: () => string
  readonly pinned?: EngineId | null
  /** Called at each change of `status()`. */
  readonly changed?: (status: EnginesStatus) => void
  readonly describe?: () => Promise<DeviceDescription>
  readonly limits?: Partial<EngineLimits>
}

/**
 * The director of the engines of one pack, on the page: chooses an engine, tries it in a worker, keeps its
 * verdict, runs recordings one after another, and goes on to the next engine when one fails. When none
 * is left, the engines that failed are tried once more, and again at the next recording.
 */
export class InferenceEngines {
  readonly #settings: EnginesSettings
  readonly #limits: EngineLimits
  readonly #beside: BesidePacks
  readonly #failed = new Map<EngineId, string>()
  /** What is wrong with the pack itself: no other engine would cure it. */
  #packProblem: Problem | null = null
  readonly #states = new Map<EngineId, EngineStatus>()
  #pinned: EngineId | null
  #device: DeviceDescription | null = null
  #active: ReadyEngine | null = null
  #reason = ''
  #starting: Promise<void> | null = null
  #upgrading: Promise<void> = Promise.resolve()
  #queue: Promise<unknown> = Promise.resolve()
  #ticket = 0
  /** Rises when everything is begun anew, so that a trial still under way knows that it is out of date. */
  #round = 0

  constructor(settings: EnginesSettings) {
    this.#settings = settings
    this.#limits = { ...ENGINE_LIMITS, ...settings.limits }
    this.#pinned = settings.pinned ?? null
    const { spawn, verdicts, timestamp, browser } = settings
    const floorHere = async () => (await settings.installed()).has('ort-wasm')
    this.#beside = new BesidePacks({ spawn, verdicts, timestamp, browser, floorHere, limits: this.#limits })
  }

  /** Makes an engine ready; resolved when one is, or when none can be. Calls after the first wait for the first. */
  start(): Promise<void> {
    const round = this.#round
    this.#starting ??= this.#choose(round).catch((error: unknown) => {
      // A machine that would not say what it has is asked again at the next start, not given up for the day.
      if (round === this.#round) this.#starting = null
      throw error
    })
    return this.#starting
  }

  /** Resolved when nothing is being tried any more. */
  async settled(): Promise<void> {
    await this.start()
    await this.#upgrading
  }

  /** Begins anew: after a runtime was installed or removed. */
  async refresh(): Promise<void> {
    this.#begin()
    await this.start()
  }

  /** A person's choice of engine; null leaves it to the app. */
  async pin(engine: EngineId | null): Promise<void> {
    this.#pinned = engine
    if (engine !== null) await this.#settings.verdicts.forget(await this.#key(engine))
    await this.refresh()
  }

  /**
   * Runs the windows of one recording on the active engine, or on the next one that works.
   * @param pack another one than that which chose the engine
   * @throws DOMException `AbortError` at once when the signal fires; ProblemError `no-engine` where none works,
   *   `engine-on-its-way` where no runtime is installed that can run this pack
   */
  async run(batch: readonly Tensors[], signal?: AbortSignal, pack?: PackVersion): Promise<RunReport> {
    signal?.throwIfAborted()
    const turn = this.#queue.then(() => this.#runInTurn(batch, signal, pack))
    this.#queue = turn.catch(() => undefined)
    return signal === undefined ? turn : Promise.race([turn, aborted(signal)])
  }

  status(): EnginesStatus {
    const unavailable = this.#starting !== null && this.#active === null && this.#reason === 'no-engine'
    const state = this.#active ? 'ready' : unavailable ? 'unavailable' : this.#starting ? 'starting' : 'idle'
    return {
      state,
      active: this.#active?.engine ?? null,
      reason: this.#reason,
      pinned: this.#pinned,
      device: this.#device,
      engines: ENGINES.map((engine) => this.#states.get(engine) ?? { engine, state: 'untried', reason: '' }),
    }
  }

  /** Ends every worker. */
  stop(): void {
    this.#begin()
  }

  #begin(): void {
    this.#round++
    this.#beside.stop()
    this.#active?.worker.terminate()
    this.#active = null
    this.#starting = null
    this.#reason = ''
    this.#failed.clear()
    this.#packProblem = null
    this.#states.clear()
    this.#tell()
  }

  async #choose(round: number): Promise<void> {
    this.#device = await (this.#settings.describe ?? describeDevice)()
    const { order, upgrade, left } = engineOrder(this.#device, await this.#settings.installed(), this.#pinned)
    for (const { engine, reason } of left) this.#set({ engine, state: 'not-chosen', reason })
    const proven = upgrade !== null && (await this.#provenFaster())
    const chosen = proven ? [upgrade, ...order] : order
    for (const candidate of chosen) {
      if (round !== this.#round || this.#failed.has(candidate.engine)) continue
      if (await this.#take(candidate, round)) {
        if (upgrade !== null && !proven) this.#upgrading = this.#upgrade(upgrade, round)
        return
      }
    }
    if (round !== this.#round) return
    this.#reason = 'no-engine'
    this.#tell()
  }

  /** Tries a candidate and makes it the active engine. */
  async #take(candidate: Candidate, round: number): Promise<boolean> {
    const ready = await this.#try(candidate, round)
    if (ready === null) return false
    this.#active = ready
    this.#reason = this.#failed.size > 0 && candidate.reason !== 'pinned' ? 'fallback' : candidate.reason
    this.#set({
      engine: ready.engine,
      state: 'ready',
      reason: this.#reason,
      device: ready.device,
      ...timings(ready.verdict),
    })
    return true
  }

  async #try({ engine }: Candidate, round: number): Promise<ReadyEngine | null> {
    this.#set({ engine, state: 'starting', reason: '' })
    const { pack, spawn, verdicts, timestamp } = this.#settings
    const trial = { pack, spawn, verdicts, timestamp, limits: this.#limits }
    const result = await tryEngine(trial, await this.#key(engine), threadsFor(this.#device!))
    if (round !== this.#round) {
      if (result.ok) result.ready.worker.terminate()
      return null
    }
    if (result.ok) return result.ready
    if (result.problem?.code.startsWith('pack-')) this.#packProblem = result.problem
    this.#fail(engine, result.reason)
    return null
  }

  /** ONNX Runtime on WebGPU takes over when it is right and a warm run is not slower. */
  async #upgrade(candidate: Candidate, round: number): Promise<void> {
    if (this.#failed.has(candidate.engine)) return
    const ready = await this.#try(candidate, round)
    if (ready === null) return
    const { verdict } = ready
    // A run may be under way on the engine that is to be replaced: the swap waits for its turn.
    const swap = this.#queue.then(() => {
      const current = this.#active
      if (round !== this.#round || (current !== null && verdict.warmMs > current.verdict.warmMs)) {
        ready.worker.terminate()
        if (round === this.#round)
          this.#set({
            engine: ready.engine,
            state: 'not-chosen',
            reason: 'slower',
            device: ready.device,
            ...timings(verdict),
          })
        return
      }
      if (current) {
        current.worker.terminate()
        this.#set({
          engine: current.engine,
          state: 'not-chosen',
          reason: 'slower',
          device: current.device,
          ...timings(current.verdict),
        })
      }
      this.#active = ready
      this.#reason = candidate.reason
      this.#set({
        engine: ready.engine,
        state: 'ready',
        reason: candidate.reason,
        device: ready.device,
        ...timings(verdict),
      })
    })
    this.#queue = swap
    await swap
  }

  async #provenFaster(): Promise<boolean> {
    const { verdicts } = this.#settings
    const gpu = await verdicts.find(await this.#key('ort-webgpu'))
    const cpu = await verdicts.find(await this.#key('ort-wasm'))
    return gpu !== null && cpu !== null && gpu.ok && gpu.warmMs <= cpu.warmMs
  }

  async #runInTurn(batch: readonly Tensors[], signal?: AbortSignal, pack?: PackVersion): Promise<RunReport> {
    let fallback: RunReport['fallback']
    let begunAnew = false
    // Nothing worked for the recording before; a person who asks again is given another try.
    if (this.#reason === 'no-engine') this.#begin()
    for (;;) {
      const round = this.#round
      await this.start()
      signal?.throwIfAborted()
      // Begun anew meanwhile (a runtime was installed, another engine pinned): nobody failed.
      if (round !== this.#round) continue
      const ready = this.#active
      if (ready === null) {
        // An engine that answered before and then stopped (its worker was ended by the system) starts once more.
        if (fallback === undefined || begunAnew)
          throw new ProblemError(this.#packProblem ?? noEngine(this.#failed))
        begunAnew = true
        this.#begin()
        continue
      }
      const place = pack === undefined ? good(ready) : await this.#placeOf(ready, pack)
      if (!place.ok && !workerGone(place.problem)) throw new ProblemError(place.problem)
      const result = place.ok ? await this.#runOn(place.value, batch, signal) : place
      if (result.ok && place.ok) {
        const { engine, device } = place.value
        return { ...result.value, engine, device, ...(fallback && { fallback }) }
      }
      const { problem } = result as { readonly problem: Problem }
      signal?.throwIfAborted()
      if (round !== this.#round) continue
      if (place.ok && place.value.worker !== ready.worker) {
        // A worker of the pack's own: the engine of the others has nothing to do with it.
        this.#beside.forget(place.value)
        place.value.worker.terminate()
        throw new ProblemError(problem)
      }
      fallback ??= { from: ready.engine, reason: problem.code }
      await this.#settings.verdicts.forget(await this.#key(ready.engine))
      ready.worker.terminate()
      this.#fail(ready.engine, problem.code)
      this.#active = null
      this.#starting = null
    }
  }

  async #placeOf(ready: ReadyEngine, pack: PackVersion): Promise<Outcome<Place>> {
    try {
      const { adapter } = await this.#key(ready.engine)
      return await this.#beside.placeOf(ready, adapter, pack)
    } catch (error) {
      return { ok: false, problem: workerProblem(error) }
    }
  }

  async #runOn(
    { engine, worker, session }: Place,
    batch: readonly Tensors[],
    signal?: AbortSignal,
  ): Promise<Outcome<BatchResult>> {
    const ticket = ++this.#ticket
    let timer: ReturnType<typeof setTimeout> | undefined
    const cancel = () => {
      worker.call((host) => host.cancel(ticket), this.#limits.cancelMs).catch(() => undefined)
      timer = setTimeout(() => this.#replace(worker), this.#limits.cancelMs)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      await worker.call((host) => host.ping(), this.#limits.pingMs)
      return await worker.call((host) => host.run(session, batch, ticket), runLimitMs(engine, this.#limits))
    } catch (error) {
      return { ok: false, problem: workerProblem(error) }
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    }
  }

  /** A worker that would not be cancelled ends; the same engine starts again at the next run. */
  #replace(worker: ReadyEngine['worker']): void {
    worker.terminate()
    if (this.#active?.worker !== worker) return
    this.#active = null
    this.#starting = null
    this.#tell()
  }

  async #key(engine: EngineId): Promise<VerdictKey> {
    this.#device ??= await (this.#settings.describe ?? describeDevice)()
    const { pack, browser } = this.#settings
    const adapter = engine.endsWith('webgpu') ? (this.#device.adapter?.name ?? 'none') : 'none'
    return { pack: pack.id, version: pack.version, engine, browser, adapter }
  }

  #fail(engine: EngineId, reason: string): void {
    this.#failed.set(engine, reason)
    this.#set({ engine, state: 'failed', reason })
  }

  #set(status: EngineStatus): void {
    this.#states.set(status.engine, status)
    this.#tell()
  }

  #tell(): void {
    this.#settings.changed?.(this.status())
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
}

/** The worker ended or hung; what it was asked to do is not to blame. */
function workerGone({ code }: Problem): boolean {
  return code === 'timeout' || code === 'worker-stopped'
}
