import type { RunReport } from './engine-status.ts'
import type { Session, Tensors } from './runtime.ts'

/** A model with something that runs it: the director of the page, or a session in this process. */
export interface PackReader<Model> {
  readonly model: Model
  run(batch: readonly Tensors[], signal?: AbortSignal): Promise<RunReport>
}

/** A reader over a session in this process, as the command line has it. */
export function sessionReader<Model>(
  model: Model,
  session: Session,
  now = () => performance.now(),
): PackReader<Model> {
  return {
    model,
    async run(batch, signal) {
      const startedAt = now()
      const outputs: Tensors[] = []
      for (const inputs of batch) outputs.push(await session.run(inputs, signal))
      return { outputs, durationMs: now() - startedAt, engine: session.engine, device: session.device }
    },
  }
}
