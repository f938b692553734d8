import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { EcgClaims } from '#domain/ecg/claims.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { answerEcg, type Answer, type RhythmReader } from '#inference/ecg-answer.ts'
import type { ClaimSources } from '#inference/ecg-claims.ts'
import type { PackVersion } from '#inference/beside.ts'
import { InferenceEngines, type EnginesStatus, type RunReport } from '#inference/engines.ts'
import type { RuntimeGroup } from '#inference/engine-order.ts'
import type { WorkerKind } from '#inference/engine-worker.ts'
import { ProblemError } from '#inference/problem-error.ts'
import { openPack } from '#inference/registry.ts'
import { openRhythmModel } from '#inference/rhythm-model.ts'
import type { EngineId, Tensors } from '#inference/runtime.ts'
import { version } from '../../../models/ecg-rhythm-1lead/pack.json'
import ortWasmUrl from '../../../workers/inference-ort-wasm.worker.ts?worker&url'
import ortWebgpuUrl from '../../../workers/inference-ort-webgpu.worker.ts?worker&url'
import tfjsUrl from '../../../workers/inference-tfjs.worker.ts?worker&url'
import { installedFiles } from '../install/installed-files.ts'
import { engineVerdicts, pinnedEngine, rememberPin } from './engine-memory.ts'
import { groupInstaller } from './installer.ts'
import { spawnWorker } from './spawn.ts'

/** The pack of this slice, in the version that this build was made with. */
const PACK = { id: 'ecg-rhythm-1lead', version }

const WORKERS: Readonly<Record<WorkerKind, string>> = {
  tfjs: tfjsUrl,
  'ort-wasm': ortWasmUrl,
  'ort-webgpu': ortWebgpuUrl,
}

/** The engines of this page, and the answers that they give. */
class EcgEngines {
  readonly #watchers = new Set<(status: EnginesStatus) => void>()
  readonly #engines = new InferenceEngines({
    pack: PACK,
    spawn: (kind) => spawnWorker(WORKERS[kind], kind),
    installed: runtimesHere,
    verdicts: engineVerdicts,
    browser: navigator.userAgent,
    timestamp: () => new Date().toISOString(),
    pinned: pinnedEngine(),
    changed: (status) => this.#watchers.forEach((watch) => watch(status)),
  })
  #reader: Promise<Outcome<RhythmReader>> | undefined
  #sources: ClaimSources | undefined

  /** Warms an engine up, so that the first answer does not wait for it. */
  async start(): Promise<void> {
    await this.#engines.start()
  }

  /** @returns the answer, or why there is none: the pack cannot be used, or no engine works here */
  async answer(tracing: Tracing, analysis: EcgAnalysis, signal: AbortSignal): Promise<Outcome<Answer>> {
    try {
      this.#reader ??= this.#open()
      const reader = await this.#reader
      if (!reader.ok) {
        this.#reader = undefined
        return reader
      }
      return good(await answerEcg(reader.value, tracing, analysis, signal))
    } catch (error) {
      if (error instanceof ProblemError) return { ok: false, problem: error.problem }
      if (signal.aborted) return bad('run-cancelled', 'The run was cancelled.', 'Ask the model again.')
      throw error
    }
  }

  /**
   * What all packs say of a tracing, in the words of the domain. A pack that cannot answer is named and costs the
   * others nothing.
   * @param rhythm what `answer` gave, or null
   * @throws DOMException `AbortError`; an error where the later code is not on this tablet yet
   */
  async claims(
    tracing: Tracing,
    analysis: EcgAnalysis,
    rhythm: Answer | null,
    signal: AbortSignal,
    person: EcgPerson | null = null,
  ): Promise<EcgClaims> {
    const { claimSources, ecgClaims } = await import('./claims-part.ts')
    this.#sources ??= claimSources((pack, batch, stop) => this.#engines.run(batch, stop, pack))
    return ecgClaims(this.#sources, rhythm, tracing, analysis, signal, person)
  }

  /**
   * Runs the network of a pack that reads pictures.
   * @throws as `InferenceEngines.run`
   */
  runPack(pack: PackVersion, batch: readonly Tensors[], signal?: AbortSignal): Promise<RunReport> {
    return this.#engines.run(batch, signal, pack)
  }

  /** After a runtime was installed or removed. */
  async refresh(): Promise<void> {
    this.#reader = undefined
    this.#sources = undefined
    await this.#engines.refresh()
  }

  async pin(engine: EngineId | null): Promise<void> {
    rememberPin(engine)
    await this.#engines.pin(engine)
  }

  status(): EnginesStatus {
    return this.#engines.status()
  }

  /** @returns how to stop watching */
  watch(watcher: (status: EnginesStatus) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  async #open(): Promise<Outcome<RhythmReader>> {
    const pack = await openPack(installedFiles, PACK.id, PACK.version)
    if (!pack.ok) return pack
    const model = await openRhythmModel(pack.value)
    if (!model.ok) return model
    return good({ model: model.value, run: (batch, signal) => this.#engines.run(batch, signal) })
  }
}

/** The light runtime is always within reach: installed, or read over the network at a first visit. */
async function runtimesHere(): Promise<ReadonlySet<RuntimeGroup>> {
  const here = new Set<RuntimeGroup>(['light'])
  const state = await groupInstaller.state().catch(() => null)
  if (!state?.ok) return here
  const installed = new Set(
    state.value.groups.filter((group) => group.status === 'installed').map((group) => group.id),
  )
  if (!installed.has(`pack:${PACK.id}`)) return here
  for (const group of ['ort-wasm', 'ort-webgpu'] as const) if (installed.has(group)) here.add(group)
  return here
}

let engines: EcgEngines | undefined

export function ecgEngines(): EcgEngines {
  engines ??= new EcgEngines()
  return engines
}
