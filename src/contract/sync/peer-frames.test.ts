import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FRAME_BYTES_MAX, FrameCutter, FrameJoiner } from './peer-frames.ts'
import { PEER_MESSAGE_BYTES_MAX } from './peer-messages.ts'

/** Bytes that tell where they are, so that a piece in the wrong place is seen. */
function told(length: number, seed: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) + seed) & 255)
}

/** `toEqual` looks at each byte by itself, which takes seconds here. */
const same = (a: unknown, b: Uint8Array) => a instanceof Uint8Array && Buffer.compare(a, b) === 0

const messages = fc.array(
  fc.tuple(fc.oneof(fc.nat(300), fc.integer({ min: 65_000, max: 200_000 })), fc.nat(255)),
  { minLength: 1, maxLength: 5 },
)

test('whatever is cut comes together again, in frames of 64 kB at most', () => {
  fc.assert(
    fc.property(messages, (sizes) => {
      const [cutter, joiner] = [new FrameCutter(), new FrameJoiner()]
      for (const [length, seed] of sizes) {
        const frames = cutter.cut(told(length, seed))
        expect(frames.every((frame) => frame.length <= FRAME_BYTES_MAX)).toBe(true)
        const came = frames.map((frame) => joiner.join(frame))
        expect(came.slice(0, -1).every((each) => each === null)).toBe(true)
        expect(same(came.at(-1), told(length, seed))).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})

test('a frame that comes again changes nothing', () => {
  const [cutter, joiner] = [new FrameCutter(), new FrameJoiner()]
  const frames = cutter.cut(told(150_000, 7))
  joiner.join(frames[0]!)
  expect(joiner.join(frames[0]!)).toBeNull()
  joiner.join(frames[1]!)
  expect(same(joiner.join(frames[2]!), told(150_000, 7))).toBe(true)
  expect(joiner.join(frames[2]!)).toBeNull()
  expect(joiner.join(cutter.cut(told(3, 1))[0]!)).toEqual(told(3, 1))
})

test('a frame that is missing, early, cut or of another version ends the line', () => {
  const cutter = new FrameCutter()
  const [first, second, third] = cutter.cut(told(150_000, 7))
  const fresh = () => {
    const joiner = new FrameJoiner()
    joiner.join(first!)
    return joiner
  }
  expect(fresh().join(third!)).toBe('broken')
  expect(new FrameJoiner().join(second!)).toBe('broken')
  expect(fresh().join(cutter.cut(told(3, 1))[0]!)).toBe('broken')
  expect(fresh().join(second!.slice(0, 4000))).toBe('broken')
  expect(new FrameJoiner().join(first!.slice(0, 8))).toBe('broken')
  expect(new FrameJoiner().join(Uint8Array.of(2, ...first!.slice(1)))).toBe('broken')
})

test('a message that claims more than a message may have is not begun', () => {
  const frame = new FrameCutter().cut(told(10, 1))[0]!
  new DataView(frame.buffer).setUint16(7, Math.ceil(PEER_MESSAGE_BYTES_MAX / 60_000) + 2)
  expect(new FrameJoiner().join(frame)).toBe('broken')
  expect(new FrameJoiner().join(new Uint8Array(FRAME_BYTES_MAX + 1))).toBe('broken')
})

test('whatever bytes come, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (frames) => {
      const joiner = new FrameJoiner()
      for (const frame of frames) expect(joiner.join(frame)).not.toBeUndefined()
    }),
  )
})
