import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cbor } from '../cbor.ts'
import {
  decodeOffer,
  decodeOfferAnswer,
  decodeSyncRequest,
  decodeSyncResponse,
  encodeOffer,
  encodeOfferAnswer,
  encodeSyncRequest,
  encodeSyncResponse,
  OFFER_CERTIFICATES_MAX,
  OFFER_IDS_MAX,
  PULL_FACTS_MAX,
  PUSH_BYTES_MAX,
  PUSH_FACTS_MAX,
  type Offer,
  type SyncRequest,
  type SyncResponse,
} from './sync-messages.ts'

const hash = 'h'.repeat(43)
const digest = { count: 3, xor: hash }
const request: SyncRequest = {
  v: 1,
  app: '1.2.3',
  device: 'zT1OtIX9aV9H5WKvbGksEg',
  seq: 9,
  hubEpoch: null,
  knownHead: { size: 4, root: hash },
  push: [new Uint8Array([1, 2, 3])],
  opened: [{ key: 'key', subject: 'child', atMs: -1, why: '昏迷' }],
  pull: [{ scope: 'clinic', cursor: 0, digest }],
  certificatesAfter: 2,
  pullFactsMax: PULL_FACTS_MAX,
}
const response: SyncResponse = {
  v: 1,
  hub: 'If4x36FUomFia_hUBG_SJw',
  hubEpoch: 'epoch-1',
  nowMs: 1_795_222_261_000,
  minVersion: '1.0.0',
  tooOld: false,
  verdicts: [
    { is: 'taken', n: 5 },
    { is: 'had', n: 1 },
    { is: 'held', why: 'lease' },
  ],
  receipt: new Uint8Array([7]),
  head: { size: 5, root: hash },
  consistency: [new Uint8Array(32)],
  pulled: [
    {
      scope: 'clinic',
      facts: [{ n: 5, fact: new Uint8Array(32) }],
      cursor: 5,
      more: false,
      digest,
      segments: [
        { name: `clinic/1-4-${hash}.cbor.gz`, from: 1, through: 4, count: 4, sha256: hash, bytes: 900 },
      ],
      people: 1,
      bytes: 1000,
    },
  ],
  certificates: [new Uint8Array([8])],
  revoked: ['key'],
  orders: ['new-device', 'wipe'],
}

test('what is asked and answered comes back as it was', () => {
  expect(decodeSyncRequest(encodeSyncRequest(request))).toEqual(request)
  expect(decodeSyncResponse(encodeSyncResponse(response))).toEqual(response)
  const offer = { scope: 'clinic', ids: [hash], certificates: [new Uint8Array([8])] }
  expect(decodeOffer(encodeOffer(offer))).toEqual(offer)
  expect(decodeOfferAnswer(encodeOfferAnswer({ lacking: [hash] }))).toEqual({ lacking: [hash] })
})

test('what says nothing is left out, and is there again when it is read', () => {
  const idle = { ...request, hubEpoch: null, knownHead: null, push: [], opened: [] }
  expect(encodeSyncRequest(idle).length).toBeLessThan(200)
  expect(decodeSyncRequest(encodeSyncRequest(idle))).toEqual(idle)
  const [page] = response.pulled
  const nothing = { ...response, verdicts: [], receipt: null, consistency: [], certificates: [], revoked: [] }
  const answer = { ...nothing, orders: [], pulled: [{ ...page!, facts: [], segments: [] }] }
  expect(encodeSyncResponse(answer).length).toBeLessThan(300)
  expect(decodeSyncResponse(encodeSyncResponse(answer))).toEqual(answer)
})

test('one fact beyond all size does not keep the others out', () => {
  const push = [new Uint8Array(2 * 1024 * 1024), new Uint8Array([1])]
  expect(decodeSyncRequest(encodeSyncRequest({ ...request, push }))?.push).toHaveLength(2)
})

describe('no request has', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another version', { v: 2 }],
    ['a device without a name', { device: '' }],
    ['a device with markup in its name', { device: '<b>' }],
    ['a chain that goes below nothing', { seq: -1 }],
    ['more facts than fit', { push: Array(PUSH_FACTS_MAX + 1).fill(new Uint8Array(1)) }],
    ['a fact of no bytes', { push: [new Uint8Array(0)] }],
    ['a fact larger than any push', { push: [new Uint8Array(PUSH_BYTES_MAX + 1)] }],
    ['a fact that is text', { push: ['fact'] }],
    ['a reason without end', { opened: [{ ...request.opened[0], why: 'x'.repeat(501) }] }],
    ['more scopes than a tablet has', { pull: Array(65).fill(request.pull[0]) }],
    ['a cursor between two facts', { pull: [{ ...request.pull[0], cursor: 1.5 }] }],
    ['a wish for everything at once', { pullFactsMax: PULL_FACTS_MAX + 1 }],
    ['a head that is no head', { knownHead: { size: 1 } }],
    ['a part that we do not know', { more: 1 }],
  ])('%s', (_, part) => {
    expect(decodeSyncRequest(cbor({ ...request, ...part }))).toBe(null)
  })

  test.each(['v', 'app', 'device', 'seq', 'pull', 'certificatesAfter', 'pullFactsMax'])('no %s', (part) => {
    const rest = Object.fromEntries(Object.entries(request).filter(([name]) => name !== part))
    expect(decodeSyncRequest(cbor(rest))).toBe(null)
  })
})

test.each<[string, Record<string, unknown>]>([
  ['a verdict that nobody knows', { verdicts: [{ is: 'lost' }] }],
  ['an order that nobody gives', { orders: ['explode'] }],
  ['a hash of another length in a proof', { consistency: [new Uint8Array(31)] }],
])('no answer has %s', (_, part) => {
  expect(decodeSyncResponse(cbor({ ...response, ...part }))).toBe(null)
})

test('an offer names no more facts and brings no more certificates than it may, and nothing that is no fact', () => {
  const offered = (what: Partial<Offer>) =>
    decodeOffer(encodeOffer({ scope: 'clinic', ids: [], certificates: [], ...what }))
  const ids = (count: number) => Array<string>(count).fill(hash)
  expect(offered({ ids: ids(OFFER_IDS_MAX) })).toMatchObject({ certificates: [] })
  expect(offered({ ids: ids(OFFER_IDS_MAX + 1) })).toBe(null)
  expect(offered({ ids: ['fact'] })).toBe(null)
  const certificates = (count: number) => Array<Uint8Array<ArrayBuffer>>(count).fill(new Uint8Array([8]))
  expect(offered({ certificates: certificates(OFFER_CERTIFICATES_MAX) })).toMatchObject({ ids: [] })
  expect(offered({ certificates: certificates(OFFER_CERTIFICATES_MAX + 1) })).toBe(null)
})

test('any bytes at all are a message or nothing, and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect([decodeSyncRequest(bytes), decodeSyncResponse(bytes), decodeOffer(bytes)]).toEqual([
        null,
        null,
        null,
      ])
    }),
  )
})

test('a message with one byte changed or cut is another message or none, and never throws', () => {
  const bytes = encodeSyncRequest(request)
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const altered = bytes.map((byte, i) => (i === at ? byte ^ by : byte))
      expect(decodeSyncRequest(altered)).not.toEqual(request)
      expect(decodeSyncRequest(bytes.subarray(0, at))).toBe(null)
    }),
  )
})
