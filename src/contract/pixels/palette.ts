import type { PixelArray } from '#domain/imaging/image.ts'
import { good, type Outcome } from '#domain/problem.ts'
import { paletteProblem } from './problems.ts'
import type { Palette, PaletteChannel, PixelLayout } from './source.ts'

/**
 * Indices to 8-bit RGB (PS3.3 C.7.6.3.1.5 and C.7.9): indices below the first mapped value take the first entry, those
 * above the last take the last; of 16-bit entries the high byte.
 */
export function applyPalette(
  indices: PixelArray,
  palette: Palette,
  layout: PixelLayout,
): Outcome<Uint8Array<ArrayBuffer>> {
  const channels = [palette.red, palette.green, palette.blue].map((channel) =>
    channelWords(channel, layout.isBigEndian),
  )
  const [red, green, blue] = channels
  if (!red || !green || !blue) return paletteProblem()
  // Entries of 8 bits under a descriptor of 16 would all be black by their high byte.
  const isLow = channels.every((words) => words?.every((word) => word < 256))
  const shift = palette.red.bits === 16 && !isLow ? 8 : 0
  const rgb = new Uint8Array(indices.length * 3)
  const first = palette.red.firstMapped
  const last = Math.min(red.length, green.length, blue.length) - 1
  for (let i = 0, to = 0; i < indices.length; i += 1, to += 3) {
    const wanted = (indices[i] ?? 0) - first
    const entry = wanted < 0 ? 0 : wanted > last ? last : wanted
    rgb[to] = (red[entry] ?? 0) >> shift
    rgb[to + 1] = (green[entry] ?? 0) >> shift
    rgb[to + 2] = (blue[entry] ?? 0) >> shift
  }
  return good(rgb)
}

/** Entries of one colour, 8 or 16 bits as the descriptor says; null where the table is shorter than it claims. */
function channelWords(channel: PaletteChannel, isBigEndian: boolean): Uint16Array | null {
  const entries = channel.entries === 0 ? 65536 : channel.entries
  const { bits, data } = channel
  if (bits !== 8 && bits !== 16) return null
  // An 8-bit table may hold each entry in a word all the same: its length tells.
  const isWords = bits === 16 || (!channel.isSegmented && data.length >= 2 * entries)
  const items = isWords ? toWords(data, isBigEndian) : toOctets(data, isBigEndian)
  if (channel.isSegmented) return expandSegments(items, entries)
  return items.length >= entries ? items.subarray(0, entries) : null
}

function toWords(data: Uint8Array, isBigEndian: boolean): Uint16Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return Uint16Array.from({ length: data.length >> 1 }, (_, i) => view.getUint16(2 * i, !isBigEndian))
}

function toOctets(data: Uint8Array, isBigEndian: boolean): Uint16Array {
  const swap = isBigEndian ? 1 : 0
  return Uint16Array.from(data, (_, i) => data[i ^ swap] ?? 0)
}

/**
 * Segmented palettes (PS3.3 C.7.9.2): 0 discrete, 1 linear to an end value, 2 a copy of segments met before.
 */
function expandSegments(items: Uint16Array, entries: number): Uint16Array | null {
  const out = new Uint16Array(entries)
  const filled = expandRange(items, 0, items.length, { out, filled: 0, steps: 0 }, false)
  return filled === entries ? out : null
}

/** A table has 65536 entries at most; a hostile one copies empty segments for ever. */
const STEPS_MAX = 200_000

interface Expansion {
  readonly out: Uint16Array
  filled: number
  /** Segments walked, copies of empty ones too. */
  steps: number
}

function expandRange(
  items: Uint16Array,
  from: number,
  segments: number,
  expansion: Expansion,
  isCopy: boolean,
): number {
  const { out } = expansion
  let at = from
  for (let segment = 0; segment < segments && at + 2 <= items.length; segment += 1) {
    if (expansion.filled >= out.length || ++expansion.steps > STEPS_MAX) break
    const kind = items[at] ?? 0
    const count = items[at + 1] ?? 0
    if (kind === 0) {
      for (let i = 0; i < count && expansion.filled < out.length; i += 1)
        out[expansion.filled++] = items[at + 2 + i] ?? 0
      at += 2 + count
    } else if (kind === 1 && expansion.filled > 0) {
      const start = out[expansion.filled - 1] ?? 0
      const rise = (items[at + 2] ?? 0) - start
      for (let i = 1; i <= count && expansion.filled < out.length; i += 1)
        out[expansion.filled++] = Math.round(start + (rise * i) / count)
      at += 3
    } else if (kind === 2 && !isCopy) {
      const offset = (items[at + 2] ?? 0) + 65536 * (items[at + 3] ?? 0)
      // An offset of bytes, to segments that were met before and hold no copy themselves.
      if (offset / 2 >= at) return -1
      if (expandRange(items, offset / 2, count, expansion, true) < 0) return -1
      at += 4
    } else return -1
  }
  return expansion.filled
}
