/** An array as numpy saved it, flat, last axis fastest. */
export interface NpyArray {
  readonly shape: readonly number[]
  readonly values:
    Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array | readonly string[]
}

const MAGIC = '\x93NUMPY'

/**
 * Parses a `.npy` file: little-endian numbers, booleans (as 0 and 1) and text; 64-bit integers must be safe.
 * @throws Error on any other type, on Fortran order, or where the file is cut
 * Source: numpy.lib.format, versions 1 to 3.
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
  if (String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC) throw new Error('not a .npy file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLong = bytes[6]! >= 2
  const headerAt = isLong ? 12 : 10
  const dataAt = headerAt + (isLong ? view.getUint32(8, true) : view.getUint16(8, true))
  const header = new TextDecoder().decode(bytes.subarray(headerAt, dataAt))
  const kind = /'descr': '([^']+)'/.exec(header)?.[1] ?? ''
  if (/'fortran_order': True/.test(header)) throw new Error('Fortran order is not read')
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((n) => n.trim() !== '')
    .map(Number)
  const count = shape.reduce((product, n) => product * n, 1)
  return { shape, values: valuesOf(kind, count, new Uint8Array(bytes.subarray(dataAt))) }
}

function valuesOf(kind: string, count: number, data: Uint8Array<ArrayBuffer>): NpyArray['values'] {
  const need = (width: number): ArrayBuffer => {
    if (data.length < count * width) throw new Error('the array is cut short')
    return data.buffer
  }
  switch (kind) {
    case '|u1':
    case '|b1':
      return new Uint8Array(need(1), 0, count)
    case '|i1':
      return new Int8Array(need(1), 0, count)
    case '<i2':
      return new Int16Array(need(2), 0, count)
    case '<i4':
      return new Int32Array(need(4), 0, count)
    case '<i8':
      return Float64Array.from(new BigInt64Array(need(8), 0, count), Number)
    case '<f4':
      return new Float32Array(need(4), 0, count)
    case '<f8':
      return new Float64Array(need(8), 0, count)
  }
  const width = /^<U(\d+)$/.exec(kind)?.[1]
  if (width === undefined) throw new Error(`numpy type ${kind} is not read`)
  return texts(new Uint32Array(need(4 * Number(width))), count, Number(width))
}

/** numpy keeps text as 32-bit characters, padded with zeros. */
function texts(characters: Uint32Array, count: number, width: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const row = characters.subarray(i * width, (i + 1) * width)
    const end = row.indexOf(0)
    return String.fromCodePoint(...(end === -1 ? row : row.subarray(0, end)))
  })
}
