import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cbor } from '../cbor.ts'
import {
  contentBytes,
  decodeParcel,
  decodeParcelAnswer,
  encodeParcel,
  encodeParcelAnswer,
  PARCEL_BYTES_MAX,
  readContent,
  sealedContent,
  type ParcelContent,
} from './parcel.ts'

const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill)
const CONTENT: ParcelContent = {
  v: 1,
  to: 'receiver',
  key: 'sender',
  signingKey: bytes(32),
  name: '周敏',
  clinic: '青石镇卫生院',
  scope: 's',
  facts: [bytes(300), bytes(400)],
  receipts: [bytes(200)],
  certificates: [],
}

test('a parcel tells its reader and nothing else, and comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'abcXYZ019_-'), minLength: 1, maxLength: 80 }),
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      (to, sealed) => {
        const parcel = { to, sealed: new Uint8Array(sealed) }
        expect(decodeParcel(encodeParcel(parcel))).toEqual(parcel)
      },
    ),
  )
})

test('a file that is no parcel, of another version, cut in its head, or too large is none', () => {
  const whole = encodeParcel({ to: 'abc', sealed: bytes(50) })
  expect(decodeParcel(whole)).not.toBeNull()
  expect(decodeParcel(new TextEncoder().encode('PK\u0003\u0004 a zip archive'))).toBeNull()
  expect(decodeParcel(Uint8Array.from(whole, (byte, i) => (i === 4 ? 2 : byte)))).toBeNull()
  for (let length = 0; length <= 9; length++) expect(decodeParcel(whole.slice(0, length))).toBeNull()
  expect(decodeParcel(encodeParcel({ to: '../../x', sealed: bytes(50) }))).toBeNull()
  expect(decodeParcel(encodeParcel({ to: 'abc', sealed: bytes(PARCEL_BYTES_MAX) }))).toBeNull()
})

test('what is inside comes back with its signature, and anything else is refused', () => {
  const opened = sealedContent(contentBytes(CONTENT), bytes(64, 3))
  expect(readContent(opened)).toMatchObject({ content: CONTENT, signature: bytes(64, 3) })
  expect(readContent(opened.slice(0, -1))).toBeNull()
  expect(readContent(sealedContent(cbor({ ...CONTENT, v: 2 }), bytes(64)))).toBeNull()
  expect(readContent(sealedContent(contentBytes(CONTENT), bytes(63)))).toBeNull()
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (given) => readContent(given) === null))
})

test('an answer is a list of receipts, also an empty one', () => {
  expect(decodeParcelAnswer(encodeParcelAnswer([bytes(10), bytes(20)]))).toEqual([bytes(10), bytes(20)])
  expect(decodeParcelAnswer(encodeParcelAnswer([]))).toEqual([])
  expect(decodeParcelAnswer(bytes(5))).toBeNull()
})
