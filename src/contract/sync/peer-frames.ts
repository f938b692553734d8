import { PEER_MESSAGE_BYTES_MAX } from './peer-messages.ts'

/** Every browser takes messages of this size over a data channel; larger ones stand in the way of small ones. */
export const FRAME_BYTES_MAX = 64 * 1024
const VERSION = 1
/** Version, number of the message (u32), which frame of it (u16), of how many (u16). */
const HEAD_BYTES = 9
const PIECE_BYTES = FRAME_BYTES_MAX - HEAD_BYTES
const FRAMES_MAX = Math.ceil(PEER_MESSAGE_BYTES_MAX / PIECE_BYTES)

/** Cuts messages into numbered frames. */
export class FrameCutter {
  #number = 0

  cut(message: Uint8Array): Uint8Array<ArrayBuffer>[] {
    const count = Math.max(1, Math.ceil(message.length / PIECE_BYTES))
    const number = ++this.#number
    return Array.from({ length: count }, (_, i) => {
      const piece = message.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)
      const frame = new Uint8Array(HEAD_BYTES + piece.length)
      const view = new DataView(frame.buffer)
      view.setUint8(0, VERSION)
      view.setUint32(1, number)
      view.setUint16(5, i)
      view.setUint16(7, count)
      frame.set(piece, HEAD_BYTES)
      return frame
    })
  }
}

/**
 * Puts frames together again. A data channel keeps their order; a frame that is here already is passed over, and one that
 * comes too early, or is no frame, ends the line: what it lost is asked for anew on the next.
 */
export class FrameJoiner {
  #number = 1
  #pieces: Uint8Array[] = []
  #count = 0

  /** @returns the message that this frame completes; null: more is to come; `broken`: the line is no use any more */
  join(frame: Uint8Array): Uint8Array<ArrayBuffer> | null | 'broken' {
    if (frame.length < HEAD_BYTES || frame.length > FRAME_BYTES_MAX || frame[0] !== VERSION) return 'broken'
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
    const [number, index, count] = [view.getUint32(1), view.getUint16(5), view.getUint16(7)]
    if (count === 0 || count > FRAMES_MAX || index >= count) return 'broken'
    if (number < this.#number || (number === this.#number && index < this.#pieces.length)) return null
    if (number !== this.#number || index !== this.#pieces.length) return 'broken'
    if (index > 0 && count !== this.#count) return 'broken'
    if (index < count - 1 && frame.length !== FRAME_BYTES_MAX) return 'broken'
    this.#count = count
    this.#pieces.push(frame.slice(HEAD_BYTES))
    if (this.#pieces.length < count) return null
    const whole = new Uint8Array(this.#pieces.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const piece of this.#pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    this.#pieces = []
    this.#number++
    return whole
  }
}
