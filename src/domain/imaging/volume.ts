import { bad, good, type Outcome } from '../problem.ts'
import type {
  Frame,
  FrameInfo,
  ImageSeries,
  ImageWarning,
  ModalityTransform,
  PixelSpacing,
  Vector3,
} from './image.ts'
import { minus, plus, times } from './geometry.ts'
import { reducedFrame } from './reduce.ts'
import { orderSlices, type Slice, type SliceStack } from './slices.ts'
import { type GreyRendering, modalityValue } from './voi.ts'

/** Slices as one block of values in the patient; plain data, so that it can pass between workers. */
export interface Volume {
  readonly columns: number
  readonly rows: number
  readonly slices: number
  /** Column fastest, slice slowest: stored values of 16 bits, or modality values where slices differ in their slopes. */
  readonly values: VolumeValues
  /** Centre of the first value, LPS mm. */
  readonly origin: Vector3
  /** From one value to the next: along a row, down a column, to the next slice; the last leans under gantry tilt. */
  readonly steps: readonly [Vector3, Vector3, Vector3]
  readonly frameOfReference: string | null
  readonly rendering: GreyRendering
  /** What the millimetres rest on. */
  readonly scale: Pick<PixelSpacing, 'trust' | 'basis'>
  /** What stands where there is nothing: outside the block, and slices that are not there yet. */
  readonly nothing: number
  /** 2 where rows and columns were halved to fit the budget. */
  readonly reducedBy: 1 | 2
  readonly warnings: readonly ImageWarning[]
}

export type VolumeValues = Int16Array | Uint16Array | Float32Array

/** A volume whose slices are still to come: `wanted[k]` names the frame that `putSlice` takes as k. */
export interface StartedVolume {
  readonly volume: Volume
  readonly wanted: readonly WantedSlice[]
}

interface WantedSlice {
  readonly instance: string
  readonly frame: number
  readonly modality: ModalityTransform
}

interface PlacedFrame extends Slice {
  readonly info: FrameInfo
  readonly rendering: GreyRendering
  readonly rows: number
  readonly columns: number
  readonly bitsStored: number
  readonly isSigned: boolean
}

const FEWEST_SLICES = 3
/** No gantry leans further; a larger angle is another geometry. */
const LARGEST_TILT_DEGREES = 45

/**
 * Lays out the volume of a series, so that frames can be put in one by one as they are decoded.
 * @param budgetBytes of the values; above it rows and columns are halved, and it says so; if that is not enough, refused
 * Problems: `volume-no-slices`, `volume-uneven`, `volume-sizes-differ`, `volume-too-large`.
 */
export function startVolume(series: ImageSeries, budgetBytes: number): Outcome<StartedVolume> {
  const stacks = orderSlices(placedFrames(series))
  const [stack] = stacks
  // Of slices that lie at one place, the first by number.
  const places = (stack?.places ?? []).flatMap((slices) => slices.slice(0, 1))
  const [first] = places
  if (stack === undefined || first === undefined || places.length < FEWEST_SLICES) {
    return bad(
      'volume-no-slices',
      'The series has no stack of slices.',
      'Open a CT or MR series with at least three slices.',
    )
  }
  if (!stack.isEven || stack.tiltDegrees > LARGEST_TILT_DEGREES) {
    return bad(
      'volume-uneven',
      'The slices do not lie at even distances.',
      'Read the slices as they are; get the missing ones from the machine if they are needed.',
      { missing: stack.missing },
    )
  }
  if (places.some(({ rows, columns }) => rows !== first.rows || columns !== first.columns)) {
    return bad('volume-sizes-differ', 'The slices differ in size.', 'Read the slices as they are.')
  }
  return layOut(places, stacks.length, stack, budgetBytes)
}

function layOut(
  places: readonly PlacedFrame[],
  orientations: number,
  stack: SliceStack,
  budgetBytes: number,
): Outcome<StartedVolume> {
  const first = places[0]!
  const isStored = places.every((place) => isSameScale(place, first))
  const whole = places.length * first.rows * first.columns * (isStored ? 2 : 4)
  const reducedBy = whole <= budgetBytes ? 1 : 2
  const columns = Math.ceil(first.columns / reducedBy)
  const rows = Math.ceil(first.rows / reducedBy)
  const length = columns * rows * places.length
  if (length * (isStored ? 2 : 4) > budgetBytes) {
    return bad(
      'volume-too-large',
      'The series is too large to be cut in other directions on this machine.',
      'Read the slices as they are, or open a series with thicker slices.',
      { megabytes: Math.ceil(whole / 1e6) },
    )
  }
  const values = !isStored
    ? new Float32Array(length)
    : first.isSigned
      ? new Int16Array(length)
      : new Uint16Array(length)
  const rendering = isStored
    ? first.rendering
    : { ...first.rendering, modality: { kind: 'linear', slope: 1, intercept: 0 } as const, padding: null }
  const nothing = nothingOf(values, rendering)
  values.fill(nothing)
  const volume: Volume = {
    ...{ columns, rows, slices: places.length, values, nothing, reducedBy },
    ...placeOf(places, reducedBy),
    rendering: { ...rendering, padding: rendering.padding ?? { from: nothing, to: nothing } },
    scale: scaleOf(first.info),
    warnings: warningsOf(orientations, stack, reducedBy),
  }
  const wanted = places.map(({ id, frame, rendering: { modality } }) => ({ instance: id, frame, modality }))
  return good({ volume, wanted })
}

/** Puts slice k in its place; one whose size is not that of the header is left out and stays nothing. */
export function putSlice({ volume, wanted }: StartedVolume, k: number, frame: Frame): void {
  const { columns, rows, values, reducedBy, rendering, nothing } = volume
  const slice = wanted[k]
  if (slice === undefined || frame.samplesPerPixel !== 1) return
  const { padding } = rendering
  const { pixels } = reducedFrame(frame, reducedBy, values instanceof Float32Array ? null : padding)
  if (pixels.length !== columns * rows) return
  const at = k * columns * rows
  if (!(values instanceof Float32Array)) {
    values.set(pixels, at)
    return
  }
  for (let i = 0; i < pixels.length; i++) {
    const value = modalityValue(slice.modality, pixels[i]!)
    values[at + i] = Number.isFinite(value) ? value : nothing
  }
}

/** Grey frames that lie in the patient. */
function placedFrames(series: ImageSeries): readonly PlacedFrame[] {
  return series.instances.flatMap(({ id, instanceNumber, frames, rows, columns, bitsStored, isSigned }) =>
    frames.flatMap((info, frame) => {
      const { plane, rendering } = info
      if (plane === null || rendering.kind !== 'grey') return []
      return [
        { id, frame, plane, number: instanceNumber, info, rendering, rows, columns, bitsStored, isSigned },
      ]
    }),
  )
}

/** A series of secondary captures may have planes too: its millimetres are worth no more for being cut again. */
function scaleOf({ spacing }: FrameInfo): Volume['scale'] {
  const { trust, basis } = spacing ?? { trust: 'calibrated', basis: 'patient-plane' }
  return { trust, basis }
}

/** Stored values of both mean the same, and fit 16 bits. */
function isSameScale(a: PlacedFrame, b: PlacedFrame): boolean {
  const [x, y] = [a.rendering.modality, b.rendering.modality]
  return (
    x.kind === 'linear' &&
    y.kind === 'linear' &&
    x.slope === y.slope &&
    x.intercept === y.intercept &&
    a.isSigned === b.isSigned &&
    a.bitsStored <= 16 &&
    b.bitsStored <= 16 &&
    a.rendering.padding?.from === b.rendering.padding?.from &&
    a.rendering.padding?.to === b.rendering.padding?.to
  )
}

/** Padding of the file where it has some, else the far end of the type, which no machine stores. */
function nothingOf(values: VolumeValues, { padding }: GreyRendering): number {
  if (values instanceof Float32Array) return Number.NaN
  if (padding !== null) return padding.from
  return values instanceof Int16Array ? -32768 : 65535
}

function placeOf(
  places: readonly PlacedFrame[],
  reducedBy: number,
): Pick<Volume, 'origin' | 'steps' | 'frameOfReference'> {
  const { plane } = places[0]!
  const last = places[places.length - 1]!.plane
  const across = times(plane.alongRow, plane.columnMm)
  const down = times(plane.alongColumn, plane.rowMm)
  const shift = (reducedBy - 1) / 2
  return {
    origin: plus(plane.origin, plus(times(across, shift), times(down, shift))),
    steps: [
      times(across, reducedBy),
      times(down, reducedBy),
      times(minus(last.origin, plane.origin), 1 / (places.length - 1)),
    ],
    frameOfReference: plane.frameOfReference,
  }
}

function warningsOf(orientations: number, stack: SliceStack, reducedBy: number): readonly ImageWarning[] {
  const warnings: ImageWarning[] = []
  if (orientations > 1) warnings.push({ code: 'volume-largest-stack', details: { orientations } })
  if (stack.duplicates > 0) warnings.push({ code: 'slices-duplicate', details: { count: stack.duplicates } })
  if (stack.tiltDegrees > 0) {
    warnings.push({ code: 'slices-tilted', details: { degrees: Math.round(stack.tiltDegrees) } })
  }
  if (reducedBy > 1) warnings.push({ code: 'volume-halved' })
  return warnings
}
