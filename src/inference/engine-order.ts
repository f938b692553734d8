import type { DeviceDescription, EngineId } from './runtime.ts'

/** What is installed here beside the shell: the light runtime, and either build of ONNX Runtime. */
export type RuntimeGroup = 'light' | 'ort-wasm' | 'ort-webgpu'

/** Why an engine is in use or not, as a code; words stand in `messages/*.json` under `engine_*`. */
type EngineReason =
  | 'pinned'
  | 'first-choice'
  | 'light-start'
  | 'floor'
  | 'fallback'
  | 'not-installed'
  | 'no-adapter'
  | 'software-adapter'
  | 'slower'
  | 'waiting'

export interface Candidate {
  readonly engine: EngineId
  readonly reason: EngineReason
}

/**
 * The engines in the order in which they are tried, and why the others are not (DESIGN section 5).
 *
 * ONNX Runtime on WASM is the workhorse that every tablet has; until it is installed TensorFlow.js answers
 * (WebGPU on a hardware adapter, else WASM), afterwards it is the last resort. A software adapter is never
 * chosen, only pinned by a person. ONNX Runtime on WebGPU stands apart, in `upgrade`: it is tried once another
 * engine is ready, and kept when it is right and not slower.
 */
export function engineOrder(
  device: DeviceDescription,
  installed: ReadonlySet<RuntimeGroup>,
  pinned: EngineId | null,
): {
  readonly order: readonly Candidate[]
  readonly upgrade: Candidate | null
  readonly left: readonly Candidate[]
} {
  const left: Candidate[] = []
  const can = (engine: EngineId): boolean => {
    const why = obstacle(engine, device, installed, pinned === engine)
    if (why !== null) left.push({ engine, reason: why })
    return why === null
  }
  const workhorse = installed.has('ort-wasm')
  const tfjsReason = workhorse ? 'fallback' : 'light-start'
  const natural: Candidate[] = [
    { engine: 'ort-wasm', reason: 'floor' },
    { engine: 'tfjs-webgpu', reason: tfjsReason },
    { engine: 'tfjs-wasm', reason: tfjsReason },
  ]
  const order = natural.filter(({ engine }) => can(engine))
  const gpu: Candidate = { engine: 'ort-webgpu', reason: 'first-choice' }
  const upgrade = can('ort-webgpu') ? gpu : null
  if (pinned === null) return { order, upgrade, left }
  const known = [...order, ...(upgrade ? [upgrade] : [])].some(({ engine }) => engine === pinned)
  if (!known) return { order, upgrade, left }
  const rest = order.filter(({ engine }) => engine !== pinned)
  return {
    order: [
      { engine: pinned, reason: 'pinned' },
      ...rest.map((c): Candidate => ({ ...c, reason: 'fallback' })),
    ],
    upgrade: null,
    left,
  }
}

function obstacle(
  engine: EngineId,
  device: DeviceDescription,
  installed: ReadonlySet<RuntimeGroup>,
  pinned: boolean,
): EngineReason | null {
  const group: RuntimeGroup = engine === 'ort-wasm' || engine === 'ort-webgpu' ? engine : 'light'
  if (!installed.has(group)) return 'not-installed'
  if (engine === 'ort-wasm' || engine === 'tfjs-wasm') return null
  if (device.adapter === null) return 'no-adapter'
  return device.adapter.fallback && !pinned ? 'software-adapter' : null
}

/** WASM threads: as many as there are processors up to four, where the page is isolated. */
export function threadsFor(device: DeviceDescription): number {
  return device.isolated ? Math.max(1, Math.min(device.processors, THREADS_MAX)) : 1
}

/** More threads than this gain nothing on networks of 4 MB and starve the page. */
const THREADS_MAX = 4
