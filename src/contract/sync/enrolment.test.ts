import { describe, expect, test } from 'vitest'
import { cbor } from '../cbor.ts'
import {
  decodeEnrolRequest,
  decodeEnrolResponse,
  encodeEnrolRequest,
  encodeEnrolResponse,
  invitationText,
  readInvitation,
  type EnrolRequest,
  type EnrolResponse,
  type Invitation,
} from './enrolment.ts'

const key = (fill: number) => new Uint8Array(32).fill(fill)
const invitation: Invitation = {
  v: 1,
  hub: 'If4x36FUomFia_hUBG_SJw',
  hubName: '青石县',
  token: 'abcdefghijklmnopqrstuv',
  clinic: { scope: 'clinic', name: '青石村' },
  role: 'nurse',
}
const clinic = { scope: 'clinic', name: '青石村', recoveryKey: key(5) }
const request: EnrolRequest = {
  v: 1,
  token: null,
  device: 'zT1OtIX9aV9H5WKvbGksEg',
  name: '李护士',
  role: 'nurse',
  signingKey: key(1),
  agreementKey: key(2),
  clinic,
}
const response: EnrolResponse = {
  v: 1,
  hub: 'If4x36FUomFia_hUBG_SJw',
  hubName: '青石县',
  hubEpoch: 'epoch-1',
  hubSigningKey: key(3),
  hubAgreementKey: key(4),
  certificate: new Uint8Array([1]),
  clinic,
  nowMs: 1_795_222_261_000,
}

describe('an invitation', () => {
  test('is read from its code, however it was broken into lines', () => {
    const text = invitationText(invitation)
    expect(readInvitation(text)).toEqual(invitation)
    expect(readInvitation(` ${text.slice(0, 30)}\r\n  ${text.slice(30)}\n`)).toEqual(invitation)
    expect(readInvitation(invitationText({ ...invitation, clinic: null, token: '' }))).toMatchObject({
      clinic: null,
    })
  })

  test('fits a QR code that a cheap camera reads', () => {
    expect(invitationText(invitation).length).toBeLessThan(350)
  })

  test.each([
    '',
    'https://example.org',
    'hinterland-join:1:',
    'hinterland-join:1:%%%',
    'hinterland-join:2:oA',
    'hinterland-join:1:oA',
    `hinterland-join:1:${'A'.repeat(100_000)}`,
    invitationText({ ...invitation, role: 'owner' as never }),
    invitationText({ ...invitation, hub: 'javascript:alert(1)//' }),
    invitationText({ ...invitation, hubName: 'x'.repeat(201) }),
  ])('is not %.40s', (text) => {
    expect(readInvitation(text)).toBe(null)
  })
})

test('what a tablet asks and is answered comes back as it was', () => {
  expect(decodeEnrolRequest(encodeEnrolRequest(request))).toEqual(request)
  expect(decodeEnrolRequest(encodeEnrolRequest({ ...request, clinic: null }))).toEqual({
    ...request,
    clinic: null,
  })
  expect(decodeEnrolResponse(encodeEnrolResponse(response))).toEqual(response)
})

test.each<[string, Record<string, unknown>]>([
  ['a key of another length', { signingKey: new Uint8Array(33) }],
  ['a role that nobody has', { role: 'owner' }],
  ['a clinic without a recovery key', { clinic: { scope: 'clinic', name: 'x' } }],
  ['a scope that leads elsewhere', { clinic: { ...clinic, scope: '../x' } }],
  ['a name without end', { name: 'x'.repeat(201) }],
  ['a part that we do not know', { more: 1 }],
])('no tablet asks with %s', (_, part) => {
  expect(decodeEnrolRequest(cbor({ ...request, ...part }))).toBe(null)
})

test.each<[string, Record<string, unknown>]>([
  ['no certificate', { certificate: new Uint8Array(0) }],
  ['a key of another length', { hubSigningKey: new Uint8Array(31) }],
])('no hub answers with %s', (_, part) => {
  expect(decodeEnrolResponse(cbor({ ...response, ...part }))).toBe(null)
})
