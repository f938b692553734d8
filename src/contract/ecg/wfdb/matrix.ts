/** What the header of a MATLAB v4 matrix of 16-bit integers says. */
export interface MatrixHeader {
  readonly rows: number
  readonly columns: number
  /** Where the numbers begin. */
  readonly offsetBytes: number
}

const FIXED_BYTES = 20
const INT16_LITTLE_ENDIAN = 30
const NAME_BYTES_MAX = 64

/**
 * The header of a MATLAB v4 file whose first matrix holds int16, as WFDB records in `.mat` do; else null.
 * Source: MathWorks, "MAT-file versions", level 4: type MOPT, rows, columns, imaginary, name length.
 */
export function matrixHeader(bytes: Uint8Array): MatrixHeader | null {
  if (bytes.length < FIXED_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [type, rows, columns, imaginary, nameBytes] = [0, 4, 8, 12, 16].map((at) => view.getUint32(at, true))
  const isNamed = nameBytes! >= 1 && nameBytes! <= NAME_BYTES_MAX && bytes[FIXED_BYTES + nameBytes! - 1] === 0
  if (type !== INT16_LITTLE_ENDIAN || imaginary !== 0 || rows === 0 || columns === 0 || !isNamed) return null
  return { rows: rows!, columns: columns!, offsetBytes: FIXED_BYTES + nameBytes! }
}
