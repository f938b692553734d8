/** Rasterisers on the CPU call themselves by these names. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|virgl|paravirtual/i

let known: boolean | null = null

/** Whether the browser paints with a real GPU. A rasteriser on the CPU is slower than our own table, so it does not count. */
export function hasGpu(): boolean {
  known ??= probe()
  return known
}

function probe(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true })
  if (gl === null) return false
  const name = rendererOf(gl)
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return isRealGpu(name)
}

function rendererOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL))
}

export function isRealGpu(renderer: string): boolean {
  return renderer !== '' && !SOFTWARE.test(renderer)
}
