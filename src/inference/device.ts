import type { DeviceDescription } from './runtime.ts'

/** Names of software renderers; where the browser does not say that an adapter is a fallback, its name does. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i

/** WebGPU's adapter of this machine, or null: no WebGPU, no adapter, or blocked. */
async function findAdapter(): Promise<GPUAdapter | null> {
  try {
    const gpu = (globalThis.navigator as Navigator | undefined)?.gpu
    return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null
  } catch {
    return null
  }
}

/** What the browser says of this machine; nothing is started. */
export async function describeDevice(): Promise<DeviceDescription> {
  const adapter = await findAdapter()
  return {
    adapter: adapter === null ? null : { name: adapterName(adapter), fallback: isSoftware(adapter) },
    isolated: globalThis.crossOriginIsolated === true,
    processors: globalThis.navigator?.hardwareConcurrency ?? 1,
  }
}

/** The limits that a network may use up to what the adapter has; the defaults are those of the smallest phone. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxBufferSize',
] as const

/**
 * Opens the GPU for an engine. The device is asked for here and not by a library, so that its loss is known.
 * @param onLost called once when the browser takes the device away
 * @throws Error where WebGPU gives no adapter
 */
export async function openGpu(
  onLost: () => void,
): Promise<{ readonly adapter: GPUAdapter; readonly device: GPUDevice }> {
  const adapter = await findAdapter()
  if (adapter === null) throw new Error('WebGPU gives no adapter here')
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]))
  const device = await adapter.requestDevice({ requiredLimits })
  void device.lost.then(onLost)
  return { adapter, device }
}

export function adapterName(adapter: GPUAdapter): string {
  const { vendor, architecture, device, description } = adapter.info
  return (
    [vendor, architecture, device, description].filter((part) => part !== '').join(' ') || 'unnamed adapter'
  )
}

function isSoftware(adapter: GPUAdapter): boolean {
  const old = adapter as GPUAdapter & { readonly isFallbackAdapter?: boolean }
  return (
    adapter.info.isFallbackAdapter === true ||
    old.isFallbackAdapter === true ||
    SOFTWARE.test(adapterName(adapter))
  )
}
