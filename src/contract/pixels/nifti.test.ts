import { describe, expect, test } from 'vitest'
import { readNifti } from './nifti.ts'
import { noCodecs } from './source.fixture.ts'

interface Written {
  readonly dims: readonly number[]
  /** Code and bits of nifti1.h. */
  readonly kind?: readonly [code: number, bits: number]
  readonly voxels: Uint8Array
  readonly slope?: readonly [slope: number, intercept: number]
  /** Rows of the affine of method 3; without it the header says no place. */
  readonly sform?: readonly (readonly number[])[]
  /** Quaternion and offsets of method 2. */
  readonly qform?: {
    readonly bcd: readonly number[]
    readonly offset: readonly number[]
    readonly qfac: number
  }
  readonly isBigEndian?: boolean
  readonly window?: readonly [low: number, high: number]
}

/** NIfTI-1 in one file, of our own making. */
function written(said: Written): Uint8Array<ArrayBuffer> {
  const { dims, kind = [4, 16], voxels, slope = [0, 0], isBigEndian = false } = said
  const little = !isBigEndian
  const bytes = new Uint8Array(352 + voxels.length)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, 348, little)
  ;[dims.length, ...dims].forEach((dim, i) => view.setInt16(40 + 2 * i, dim, little))
  view.setInt16(70, kind[0], little)
  view.setInt16(72, kind[1], little)
  ;[said.qform?.qfac ?? 1, 0.5, 0.75, 3].forEach((size, i) => view.setFloat32(76 + 4 * i, size, little))
  view.setFloat32(108, 352, little)
  slope.forEach((value, i) => view.setFloat32(112 + 4 * i, value, little))
  bytes[123] = 2
  view.setFloat32(124, said.window?.[1] ?? 0, little)
  view.setFloat32(128, said.window?.[0] ?? 0, little)
  view.setInt16(252, said.qform ? 1 : 0, little)
  view.setInt16(254, said.sform ? 1 : 0, little)
  ;[...(said.qform?.bcd ?? []), ...(said.qform?.offset ?? [])].forEach((value, i) =>
    view.setFloat32(256 + 4 * i, value, little),
  )
  said.sform?.flat().forEach((value, i) => view.setFloat32(280 + 4 * i, value, little))
  bytes.set([0x6e, 0x2b, 0x31, 0], 344)
  bytes.set(voxels, 352)
  return bytes
}

async function read(said: Written) {
  const volume = await readNifti({ name: 'v.nii', bytes: written(said) }, noCodecs)
  return volume.ok ? volume.value : expect.unreachable(volume.problem.message)
}

const words = (...values: readonly number[]) => new Uint8Array(Int16Array.from(values).buffer)
/** Two slices of two rows of three. */
const twoSlices = { dims: [3, 2, 2], voxels: words(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -12) }

describe('NIfTI', () => {
  test('a volume in standard space is turned as a radiologist looks at it', async () => {
    // To the right, to the front, to the head.
    const sform = [
      [0.5, 0, 0, -10],
      [0, 0.75, 0, -20],
      [0, 0, 3, 30],
    ]
    const { instance, frame } = await read({ ...twoSlices, sform, window: [-5, 15] })
    expect([...frame(1).pixels]).toEqual([-12, 11, 10, 9, 8, 7])
    expect(instance).toMatchObject({
      format: 'nifti',
      rows: 2,
      columns: 3,
      bitsStored: 16,
      isSigned: true,
      warnings: [],
    })
    const [, second] = instance.frames
    expect(second?.orientation).toEqual({ left: 'R', top: 'A' })
    // The first pixel is the file's last of the slice: furthest to the right and the front; LPS turns both signs.
    expect(second?.plane).toMatchObject({
      origin: [9, 19.25, 33],
      alongRow: [1, 0, 0],
      alongColumn: [0, 1, 0],
      rowMm: 0.75,
      columnMm: 0.5,
      thicknessMm: 3,
    })
    expect(second?.spacing).toEqual({
      rowMm: 0.75,
      columnMm: 0.5,
      trust: 'calibrated',
      basis: 'volume-header',
    })
    expect(second?.rendering).toMatchObject({
      modality: { slope: 1, intercept: 0 },
      voi: [{ centre: 5, width: 20, shape: 'LINEAR_EXACT' }],
    })
  })

  test('a half turn as a quaternion lies as it does in a matrix', async () => {
    // Half a turn about the long axis: to the left, to the back; a hair longer than 1, as 32-bit floats write it.
    const qform = { bcd: [0, 0, 1.0000001], offset: [10, 20, 30], qfac: 1 }
    const { instance, frame } = await read({ ...twoSlices, qform })
    expect([...frame(0).pixels]).toEqual([1, 2, 3, 4, 5, 6])
    const plane = instance.frames[0]?.plane
    expect(plane?.origin).toEqual([-10, -20, 30])
    expect(plane?.alongRow.map((x) => Math.round(x * 1e5) / 1e5)).toEqual([1, 0, 0])
    expect(instance.frames[0]?.orientation).toEqual({ left: 'R', top: 'A' })
  })

  test('slope and kinds of voxels, big endian too', async () => {
    const slope = await read({ dims: [2, 1, 1], voxels: words(1, -2), slope: [2.5, -1024] })
    expect(slope.instance.frames[0]?.rendering).toMatchObject({
      modality: { kind: 'linear', slope: 2.5, intercept: -1024 },
    })
    const turned = words(1, -2).map((_, i, all) => all[i ^ 1] ?? 0)
    const big = await read({ dims: [2, 1, 1], voxels: turned, isBigEndian: true })
    expect([...big.frame(0).pixels]).toEqual([1, -2])
    const float = await read({
      dims: [2, 1, 1],
      kind: [16, 32],
      voxels: new Uint8Array(Float32Array.of(0.5, -1).buffer),
    })
    expect([...float.frame(0).pixels]).toEqual([0.5, -1])
  })

  test('without a place in the patient it says so, and keeps its millimetres', async () => {
    const { instance } = await read(twoSlices)
    expect(instance.warnings).toEqual([{ code: 'nifti-no-place' }])
    expect(instance.frames[0]).toMatchObject({
      plane: null,
      orientation: null,
      spacing: { rowMm: 0.75, columnMm: 0.5 },
    })
  })

  test('of a series in time the first volume is shown, and said', async () => {
    const { instance } = await read({ dims: [3, 2, 1, 2], voxels: twoSlices.voxels })
    expect(instance.frames).toHaveLength(1)
    expect(instance.warnings).toContainEqual({ code: 'nifti-first-volume', details: { volumes: 2 } })
  })

  test('colour, a cut volume and sizes that cannot be are refused', async () => {
    const refused: readonly (readonly [Written, string])[] = [
      [{ ...twoSlices, kind: [32, 64] }, 'nifti-kind'],
      [{ ...twoSlices, voxels: words(1, 2) }, 'nifti-damaged'],
      [{ ...twoSlices, dims: [30_000, 30_000, 30_000] }, 'nifti-damaged'],
    ]
    for (const [said, code] of refused) {
      const volume = await readNifti({ name: 'v.nii', bytes: written(said) }, noCodecs)
      expect(volume.ok ? '' : volume.problem.code).toBe(code)
    }
  })

  test('cut or changed anywhere it is a volume or a reason', async () => {
    const whole = written({
      ...twoSlices,
      sform: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    })
    for (let at = 0; at < whole.length; at += 1) {
      const changed = whole.slice()
      changed[at] = (changed[at] ?? 0) ^ 0xff
      for (const bytes of [changed, whole.slice(0, at)]) {
        const volume = await readNifti({ name: 'v.nii', bytes }, noCodecs)
        if (volume.ok)
          expect(volume.value.frame(0).pixels.length).toBe(
            volume.value.instance.rows * volume.value.instance.columns,
          )
        else expect(volume.problem.code).toMatch(/^(nifti|pixels)-/)
      }
    }
  })
})
