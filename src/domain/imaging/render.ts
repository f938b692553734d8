import type { Frame, PixelArray, Rendering, Voi } from './image.ts'
import {
  type GreyRendering,
  isPadding,
  isUsableVoi,
  modalityValue,
  startingVoi,
  voiBrightness,
  windowLine,
} from './voi.ts'

/**
 * How a frame becomes screen pixels under one window. Grey values of 8 and 16 bits go through a table with one entry for
 * every stored value, so that a window drag rebuilds 64 kB and looks each pixel up; others are computed one by one.
 */
export type Painting =
  /** 256 or 65536 entries of brightness; index: the bits of the stored value, signed or not. */
  | { readonly kind: 'table'; readonly table: Uint8Array }
  | { readonly kind: 'direct'; readonly grey: (stored: number) => number; readonly ramp: Ramp | null }
  /** One table for red, green and blue. */
  | { readonly kind: 'colour'; readonly table: Uint8Array }

/** A straight rise of brightness over stored values, as most windows are; values outside `padding` only. */
interface Ramp {
  readonly slope: number
  readonly intercept: number
  readonly middle: number
  readonly span: number
  readonly isInverted: boolean
  readonly padding: GreyRendering['padding']
}

export interface PaintingOptions {
  /** The viewer's own inversion, on top of what the file says. */
  readonly invert?: boolean
  /** Of colour with more than 8 bits a sample; without it all bits of the array count. */
  readonly bitsStored?: number
  /** An earlier painting that is not needed any more: its memory is used again. */
  readonly reuse?: Painting | null
}

/** The part of a frame that a screen shows: out pixel (i, j) is source pixel ⌊x + (i + ½) stepX⌋, ⌊y + (j + ½) stepY⌋. */
export interface Region {
  readonly x: number
  readonly y: number
  /** Source pixels for one output pixel: 1 shows as stored, 2 every second, 0.5 each twice. */
  readonly stepX: number
  readonly stepY: number
  /** Of the output, in pixels. */
  readonly width: number
  readonly height: number
}

export type StoredType = 'uint8' | 'int8' | 'uint16' | 'int16'

/** Opaque black in the byte order of canvas memory: what surrounds a picture, and what padding is shown as. */
const BLACK = 0xff000000 | 0

/**
 * Prepares a frame's values for the screen.
 * @param voi of the window in use; null (or one that cannot be used) takes the file's own for grey and leaves colour as
 *   it is. For colour a window counts samples: centre 128, width 256 shows all of 8 bits.
 */
export function paintingOf(
  frame: Frame,
  rendering: Rendering,
  voi: Voi | null,
  options: PaintingOptions = {},
): Painting {
  const usable = voi !== null && isUsableVoi(voi) ? voi : null
  if (frame.samplesPerPixel === 3 || rendering.kind === 'colour') {
    return { kind: 'colour', table: colourTable(frame, usable, options) }
  }
  const chosen = usable ?? startingVoi(frame, rendering)
  const type = storedTypeOf(frame.pixels)
  if (type !== null) return { kind: 'table', table: displayTable(rendering, chosen, type, options) }
  const invert = options.invert ?? false
  return { kind: 'direct', grey: greyOf(rendering, chosen, invert), ramp: rampOf(rendering, chosen, invert) }
}

function rampOf(rendering: GreyRendering, voi: Voi, invert: boolean): Ramp | null {
  const { modality, padding } = rendering
  if (modality.kind !== 'linear' || voi.kind !== 'window' || voi.shape === 'SIGMOID') return null
  const { middle, span } = windowLine(voi)
  if (span <= 0) return null
  const { slope, intercept } = modality
  return { slope, intercept, middle, span, isInverted: rendering.inverted !== invert, padding }
}

/**
 * Brightness 0 … 255 of every value that a type can hold: modality, then VOI, then inversion once; padding black.
 * @returns 256 or 65536 entries; entry `stored & (length - 1)` belongs to `stored`
 * Source: PS3.4 N.2, PS3.3 C.11.
 */
export function displayTable(
  rendering: GreyRendering,
  voi: Voi,
  type: StoredType,
  options: PaintingOptions = {},
): Uint8Array {
  const size = type === 'uint8' || type === 'int8' ? 256 : 65536
  const first = type === 'int8' || type === 'int16' ? -size / 2 : 0
  const table = tableOf(size, options.reuse)
  const grey = greyOf({ ...rendering, padding: null }, voi, options.invert ?? false)
  const put = (from: number, until: number): void => {
    for (let stored = from; stored < until; stored++) table[stored & (size - 1)] = grey(stored)
  }
  const [from, until] = isMonotone(rendering, voi)
    ? changing(grey, first, first + size)
    : [first, first + size]
  fillStored(table, first, from, grey(first))
  put(from, until)
  fillStored(table, until, first + size, grey(first + size - 1))
  const { padding } = rendering
  if (padding !== null) {
    fillStored(
      table,
      Math.max(first, Math.ceil(padding.from)),
      Math.min(first + size, Math.floor(padding.to) + 1),
      0,
    )
  }
  return table
}

function isMonotone(rendering: GreyRendering, voi: Voi): boolean {
  return rendering.modality.kind === 'linear' && voi.kind === 'window'
}

/** Where a monotone function of whole numbers leaves its first value, and from where on it has its last. */
function changing(grey: (stored: number) => number, first: number, end: number): readonly [number, number] {
  const from = firstWhere(first, end, (stored) => grey(stored) !== grey(first))
  return [from, firstWhere(from, end, (stored) => grey(stored) === grey(end - 1))]
}

/** The first whole number from which on a condition holds; by halving, so it must hold from some number on. */
function firstWhere(first: number, end: number, holds: (value: number) => boolean): number {
  let [low, high] = [first, end]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Fills the entries of the stored values from … until (not included), negative ones in the upper half. */
function fillStored(table: Uint8Array, from: number, until: number, grey: number): void {
  const size = table.length
  if (from < Math.min(0, until)) table.fill(grey, size + from, size + Math.min(0, until))
  if (until > Math.max(0, from)) table.fill(grey, Math.max(0, from), until)
}

/** The per-value formula: brightness 0 … 255 of a stored value; padding and what is no number are black. */
export function greyOf(rendering: GreyRendering, voi: Voi, invert: boolean): (stored: number) => number {
  const { modality, padding } = rendering
  const brightness = voiBrightness(voi)
  const isInverted = rendering.inverted !== invert
  return (stored) => {
    if (padding !== null && isPadding(padding, stored)) return 0
    const shade = brightness(modalityValue(modality, stored))
    if (Number.isNaN(shade)) return 0
    return Math.round((isInverted ? 1 - shade : shade) * 255)
  }
}

/** The whole frame, one 32-bit RGBA pixel each (view an ImageData's buffer as Uint32Array). */
export function renderFrame(frame: Frame, painting: Painting, out: Uint32Array): void {
  const { rows, columns } = frame
  renderRegion(frame, painting, { x: 0, y: 0, stepX: 1, stepY: 1, width: columns, height: rows }, out)
}

/**
 * Part of a frame at a scale, nearest neighbour; outside it opaque black.
 * @param out at least width × height
 */
export function renderRegion(frame: Frame, painting: Painting, region: Region, out: Uint32Array): void {
  // Signed, because whole numbers stay whole numbers there: half the time a pixel.
  const screen = new Int32Array(out.buffer, out.byteOffset, out.length)
  const { first, columns } = spanOf(frame, region)
  const pixels = unsigned(frame.pixels)
  for (let j = 0; j < region.height; j++) {
    const row = Math.floor(region.y + (j + 0.5) * region.stepY)
    const at = j * region.width
    const isInside = row >= 0 && row < frame.rows
    if (!isInside || columns.length < region.width) screen.fill(BLACK, at, at + region.width)
    if (!isInside) continue
    const from = row * frame.columns
    if (painting.kind === 'colour' && frame.samplesPerPixel === 3) {
      renderColourRow(pixels, from, columns, painting.table, screen, at + first)
    } else if (painting.kind === 'direct') {
      renderDirectRow(frame.pixels, from, columns, painting, screen, at + first)
    } else renderGreyRow(pixels, from, columns, painting.table, screen, at + first)
  }
}

/** Source columns of the output columns that lie inside the frame: `columns[i]` belongs to `first + i`. */
interface Span {
  readonly first: number
  readonly columns: Int32Array
}

function spanOf(frame: Frame, region: Region): Span {
  const inside: number[] = []
  let first = 0
  for (let i = 0; i < region.width; i++) {
    const column = Math.floor(region.x + (i + 0.5) * region.stepX)
    if (column < 0 || column >= frame.columns) continue
    if (inside.length === 0) first = i
    inside.push(column)
  }
  return { first, columns: Int32Array.from(inside) }
}

function renderGreyRow(
  pixels: PixelArray,
  from: number,
  columns: Int32Array,
  table: Uint8Array,
  out: Int32Array,
  at: number,
): void {
  const mask = table.length - 1
  for (let i = 0; i < columns.length; i++) {
    out[at + i] = BLACK | Math.imul(table[pixels[from + columns[i]!]! & mask]!, 0x010101)
  }
}

function renderColourRow(
  pixels: PixelArray,
  from: number,
  columns: Int32Array,
  table: Uint8Array,
  out: Int32Array,
  at: number,
): void {
  const mask = table.length - 1
  for (let i = 0; i < columns.length; i++) {
    const sample = 3 * (from + columns[i]!)
    const red = table[pixels[sample]! & mask]!
    const green = table[pixels[sample + 1]! & mask]!
    const blue = table[pixels[sample + 2]! & mask]!
    out[at + i] = BLACK | (blue << 16) | (green << 8) | red
  }
}

function renderDirectRow(
  pixels: PixelArray,
  from: number,
  columns: Int32Array,
  { grey, ramp }: Extract<Painting, { kind: 'direct' }>,
  out: Int32Array,
  at: number,
): void {
  if (ramp !== null) return renderRampRow(pixels, from, columns, ramp, out, at)
  for (let i = 0; i < columns.length; i++) {
    out[at + i] = BLACK | Math.imul(grey(pixels[from + columns[i]!]!), 0x010101)
  }
}

/** The same arithmetic as `greyOf`, step by step, without a call for each pixel. */
function renderRampRow(
  pixels: PixelArray,
  from: number,
  columns: Int32Array,
  ramp: Ramp,
  out: Int32Array,
  at: number,
): void {
  const { slope, intercept, middle, span, isInverted, padding } = ramp
  for (let i = 0; i < columns.length; i++) {
    const stored = pixels[from + columns[i]!]!
    const line = (stored * slope + intercept - middle) / span + 0.5
    const shade = line < 0 ? 0 : line > 1 ? 1 : line
    const isNothing = shade !== shade || (padding !== null && stored >= padding.from && stored <= padding.to)
    const level = isNothing ? 0 : ((isInverted ? 1 - shade : shade) * 255 + 0.5) | 0
    out[at + i] = BLACK | Math.imul(level, 0x010101)
  }
}

function storedTypeOf(pixels: PixelArray): StoredType | null {
  if (pixels instanceof Uint8Array) return 'uint8'
  if (pixels instanceof Int8Array) return 'int8'
  if (pixels instanceof Uint16Array) return 'uint16'
  return pixels instanceof Int16Array ? 'int16' : null
}

/** The same bits without sign: the loops above then meet two kinds of array and stay fast whatever was opened. */
function unsigned(pixels: PixelArray): PixelArray {
  if (pixels instanceof Int16Array) return new Uint16Array(pixels.buffer, pixels.byteOffset, pixels.length)
  if (pixels instanceof Int8Array) return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length)
  return pixels
}

function colourTable(frame: Frame, voi: Voi | null, options: PaintingOptions): Uint8Array {
  const size = frame.pixels.BYTES_PER_ELEMENT === 1 ? 256 : 65536
  const bits = Math.min(options.bitsStored ?? Math.log2(size), Math.log2(size))
  const highest = 2 ** bits - 1
  const brightness = voi === null ? (value: number) => Math.min(1, value / highest) : voiBrightness(voi)
  const table = tableOf(size, options.reuse)
  for (let sample = 0; sample < size; sample++) {
    const shade = brightness(sample)
    table[sample] = Math.round((options.invert ? 1 - shade : shade) * 255)
  }
  return table
}

function tableOf(size: number, reuse: Painting | null | undefined): Uint8Array {
  if (reuse && reuse.kind !== 'direct' && reuse.table.length === size) return reuse.table
  return new Uint8Array(size)
}
