import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

/** Kinds that are written: half and single precision, whole numbers of a byte. */
type NpyKind = 'float16' | 'float32' | 'uint8'

const DESCR: Readonly<Record<NpyKind, string>> = { float16: '<f2', float32: '<f4', uint8: '|u1' }

/**
 * An array as numpy reads it, written in parts along the first axis, so that it is never whole in memory.
 * @throws RangeError at `close` where the parts do not make up the shape
 * Source: numpy.lib.format, version 1.
 */
export class NpyWriter {
  readonly #kind: NpyKind
  readonly #size: number
  readonly #stream
  #written = 0

  constructor(path: string, kind: NpyKind, shape: readonly number[]) {
    this.#kind = kind
    this.#size = shape.reduce((product, n) => product * n, 1)
    this.#stream = createWriteStream(path)
    this.#stream.write(npyHeader(kind, shape))
  }

  async write(values: Float32Array | Uint8Array): Promise<void> {
    this.#written += values.length
    if (!this.#stream.write(bytesOf(this.#kind, values))) await once(this.#stream, 'drain')
  }

  async close(): Promise<void> {
    this.#stream.end()
    await once(this.#stream, 'finish')
    if (this.#written !== this.#size) throw new RangeError(`${this.#written} values for ${this.#size}`)
  }
}

/** Magic, version, length and description, filled up so that the values begin at a multiple of 64. */
function npyHeader(kind: NpyKind, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const said = `{'descr': '${DESCR[kind]}', 'fortran_order': False, 'shape': (${tuple}), }`
  const length = Math.ceil((10 + said.length + 1) / 64) * 64 - 10
  const text = `${said.padEnd(length - 1)}\n`
  const magic = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, length & 0xff, length >> 8]
  return Uint8Array.from([...magic, ...new TextEncoder().encode(text)])
}

function bytesOf(kind: NpyKind, values: Float32Array | Uint8Array): Uint8Array {
  const array =
    kind === 'uint8'
      ? Uint8Array.from(values)
      : kind === 'float32'
        ? Float32Array.from(values)
        : new Float16Array(values)
  return new Uint8Array(array.buffer)
}
