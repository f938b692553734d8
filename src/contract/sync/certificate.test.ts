import { describe, expect, test } from 'vitest'
import { cbor } from '../cbor.ts'
import { decodeCertificate, encodeCertificate, type Certificate } from './certificate.ts'

const certificate: Certificate = {
  v: 1,
  hub: 'If4x36FUomFia_hUBG_SJw',
  serial: 12,
  key: 'zT1OtIX9aV9H5WKvbGksEg',
  signingKey: new Uint8Array(32).fill(1),
  agreementKey: new Uint8Array(32).fill(2),
  device: 'y0rsiJrIWNUoEqRMxH0cEA',
  name: '李护士',
  grants: [{ scope: 'y0rsiJrIWNUoEqRMxH0cEA', role: 'nurse' }],
  issuedAtMs: 1_795_222_261_000,
  notAfterMs: 1_802_998_261_000,
}

test('a certificate comes back as it was, and has one form', () => {
  expect(decodeCertificate(encodeCertificate(certificate))).toEqual(certificate)
  const shuffled = Object.fromEntries(Object.entries(certificate).toReversed()) as unknown as Certificate
  expect(encodeCertificate(shuffled)).toEqual(encodeCertificate(certificate))
})

describe('no certificate has', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another version', { v: 2 }],
    ['a key that is no key', { signingKey: new Uint8Array(31) }],
    ['a role that nobody has', { grants: [{ scope: 'clinic', role: 'owner' }] }],
    ['a right that is not there', { grants: [{ scope: 'clinic', role: 'nurse', all: true }] }],
    ['a scope that leads elsewhere', { grants: [{ scope: '../clinic', role: 'nurse' }] }],
    ['more rights than anybody needs', { grants: Array(65).fill(certificate.grants[0]) }],
    ['a name without end', { name: 'x'.repeat(201) }],
    ['a serial below nothing', { serial: -1 }],
    ['half a millisecond', { notAfterMs: 1.5 }],
    ['a part that we do not know', { admin: true }],
  ])('%s', (_, part) => {
    expect(decodeCertificate(cbor({ ...certificate, ...part }))).toBe(null)
  })

  test.each(Object.keys(certificate))('no %s', (part) => {
    const rest = Object.fromEntries(Object.entries(certificate).filter(([name]) => name !== part))
    expect(decodeCertificate(cbor(rest))).toBe(null)
  })
})
