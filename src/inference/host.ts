import { good, type Outcome } from '#domain/problem.ts'
import { describeDevice } from './device.ts'
import { quietInputs } from './golden-case.ts'
import { allFinite, isConstant, runGolden, type GoldenReport } from './golden.ts'
import type { InstalledFiles } from './installed-files.ts'
import { caught } from './problem-error.ts'
import { openPack } from './registry.ts'
import type { DeviceDescription, EngineId, OpenPack, Runtime, Session, Tensors } from './runtime.ts'

export interface LoadRequest {
  readonly id: string
  readonly version: string
  readonly engine: EngineId
  readonly threads: number
}

export interface Loaded {
  readonly session: number
  readonly device: string
  /** From the call to a session that can run. */
  readonly createMs: number
}

interface Warmed {
  readonly firstMs: number
  /** Median of the runs after the first. */
  readonly warmMs: number
}

export interface BatchResult {
  readonly outputs: readonly Tensors[]
  readonly durationMs: number
}

/**
 * What a worker offers to the page: an object of async functions over one runtime. Sessions are numbers,
 * because objects do not cross.
 */
export interface InferenceHost {
  describeDevice(): Promise<DeviceDescription>
  load(request: LoadRequest): Promise<Outcome<Loaded>>
  golden(session: number): Promise<Outcome<GoldenReport>>
  /** Runs zeros, so that the first real recording does not pay for compiling. `runs` after the first are timed. */
  warm(session: number, runs: number): Promise<Outcome<Warmed>>
  /**
   * Runs the windows of one recording.
   * @param ticket lets `cancel` name this run
   * @returns the outputs, or `run-cancelled`, `device-lost`, `outputs-not-finite`, `outputs-constant`, `run-failed`
   */
  run(session: number, batch: readonly Tensors[], ticket: number): Promise<Outcome<BatchResult>>
  cancel(ticket: number): Promise<void>
  /** Answers at once: a worker that the system ended gives no event, and a run is worth asking first. */
  ping(): Promise<void>
  dispose(session: number): Promise<void>
}

interface OpenSession {
  readonly session: Session
  readonly pack: OpenPack
}

const DEVICE_LOST = 'device-lost'
const TRY_AGAIN = 'Open the recording again; another engine is tried.'

/** @param now milliseconds from any start, as `performance.now` gives them */
export function createInferenceHost(
  runtime: Runtime,
  files: InstalledFiles,
  now = () => performance.now(),
): InferenceHost {
  const sessions = new Map<number, OpenSession>()
  const running = new Map<number, AbortController>()
  let lastSession = 0

  const open = (number: number): OpenSession => {
    const found = sessions.get(number)
    if (found === undefined) throw new RangeError(`session ${number} is not open`)
    return found
  }

  return {
    describeDevice,

    async load({ id, version, engine, threads }) {
      const startedAt = now()
      const pack = await openPack(files, id, version)
      if (!pack.ok) return pack
      try {
        const number = ++lastSession
        const lost = new AbortController()
        const onLost = () => lost.abort(new Error(DEVICE_LOST))
        const session = await runtime.load(pack.value, engine, { threads, onLost })
        sessions.set(number, { session: untilLost(session, lost.signal), pack: pack.value })
        return good({ session: number, device: session.device, createMs: now() - startedAt })
      } catch (error) {
        return failed(error, 'engine-not-started', 'The engine did not start on this machine.')
      }
    },

    async golden(number) {
      try {
        const { session, pack } = open(number)
        return await runGolden(session, pack)
      } catch (error) {
        return failed(error, 'run-failed', 'The golden cases could not be run.')
      }
    },

    async warm(number, runs) {
      try {
        const { session, pack } = open(number)
        const quiet = quietInputs(pack.manifest)
        const times: number[] = []
        for (let i = 0; i <= runs; i++) {
          const startedAt = now()
          await session.run(quiet)
          times.push(now() - startedAt)
        }
        const [firstMs, ...warm] = times as [number, ...number[]]
        return good({ firstMs, warmMs: warm.sort((a, b) => a - b)[warm.length >> 1] ?? firstMs })
      } catch (error) {
        return failed(error, 'run-failed', 'The engine could not be warmed up.')
      }
    },

    async run(number, batch, ticket) {
      const controller = new AbortController()
      running.set(ticket, controller)
      const startedAt = now()
      try {
        const { session } = open(number)
        const outputs: Tensors[] = []
        for (const inputs of batch) {
          // Between two windows the worker takes its messages, so that `cancel` can arrive.
          if (outputs.length > 0) await new Promise((resolve) => setTimeout(resolve))
          outputs.push(await session.run(inputs, controller.signal))
        }
        if (!outputs.every(allFinite))
          return failed(new Error('NaN or infinite'), 'outputs-not-finite', 'The engine gave no numbers.')
        if (outputs.some(isConstant))
          return failed(
            new Error('all values equal'),
            'outputs-constant',
            'The engine gave one constant value.',
          )
        return good({ outputs, durationMs: now() - startedAt })
      } catch (error) {
        if (controller.signal.aborted) return failed(error, 'run-cancelled', 'The run was cancelled.')
        const code = error instanceof Error && error.message === DEVICE_LOST ? DEVICE_LOST : 'run-failed'
        return failed(error, code, 'The run failed.')
      } finally {
        running.delete(ticket)
      }
    },

    async cancel(ticket) {
      running.get(ticket)?.abort()
    },

    async ping() {},

    async dispose(number) {
      await sessions.get(number)?.session.dispose()
      sessions.delete(number)
    },
  }
}

/** The same session, whose runs end with `device-lost` when the device goes: a library may wait for it for ever. */
function untilLost(session: Session, lost: AbortSignal): Session {
  return {
    ...session,
    async run(inputs, signal) {
      lost.throwIfAborted()
      let end: () => void = () => undefined
      const gone = new Promise<never>((_, reject) => {
        end = () => reject(lost.reason as Error)
        lost.addEventListener('abort', end)
      })
      try {
        const outputs = await Promise.race([session.run(inputs, signal), gone])
        lost.throwIfAborted()
        return outputs
      } finally {
        lost.removeEventListener('abort', end)
      }
    },
  }
}

function failed(
  error: unknown,
  code: string,
  sentence: string,
): { readonly ok: false; readonly problem: ReturnType<typeof caught> } {
  return { ok: false, problem: caught(error, code, sentence, TRY_AGAIN) }
}
