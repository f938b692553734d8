import { good, type Outcome } from '#domain/problem.ts'
import { joinedBytes } from './joined-bytes.ts'
import { cutShortProblem, framesLostProblem } from './problems.ts'
import type { EncapsulatedBytes } from './source.ts'

/**
 * Which fragments are which frame (PS3.5 A.4). Offset tables are believed only where every entry meets the head of a
 * fragment and every frame so cut begins as its codec begins; else one fragment a frame, else the codec's own start
 * marks. Where none of these gives exactly the frames that the file says, it is refused: a wrong frame is worse than none.
 */
export function frameStream(
  bytes: EncapsulatedBytes,
  frames: number,
  index: number,
  start: StreamStart,
): Outcome<Uint8Array> {
  const cut = frameCut(bytes, frames, start)
  if (!cut) return framesLostProblem(frames, bytes.fragments.length)
  if (index >= cut.firsts.length - 1) return cutShortProblem(index)
  const pieces = bytes.fragments
    .slice(cut.firsts[index], cut.firsts[index + 1])
    .filter((piece) => piece.length > 0)
  const stream = pieces.length === 1 ? (pieces[0] ?? new Uint8Array()) : joinedBytes(pieces)
  if (stream.length === 0) return cutShortProblem(index)
  return good(stream.subarray(0, cut.lengths?.[index] || stream.length))
}

export interface StreamStart {
  /** Whether these bytes begin as a frame of this codec must. */
  begins(bytes: Uint8Array): boolean
  /** Whether the mark is long enough to find frames by it alone. */
  readonly isTelling: boolean
}

interface FrameCut {
  /** Index of the first fragment of each frame that is there, and the number of fragments at the end. */
  readonly firsts: readonly number[]
  /** Bytes of each frame, where the file tells them. */
  readonly lengths: readonly number[] | null
}

/** Found once for each object: a whole slide has thousands of frames. */
const cutsFound = new WeakMap<EncapsulatedBytes, FrameCut | null>()

/** Null where nothing tells which fragments are which frame. */
function frameCut(bytes: EncapsulatedBytes, frames: number, start: StreamStart): FrameCut | null {
  const known = cutsFound.get(bytes)
  if (known !== undefined) return known
  const found = findCut(bytes, frames, start)
  cutsFound.set(bytes, found)
  return found
}

function findCut(bytes: EncapsulatedBytes, frames: number, start: StreamStart): FrameCut | null {
  const { fragments, basicOffsets, extended } = bytes
  if (frames === 1) return { firsts: [0, fragments.length], lengths: null }
  const heads = fragmentHeads(fragments)
  const filled = fragments.map((piece, at) => (piece.length > 0 ? at : -1)).filter((at) => at >= 0)
  const areStarts = (firsts: readonly number[]) =>
    firsts.every((first) => start.begins(headOf(fragments, first)))
  const cutAt = (firsts: readonly number[] | null, lengths: readonly number[] | null = null) =>
    firsts?.length === frames && areStarts(firsts)
      ? { firsts: [...firsts, fragments.length], lengths: lengths?.length === frames ? lengths : null }
      : null
  const byMarks = () => {
    const marked = filled.filter((at) => start.begins(fragments[at] ?? new Uint8Array()))
    return marked[0] === filled[0] ? marked : null
  }
  return (
    (extended && cutAt(byOffsets(extended.offsets, heads), extended.lengths)) ??
    cutAt(byOffsets(basicOffsets, heads)) ??
    cutAt(filled) ??
    (start.isTelling ? cutAt(byMarks()) : null) ??
    // Pieces at the end were lost: each of those that are there is a frame of its own.
    (filled.length < frames && areStarts(filled)
      ? { firsts: [...filled, fragments.length], lengths: null }
      : null)
  )
}

/** Offset of each fragment's item header, counted from that of the first. */
function fragmentHeads(fragments: readonly Uint8Array[]): Map<number, number> {
  const heads = new Map<number, number>()
  let offset = 0
  fragments.forEach((fragment, at) => {
    heads.set(offset, at)
    offset += 8 + fragment.length
  })
  return heads
}

/** The fragments at these offsets; null where one lies inside a fragment, or they do not ascend from the first. */
function byOffsets(offsets: readonly number[], heads: ReadonlyMap<number, number>): readonly number[] | null {
  const firsts: number[] = []
  for (const offset of offsets) {
    const at = heads.get(offset)
    if (at === undefined || at <= (firsts.at(-1) ?? -1)) return null
    firsts.push(at)
  }
  return firsts[0] === 0 ? firsts : null
}

/** A code stream may begin with an empty or very short fragment. */
function headOf(fragments: readonly Uint8Array[], first: number): Uint8Array {
  const piece = fragments[first] ?? new Uint8Array()
  return piece.length >= HEAD_BYTES
    ? piece
    : joinedBytes(fragments.slice(first, first + 4)).subarray(0, HEAD_BYTES)
}

const HEAD_BYTES = 64
