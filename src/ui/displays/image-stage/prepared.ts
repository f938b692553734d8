import type { Frame, Rendering } from '#domain/imaging/image.ts'
import { reducedFrame } from '#domain/imaging/reduce.ts'
import type { Painting } from '#domain/imaging/render.ts'
import type { Grid } from './resample.ts'

/** A frame as painters take it: whole numbers of 8 or 16 bits, as small as the stage allows. */
export interface Prepared {
  readonly grid: Grid
  /** Smaller than the frame by so much on both sides. */
  readonly reducedBy: number
  /** Where grid values are steps and no stored values: value = low + step × (grid value − first), below `first` nothing. */
  readonly levels: { readonly low: number; readonly step: number; readonly first: 0 | 1 } | null
}

/** A strip of so many values is worked through in a millisecond or two. */
const STRIP_VALUES = 400_000
const LEVEL_MOST = 65535

/** By how much a picture is reduced; at what remains, at most two pixels to a device pixel, interpolation is enough. */
const REDUCTIONS = [32, 24, 16, 12, 8, 6, 4, 3, 2, 1] as const

/** @param pixelsToOne pixels of the picture to one device pixel */
export function reductionFor(pixelsToOne: number): number {
  return REDUCTIONS.find((factor) => factor <= pixelsToOne) ?? 1
}

/** Whether a frame can be painted as it is, without preparation. */
export function isReady(frame: Frame): boolean {
  const { pixels, samplesPerPixel } = frame
  const isByte = pixels instanceof Uint8Array
  if (samplesPerPixel === 3) return isByte
  return (
    isByte || pixels instanceof Int8Array || pixels instanceof Uint16Array || pixels instanceof Int16Array
  )
}

export function asItIs(frame: Frame): Prepared {
  return { grid: frame as Grid, reducedBy: 1, levels: null }
}

/** Prepares a frame strip by strip; the caller decides when to go on. */
export function* prepare(frame: Frame, rendering: Rendering, reducedBy: number): Generator<void, Prepared> {
  const padding = rendering.kind === 'grey' ? rendering.padding : null
  const reduced = reducedBy === 1 ? frame : yield* reduce(frame, reducedBy, padding)
  if (isReady(reduced)) return { grid: reduced as Grid, reducedBy, levels: null }
  const colour = reduced.samplesPerPixel === 3
  const { low, high } = yield* rangeOf(reduced, padding)
  const [first, most] = colour ? [0, 255] : [1, LEVEL_MOST]
  const step = high > low ? (high - low) / (most! - first!) : 1
  const { pixels } = reduced
  const steps = colour ? new Uint8Array(pixels.length) : new Uint16Array(pixels.length)
  for (let from = 0; from < pixels.length; from += STRIP_VALUES) {
    const to = Math.min(pixels.length, from + STRIP_VALUES)
    for (let i = from; i < to; i++) {
      const value = pixels[i]!
      const isNothing =
        Number.isNaN(value) || (padding !== null && value >= padding.from && value <= padding.to)
      steps[i] = isNothing ? 0 : first! + Math.round((value - low) / step)
    }
    yield
  }
  const { rows, columns, samplesPerPixel } = reduced
  const levels = { low, step, first: first as 0 | 1 }
  return { grid: { rows, columns, samplesPerPixel, pixels: steps }, reducedBy, levels }
}

function* reduce(
  frame: Frame,
  factor: number,
  padding: { readonly from: number; readonly to: number } | null,
): Generator<void, Frame> {
  const { columns, samplesPerPixel } = frame
  const rows = Math.ceil(frame.rows / factor)
  const smallColumns = Math.ceil(columns / factor)
  const kind = frame.pixels.constructor as new (length: number) => Frame['pixels']
  const pixels = new kind(rows * smallColumns * samplesPerPixel)
  const stripRows = factor * Math.max(1, Math.floor(STRIP_VALUES / (columns * samplesPerPixel * factor)))
  for (let row = 0; row < frame.rows; row += stripRows) {
    const until = Math.min(frame.rows, row + stripRows)
    const part = frame.pixels.subarray(row * columns * samplesPerPixel, until * columns * samplesPerPixel)
    const strip = reducedFrame(
      { ...frame, rows: until - row, pixels: part as Frame['pixels'] },
      factor,
      padding,
    )
    ;(pixels as Float64Array).set(
      strip.pixels as Float64Array,
      (row / factor) * smallColumns * samplesPerPixel,
    )
    yield
  }
  return { rows, columns: smallColumns, samplesPerPixel, pixels }
}

function* rangeOf(
  frame: Frame,
  padding: { readonly from: number; readonly to: number } | null,
): Generator<void, { low: number; high: number }> {
  let low = Infinity
  let high = -Infinity
  const { pixels } = frame
  for (let from = 0; from < pixels.length; from += STRIP_VALUES) {
    const to = Math.min(pixels.length, from + STRIP_VALUES)
    for (let i = from; i < to; i++) {
      const value = pixels[i]!
      if (padding !== null && value >= padding.from && value <= padding.to) continue
      if (value < low && value > -Infinity) low = value
      if (value > high && value < Infinity) high = value
    }
    yield
  }
  return low <= high ? { low, high } : { low: 0, high: 0 }
}

/** The table for the grid's own values. */
export function tableFor(prepared: Prepared, painting: Painting): Uint8Array {
  const { levels } = prepared
  if (levels === null && painting.kind !== 'direct') return painting.table
  const size = prepared.grid.pixels.BYTES_PER_ELEMENT === 1 ? 256 : 65536
  const { low, step, first } = levels ?? { low: 0, step: 1, first: 0 }
  const table = new Uint8Array(size)
  for (let i = first; i < size; i++) {
    const value = low + step * (i - first)
    table[i] = painting.kind === 'direct' ? painting.grey(value) : (painting.table[Math.round(value)] ?? 0)
  }
  return table
}
