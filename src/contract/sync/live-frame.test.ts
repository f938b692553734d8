import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeLiveFrame, encodeLiveFrame, LIVE_FRAME_BYTES_MAX, readLiveWord } from './live-frame.ts'

test('a frame comes back as it was, also out of the middle of other bytes', () => {
  fc.assert(
    fc.property(
      fc.nat(0xffffffff),
      fc.boolean(),
      fc.uint8Array({ minLength: 1, maxLength: 60 }),
      (id, gzip, bytes) => {
        const frame = encodeLiveFrame({ id, gzip, bytes })
        const around = new Uint8Array(frame.length + 20).fill(255)
        around.set(frame, 7)
        expect(decodeLiveFrame(around.subarray(7, 7 + frame.length))).toEqual({ id, gzip, bytes })
      },
    ),
  )
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['a head without a body', new Uint8Array(5)],
  ['a flag that nobody knows', new Uint8Array([0, 0, 0, 1, 2, 9])],
  ['more than any request', new Uint8Array(LIVE_FRAME_BYTES_MAX + 1)],
])('%s is no frame', (_, bytes) => {
  expect(decodeLiveFrame(bytes)).toBe(null)
})

test.each([
  { hello: { nowMs: 1, hubEpoch: 'epoch-1' } },
  { poke: { scope: 'clinic', n: 7 } },
  { ping: 1 },
  { problem: { code: 'request-clock', message: 'a', cure: 'b', details: { nowMs: 1 } } },
  { problem: { code: 'hub-failed', message: 'a', cure: 'b', details: {} }, id: 3 },
])('what the hub says is heard: %o', (word) => {
  expect(readLiveWord(JSON.stringify(word))).toEqual(word)
})

test.each([
  '',
  '{',
  'null',
  '{}',
  '{"poke":{"scope":"<b>","n":1}}',
  '{"poke":{"scope":"a","n":-1}}',
  '{"new":1}',
])('what is nothing of ours is passed over: %s', (text) => {
  expect(readLiveWord(text)).toBe(null)
})
