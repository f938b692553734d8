import { NIFTI1, readHeader } from 'nifti-reader-js'
import { hashName } from '../dicom/identity.ts'
import { orientationOfPlane } from '#domain/imaging/orientation.ts'
import type {
  Frame,
  FrameInfo,
  ImageInstance,
  PixelArray,
  Plane,
  Vector3,
  Voi,
} from '#domain/imaging/image.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { Codecs } from './codecs.ts'
import { FRAME_BYTES_MAX } from './layout.ts'

/** Header of NIfTI-2 (540 bytes) and the four that say whether extensions follow. */
const HEAD_BYTES = 544
/** A head CT of 512 × 512 × 300 is 157 MB; the tablet's budget for a volume is 350 MB in all. */
const VOLUME_BYTES_MAX = 256 * 1024 * 1024

interface NiftiVolume {
  readonly instance: ImageInstance
  /** One slice; indices are those of `instance.frames`. */
  frame(index: number): Frame
}

/**
 * A NIfTI-1 or NIfTI-2 volume in one file, packed by gzip or not. Slices are the third axis; each is turned so that what
 * a radiologist expects is up and left, and lies in the patient in DICOM's LPS. Of a series in time the first volume is
 * taken, and said. Problems: `nifti-damaged`, `nifti-kind`, `pixels-too-large`.
 */
export async function readNifti(
  file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> },
  codecs: Codecs,
): Promise<Outcome<NiftiVolume>> {
  try {
    const isPacked = file.bytes[0] === 0x1f && file.bytes[1] === 0x8b
    const whole = isPacked ? await codecs.inflate(file.bytes, 'gzip', VOLUME_BYTES_MAX) : good(file.bytes)
    return whole.ok ? readVolume(file.name, hashName(file.bytes), whole.value) : damaged(file.name)
  } catch {
    return damaged(file.name)
  }
}

/** What one kind of voxel is: bytes, bits for the instance, and a view of them (PS: names of nifti1.h). */
interface VoxelKind {
  readonly bytes: number
  readonly isSigned: boolean
  view(buffer: ArrayBuffer): PixelArray
}

const KINDS: Readonly<Record<number, VoxelKind>> = {
  [NIFTI1.TYPE_UINT8]: { bytes: 1, isSigned: false, view: (buffer) => new Uint8Array(buffer) },
  [NIFTI1.TYPE_INT8]: { bytes: 1, isSigned: true, view: (buffer) => new Int8Array(buffer) },
  [NIFTI1.TYPE_UINT16]: { bytes: 2, isSigned: false, view: (buffer) => new Uint16Array(buffer) },
  [NIFTI1.TYPE_INT16]: { bytes: 2, isSigned: true, view: (buffer) => new Int16Array(buffer) },
  [NIFTI1.TYPE_UINT32]: { bytes: 4, isSigned: false, view: (buffer) => new Uint32Array(buffer) },
  [NIFTI1.TYPE_INT32]: { bytes: 4, isSigned: true, view: (buffer) => new Int32Array(buffer) },
  [NIFTI1.TYPE_FLOAT32]: { bytes: 4, isSigned: true, view: (buffer) => new Float32Array(buffer) },
  [NIFTI1.TYPE_FLOAT64]: { bytes: 8, isSigned: true, view: (buffer) => new Float64Array(buffer) },
}

type Header = ReturnType<typeof readHeader>

function readVolume(name: string, id: string, bytes: Uint8Array<ArrayBuffer>): Outcome<NiftiVolume> {
  // The library unpacks without a bound what looks packed twice.
  if (bytes[0] === 0x1f || bytes[1] === 0x8b) return damaged(name)
  const header = readHeader(headOf(bytes))
  const kind = KINDS[header.datatypeCode]
  if (!kind)
    return bad('nifti-kind', `${name}: voxels of kind ${header.datatypeCode} cannot be read here.`, AGAIN, {
      file: name,
    })
  const [columns = 0, rows = 0, slices = 0] = [1, 2, 3].map((axis) => Math.max(1, header.dims[axis] ?? 0))
  const volumes = Math.max(1, header.dims[4] ?? 1)
  const sliceBytes = columns * rows * kind.bytes
  const start = header.vox_offset
  if (!Number.isInteger(start) || start < 0 || sliceBytes > FRAME_BYTES_MAX) return damaged(name)
  if (![columns, rows, slices].every((size) => Number.isInteger(size) && size <= 32_767)) return damaged(name)
  if (start + sliceBytes * slices > bytes.length) return damaged(name)

  const axes = voxelAxes(header)
  const turned = axes && turnedAxes(axes, rows, columns)
  const frames = Array.from({ length: slices }, (_, k) => frameInfo(header, turned, k))
  return good({
    instance: {
      id,
      format: 'nifti',
      sopClass: null,
      modality: '',
      instanceNumber: null,
      rows,
      columns,
      samplesPerPixel: 1,
      bitsStored: kind.bytes * 8,
      isSigned: kind.isSigned,
      frames,
      frameTimeMs: null,
      lossy: null,
      ultrasoundRegions: [],
      overlays: [],
      burnedInAnnotation: null,
      warnings: [
        ...(volumes > 1 ? [{ code: 'nifti-first-volume', details: { volumes } }] : []),
        ...(axes ? [] : [{ code: 'nifti-no-place' }]),
      ],
    },
    frame(index) {
      const from = start + index * sliceBytes
      const slice = bytes.slice(from, from + sliceBytes)
      if (!header.littleEndian) swapBytes(slice, kind.bytes)
      const pixels = kind.view(slice.buffer)
      if (turned) turnSlice(pixels, rows, columns, turned)
      return { rows, columns, samplesPerPixel: 1, pixels }
    },
  })
}

const AGAIN = 'Save the volume again from the program that it came from, as NIfTI with plain numbers.'

function damaged(file: string) {
  return bad('nifti-damaged', `${file} is a NIfTI volume that cannot be read.`, AGAIN, { file })
}

/** The header alone, without its extensions: the library would walk them, and voxels need not be copied. */
function headOf(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  const head = bytes.slice(0, HEAD_BYTES)
  const isSecond = head[4] === 0x6e && head[5] === 0x2b && head[6] === 0x32
  head.fill(0, isSecond ? 540 : 348)
  return head.buffer
}

/** Steps of one voxel along the file's three axes, and where the first lies: LPS, millimetres. */
interface VoxelAxes {
  readonly column: Vector3
  readonly row: Vector3
  readonly slice: Vector3
  readonly origin: Vector3
}

const MILLIMETRES: Readonly<Record<number, number>> = { 1: 1000, 2: 1, 3: 0.001 }

/** NIfTI counts to the right, front and head (RAS), DICOM to the left, back and head (LPS); null where nothing says it. */
function voxelAxes(header: Header): VoxelAxes | null {
  if (header.qform_code < 1 && header.sform_code < 1) return null
  const affine = affineOf(header)
  const scale = MILLIMETRES[header.xyzt_units & NIFTI1.SPATIAL_UNITS_MASK] ?? 1
  const along = (axis: number): Vector3 => {
    const [x = 0, y = 0, z = 0] = [0, 1, 2].map((line) => (affine[line]?.[axis] ?? 0) * scale)
    return [0 - x, 0 - y, z]
  }
  const axes = { column: along(0), row: along(1), slice: along(2), origin: along(3) }
  const isUsable = [axes.column, axes.row, axes.slice].every((step) => lengthOf(step) > 0)
  return isUsable && Object.values(axes).flat().every(Number.isFinite) ? axes : null
}

/** Half turns round to quaternions a hair longer than 1, of which the library takes the root of a negative number. */
function affineOf(header: Header): number[][] {
  const isQuaternion = header.qform_code > 0 && header.sform_code < header.qform_code
  return isQuaternion && 'getQformMat' in header ? header.getQformMat() : header.affine
}

interface TurnedAxes extends VoxelAxes {
  readonly flipsColumns: boolean
  readonly flipsRows: boolean
}

/** Rows run to the patient's left or back, columns to the back or feet: as a radiologist looks at a slice. */
function turnedAxes(axes: VoxelAxes, rows: number, columns: number): TurnedAxes {
  const flipsColumns = mainDirection(axes.column) < 0
  const flipsRows = mainDirection(axes.row) < 0
  const origin = plus(
    plus(axes.origin, axes.column, flipsColumns ? columns - 1 : 0),
    axes.row,
    flipsRows ? rows - 1 : 0,
  )
  return {
    column: times(axes.column, flipsColumns ? -1 : 1),
    row: times(axes.row, flipsRows ? -1 : 1),
    slice: axes.slice,
    origin,
    flipsColumns,
    flipsRows,
  }
}

/** Positive where the step goes mainly to the left, the back or the feet. */
function mainDirection([x, y, z]: Vector3): number {
  if (Math.abs(x) >= Math.abs(y) && Math.abs(x) >= Math.abs(z)) return x
  return Math.abs(y) >= Math.abs(z) ? y : -z
}

function frameInfo(header: Header, axes: TurnedAxes | null, k: number): FrameInfo {
  const rowMm = axes ? lengthOf(axes.row) : Math.abs(header.pixDims[2] ?? 0)
  const columnMm = axes ? lengthOf(axes.column) : Math.abs(header.pixDims[1] ?? 0)
  const hasSpacing = rowMm > 0 && columnMm > 0
  const plane: Plane | null = axes && {
    origin: plus(axes.origin, axes.slice, k),
    alongRow: times(axes.column, 1 / columnMm),
    alongColumn: times(axes.row, 1 / rowMm),
    rowMm,
    columnMm,
    thicknessMm: lengthOf(axes.slice),
    frameOfReference: null,
  }
  return {
    rendering: {
      kind: 'grey',
      modality: { kind: 'linear', ...scaling(header) },
      voi: voiOf(header),
      inverted: false,
      padding: null,
      unit: '',
    },
    spacing: hasSpacing ? { rowMm, columnMm, trust: 'calibrated', basis: 'volume-header' } : null,
    pixelAspect: hasSpacing ? rowMm / columnMm : 1,
    plane,
    orientation: plane && orientationOfPlane(plane),
  }
}

/** A slope of 0 stands for none (nifti1.h). */
function scaling({ scl_slope: slope, scl_inter: intercept }: Header) {
  const isGiven = Number.isFinite(slope) && slope !== 0 && Number.isFinite(intercept)
  return isGiven ? { slope, intercept } : { slope: 1, intercept: 0 }
}

function voiOf({ cal_min: low, cal_max: high }: Header): readonly Voi[] {
  if (!(high > low) || !Number.isFinite(high - low)) return []
  return [
    { kind: 'window', centre: (low + high) / 2, width: high - low, shape: 'LINEAR_EXACT', explanation: '' },
  ]
}

/** In place. */
function turnSlice(
  pixels: PixelArray,
  rows: number,
  columns: number,
  { flipsRows, flipsColumns }: TurnedAxes,
): void {
  if (flipsColumns)
    for (let row = 0; row < rows; row += 1) pixels.subarray(row * columns, (row + 1) * columns).reverse()
  if (!flipsRows) return
  for (let top = 0, bottom = rows - 1; top < bottom; top += 1, bottom -= 1) {
    const line = pixels.slice(top * columns, (top + 1) * columns)
    pixels.copyWithin(top * columns, bottom * columns, (bottom + 1) * columns)
    pixels.set(line, bottom * columns)
  }
}

function swapBytes(bytes: Uint8Array, width: number): void {
  if (width > 1) for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse()
}

function lengthOf([x, y, z]: Vector3): number {
  return Math.hypot(x, y, z)
}

function times([x, y, z]: Vector3, factor: number): Vector3 {
  // No minus zero: it is no other place.
  return [x * factor + 0, y * factor + 0, z * factor + 0]
}

function plus([x, y, z]: Vector3, step: Vector3, count: number): Vector3 {
  return [x + step[0] * count, y + step[1] * count, z + step[2] * count]
}
