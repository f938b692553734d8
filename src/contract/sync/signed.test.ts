import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cbor } from '../cbor.ts'
import { decodeSigned, encodeSigned } from './signed.ts'

const signature = new Uint8Array(64).fill(9)

test('a payload and its signature come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      const payload = new Uint8Array(bytes)
      expect(decodeSigned(encodeSigned({ payload, signature }))).toEqual({ payload, signature })
    }),
  )
})

test.each([
  ['no payload', [new Uint8Array(0), signature]],
  ['a short signature', [new Uint8Array(3), signature.slice(1)]],
  ['a long one', [new Uint8Array(3), new Uint8Array(65)]],
  ['something more', [new Uint8Array(3), signature, 1]],
  ['text', ['payload', signature]],
  ['a map', { payload: new Uint8Array(3), signature }],
])('%s is nothing signed', (_, value) => {
  expect(decodeSigned(cbor(value))).toBe(null)
})
