import { resizeCanvas, type PaintedPicture, type StagePainter } from './painter.ts'
import type { Grid } from './resample.ts'
import { WEIGHT_BITS, type Axis } from './sampling.ts'

const VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`

/** The sums of resample.ts, in whole numbers, at every device pixel. */
const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
precision highp isampler2D;
uniform usampler2D picture;
uniform usampler2D table;
uniform isampler2D across;
uniform isampler2D down;
uniform ivec4 place; // left, top, canvas height, 1 where the picture is turned
uniform ivec3 value; // size of the type where signed (else 0), mask of the table, 1 where colour
out vec4 colour;

ivec3 at(int x, int y) {
  ivec3 v = ivec3(texelFetch(picture, ivec2(x, y), 0).rgb);
  return value.x > 0 && v.r >= value.x / 2 ? v - value.x : v;
}

float look(int v) {
  int i = v & value.y;
  return float(texelFetch(table, ivec2(i & 255, i >> 8), 0).r) / 255.0;
}

void main() {
  ivec2 device = ivec2(int(gl_FragCoord.x), place.z - 1 - int(gl_FragCoord.y)) - place.xy;
  ivec2 a = texelFetch(across, ivec2(device.x, 0), 0).rg;
  ivec2 d = texelFetch(down, ivec2(device.y, 0), 0).rg;
  ivec2 x = place.w == 1 ? d : a;
  ivec2 y = place.w == 1 ? a : d;
  ivec2 next = ivec2(x.r, y.r) + sign(ivec2(x.g, y.g));
  const int ONE = ${1 << WEIGHT_BITS};
  ivec3 upper = at(x.r, y.r) * (ONE - x.g) + at(next.x, y.r) * x.g;
  ivec3 lower = at(x.r, next.y) * (ONE - x.g) + at(next.x, next.y) * x.g;
  ivec3 v = (upper * (ONE - y.g) + lower * y.g + ${1 << (2 * WEIGHT_BITS - 1)}) >> ${2 * WEIGHT_BITS};
  colour = value.z == 1 ? vec4(look(v.r), look(v.g), look(v.b), 1.0) : vec4(vec3(look(v.r)), 1.0);
}`

const UNITS = { picture: 0, table: 1, across: 2, down: 3 } as const
/** Pictures that stay on the GPU: enough for going to and fro between neighbours. */
const PICTURES_MOST = 3

/** Paints with WebGL2 and textures of whole numbers. Only for a real GPU (`gpu.ts`). */
export class GlPainter implements StagePainter {
  readonly canvas: HTMLCanvasElement
  readonly #gl: WebGL2RenderingContext
  readonly #uniforms: Record<'place' | 'value', WebGLUniformLocation | null>
  readonly #textures: Record<'table' | 'across' | 'down', WebGLTexture>
  readonly #pictures = new Map<Grid, WebGLTexture>()
  readonly #sideMost: number
  #painted: PaintedPicture | null = null

  /** @returns null where the browser gives no WebGL2 or the program does not build */
  static on(canvas: HTMLCanvasElement): GlPainter | null {
    const gl = canvas.getContext('webgl2', {
      antialias: false,
      depth: false,
      powerPreference: 'low-power',
    })
    const program = gl === null ? null : programOf(gl)
    return gl === null || program === null ? null : new GlPainter(canvas, gl, program)
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, program: WebGLProgram) {
    this.canvas = canvas
    this.#gl = gl
    this.#sideMost = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number
    gl.useProgram(program)
    for (const [name, unit] of Object.entries(UNITS)) gl.uniform1i(gl.getUniformLocation(program, name), unit)
    this.#uniforms = {
      place: gl.getUniformLocation(program, 'place'),
      value: gl.getUniformLocation(program, 'value'),
    }
    this.#textures = { table: textureOf(gl), across: textureOf(gl), down: textureOf(gl) }
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    gl.enable(gl.SCISSOR_TEST)
  }

  paint(picture: PaintedPicture): boolean {
    const gl = this.#gl
    const { grid, sampling, table, widthPx, heightPx } = picture
    const { across, down } = sampling
    if (gl.isContextLost() || Math.max(grid.columns, grid.rows, widthPx, heightPx) > this.#sideMost)
      return false
    resizeCanvas(this.canvas, widthPx, heightPx)
    this.clear()
    const last = this.#painted
    this.#bindPicture(grid)
    if (last?.table !== table) this.#load('table', gl.R8UI, 256, table.length / 256, gl.RED_INTEGER, table)
    if (last?.sampling !== sampling) {
      this.#loadAxis('across', across)
      this.#loadAxis('down', down)
    }
    this.#painted = picture
    if (across.count === 0 || down.count === 0) return true
    gl.viewport(0, 0, widthPx, heightPx)
    gl.scissor(across.from, heightPx - down.from - down.count, across.count, down.count)
    const isSigned = grid.pixels instanceof Int16Array || grid.pixels instanceof Int8Array
    const size = 2 ** (8 * grid.pixels.BYTES_PER_ELEMENT)
    gl.uniform4i(this.#uniforms.place, across.from, down.from, heightPx, sampling.isTurned ? 1 : 0)
    gl.uniform3i(
      this.#uniforms.value,
      isSigned ? size : 0,
      table.length - 1,
      grid.samplesPerPixel === 3 ? 1 : 0,
    )
    gl.drawArrays(gl.TRIANGLES, 0, 3)
    return true
  }

  clear(): void {
    const gl = this.#gl
    gl.scissor(0, 0, this.canvas.width, this.canvas.height)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
  }

  release(): void {
    for (const texture of this.#pictures.values()) this.#gl.deleteTexture(texture)
    this.#pictures.clear()
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext()
    resizeCanvas(this.canvas, 0, 0)
  }

  #bindPicture(grid: Grid): void {
    const gl = this.#gl
    gl.activeTexture(gl.TEXTURE0 + UNITS.picture)
    const there = this.#pictures.get(grid)
    const texture = there ?? textureOf(gl)
    this.#pictures.delete(grid)
    this.#pictures.set(grid, texture)
    gl.bindTexture(gl.TEXTURE_2D, texture)
    if (there !== undefined) return
    const bytes = grid.pixels.BYTES_PER_ELEMENT === 1
    const { buffer, byteOffset, length } = grid.pixels
    const bits = bytes
      ? new Uint8Array(buffer, byteOffset, length)
      : new Uint16Array(buffer, byteOffset, length)
    const [stored, format] =
      grid.samplesPerPixel === 3 ? [gl.RGB8UI, gl.RGB_INTEGER] : [bytes ? gl.R8UI : gl.R16UI, gl.RED_INTEGER]
    const type = bytes ? gl.UNSIGNED_BYTE : gl.UNSIGNED_SHORT
    gl.texImage2D(gl.TEXTURE_2D, 0, stored, grid.columns, grid.rows, 0, format, type, bits)
    for (const [old, oldTexture] of this.#pictures) {
      if (this.#pictures.size <= PICTURES_MOST) break
      gl.deleteTexture(oldTexture)
      this.#pictures.delete(old)
    }
  }

  #loadAxis(name: 'across' | 'down', axis: Axis): void {
    if (axis.count === 0) return
    const texels = new Int16Array(axis.count * 2)
    for (let i = 0; i < axis.count; i++) {
      texels[2 * i] = axis.first[i]!
      texels[2 * i + 1] = axis.weight[i]!
    }
    this.#load(name, this.#gl.RG16I, axis.count, 1, this.#gl.RG_INTEGER, texels)
  }

  #load(
    name: 'table' | 'across' | 'down',
    stored: number,
    width: number,
    height: number,
    format: number,
    values: Uint8Array | Int16Array,
  ): void {
    const gl = this.#gl
    gl.activeTexture(gl.TEXTURE0 + UNITS[name])
    gl.bindTexture(gl.TEXTURE_2D, this.#textures[name])
    const type = values instanceof Uint8Array ? gl.UNSIGNED_BYTE : gl.SHORT
    gl.texImage2D(gl.TEXTURE_2D, 0, stored, width, height, 0, format, type, values)
  }
}

function textureOf(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST)
  for (const way of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, way, gl.CLAMP_TO_EDGE)
  return texture
}

function programOf(gl: WebGL2RenderingContext): WebGLProgram | null {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type)!
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null
}
