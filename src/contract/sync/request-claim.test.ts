import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorizationHeader, claimBytes, readAuthorization, type RequestClaim } from './request-claim.ts'

const signingKey = new Uint8Array(32).fill(3)
const signature = new Uint8Array(64).fill(4)
const claim: RequestClaim = {
  method: 'POST',
  path: '/api/sync?x=1',
  bodyHash: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
  atMs: 1_795_222_261_000,
  nonce: 'abcdefghijklmnop',
}

test('what is signed never changes: other tablets and hubs must agree on it', () => {
  const hash = createHash('sha256').update(claimBytes(claim)).digest('hex')
  expect(hash).toBe('d0ba796b5391a972e33a07d29b0dad2f94022a6357cd7c7163c8aee06e9fd6bd')
})

test('everything that is asked is signed', () => {
  const other: RequestClaim = { method: 'GET', path: '/', bodyHash: '', atMs: 0, nonce: 'ponmlkjihgfedcba' }
  for (const part of Object.keys(claim) as (keyof RequestClaim)[])
    expect(claimBytes({ ...claim, [part]: other[part] })).not.toEqual(claimBytes(claim))
})

test('parts cannot be moved from one into the next', () => {
  expect(claimBytes({ ...claim, method: 'POST/', path: 'api' })).not.toEqual(
    claimBytes({ ...claim, method: 'POST', path: '/api' }),
  )
})

test('the header gives back what it was made of', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      fc.nat(4_000_000_000_000),
      fc.stringMatching(/^[\w-]{16}$/),
      (key, sealed, atMs, nonce) => {
        const header = authorizationHeader(key, { atMs, nonce }, sealed)
        expect(readAuthorization(header)).toEqual({
          signingKey: new Uint8Array(key),
          atMs,
          nonce,
          signature: new Uint8Array(sealed),
        })
      },
    ),
  )
})

describe('no header of ours', () => {
  const right = authorizationHeader(signingKey, claim, signature)
  test.each<[string, string | undefined]>([
    ['is missing', undefined],
    ['is empty', ''],
    ['is of another scheme', right.replace('Hinterland', 'Bearer')],
    ['has a short key', right.replace('AwMD', 'Aw')],
    ['has a time with a sign', right.replace(String(claim.atMs), `-${claim.atMs}`)],
    ['has a time beyond all numbers', right.replace(String(claim.atMs), '1'.repeat(17))],
    ['has another nonce', right.replace('abcdefghijklmnop', 'abc')],
    ['goes on', `${right} more`],
    ['has two spaces', right.replace(' ', '  ')],
    ['has a line break', `${right}\n`],
  ])('%s', (_, header) => {
    expect(readAuthorization(header)).toBe(null)
  })
})
