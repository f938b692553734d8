import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64url } from '#contract/record/base64url.ts'
import { cbor } from '../cbor.ts'
import {
  decodeHello,
  decodePeerMessage,
  encodeHello,
  encodePeerMessage,
  type PeerMessage,
} from './peer-messages.ts'

const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill)
const ID = base64url(bytes(32))

const MESSAGES: readonly PeerMessage[] = [
  { is: 'hello', signed: bytes(300) },
  { is: 'reveal', nonce: bytes(32), met: true, member: false },
  { is: 'same', same: true },
  { is: 'certificates', signed: [bytes(200), bytes(300)] },
  {
    is: 'have',
    held: [
      {
        device: 'd1',
        runs: [
          [1, 4],
          [6, 6],
        ],
        xor: bytes(32),
      },
    ],
  },
  { is: 'offers', facts: 12 },
  { is: 'facts', n: 3, facts: [bytes(500)] },
  { is: 'stored', n: 3, refused: 1 },
  { is: 'asks', ids: [ID, base64url(bytes(32, 9))] },
  { is: 'receipts', signed: [bytes(500)], last: true },
  { is: 'carries', parcels: [{ id: ID, to: 'hub', bytes: 3000 }] },
  { is: 'wants', ids: [ID] },
  { is: 'piece', id: ID, at: 0, of: 100, bytes: bytes(100) },
  { is: 'kept', id: ID, at: 0 },
  { is: 'done' },
  { is: 'ask-in', name: '李文', role: 'clinician' },
  { is: 'let-in', clinic: null },
  {
    is: 'let-in',
    clinic: {
      scope: 's',
      name: '青石镇卫生院',
      recoveryKey: bytes(32),
      role: 'nurse',
      hub: { hub: 'h', hubName: 'County', hubEpoch: 'e', signingKey: bytes(32), agreementKey: bytes(32) },
      known: [{ key: 'k', signingKey: bytes(32), agreementKey: bytes(32), role: 'nurse', name: '周敏' }],
    },
  },
  { is: 'joined' },
  { is: 'member' },
  { is: 'room', frame: bytes(100) },
]

test.each(MESSAGES)('a message "$is" comes back as it was', (message) => {
  expect(decodePeerMessage(encodePeerMessage(message))).toEqual(message)
})

test.each(MESSAGES)('a message "$is" that was cut is none', (message) => {
  const whole = encodePeerMessage(message)
  expect(decodePeerMessage(whole.slice(0, -1))).toBeNull()
})

test('runs that overlap, stand still or go back are refused', () => {
  const have = (runs: unknown) =>
    decodePeerMessage(cbor({ is: 'have', held: [{ device: 'd', runs, xor: bytes(32) }] }))
  expect(
    have([
      [1, 2],
      [4, 9],
    ]),
  ).not.toBeNull()
  expect(
    have([
      [1, 2],
      [3, 4],
    ]),
  ).toBeNull()
  expect(
    have([
      [5, 6],
      [1, 2],
    ]),
  ).toBeNull()
  expect(have([[0, 2]])).toBeNull()
  expect(have([[4, 2]])).toBeNull()
  expect(have([[1, 1.5]])).toBeNull()
})

test('more than a message may hold is refused', () => {
  expect(decodePeerMessage(cbor({ is: 'facts', n: 1, facts: Array(65).fill(bytes(1)) }))).toBeNull()
  expect(decodePeerMessage(cbor({ is: 'asks', ids: bytes(33) }))).toBeNull()
  expect(decodePeerMessage(cbor({ is: 'asks', ids: bytes(32 * 8193) }))).toBeNull()
  expect(decodePeerMessage(cbor({ is: 'facts', n: 1, facts: [bytes(1)], more: true }))).toBeNull()
  let deep: unknown = 1
  for (let i = 0; i < 1000; i++) deep = [deep]
  expect(decodePeerMessage(cbor({ is: 'room', frame: deep }))).toBeNull()
})

test('whatever the bytes, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (given) => {
      expect(decodePeerMessage(given)).not.toBeUndefined()
    }),
  )
})

test('a hello says all it has to say, and no more', () => {
  const hello = {
    v: 1,
    app: '0.1.0',
    binding: 'A.B',
    starts: true,
    key: 'k',
    signingKey: bytes(32),
    agreementKey: bytes(32),
    device: 'd',
    name: '周敏',
    clinic: '青石镇卫生院',
    scope: 's',
    role: 'nurse',
    certificate: null,
    staff: null,
    commit: bytes(32),
  } as const
  expect(decodeHello(encodeHello(hello))).toEqual(hello)
  expect(decodeHello(cbor({ ...hello, v: 2 }))).toBeNull()
  expect(decodeHello(cbor({ ...hello, signingKey: bytes(31) }))).toBeNull()
  expect(decodeHello(cbor({ ...hello, extra: 1 }))).toBeNull()
})
