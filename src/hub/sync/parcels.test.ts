import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  contentBytes,
  decodeParcelAnswer,
  encodeParcel,
  parcelContext,
  PARCEL_BYTES_MAX,
  sealedContent,
  type ParcelContent,
} from '#contract/sync/parcel.ts'
import { decodeReceipt } from '#contract/sync/receipt.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import { agreementFromSeed, sealTo } from '#data/keeper/keys/agreement.ts'
import { signerFromSeed, type Signer } from '#data/keeper/keys/signing.ts'
import { verifies } from '../hub-keys.ts'
import { registerApi } from '../run/api.ts'
import { openSyncHub, type SyncBench } from './hub.fixture.ts'
import { registerParcels } from './parcels.ts'

const machine = { randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) }

let bench: SyncBench
let server: FastifyInstance
let sender: Signer

beforeEach(async () => {
  bench = await openSyncHub()
  server = fastify({ logger: false, bodyLimit: 16 * 1024 })
  await registerApi(server, bench.hub, { parcels: (part) => registerParcels(part, bench.hub) })
  sender = await signerFromSeed(machine.randomBytes(32))
})
afterEach(async () => {
  await server.close()
  await bench.close()
})

/** A parcel for this hub, from somebody whom it has never met. */
async function parcel(
  facts: readonly Uint8Array<ArrayBuffer>[],
  changes: Partial<ParcelContent> = {},
  by: Signer = sender,
): Promise<Uint8Array<ArrayBuffer>> {
  const { hub, agreementKey } = bench.hub.keys
  const payload = contentBytes({
    v: 1,
    to: hub,
    key: sender.key,
    signingKey: sender.publicKey,
    name: '周敏',
    clinic: '青石镇卫生院',
    scope: 's',
    facts,
    receipts: [],
    certificates: [],
    ...changes,
  })
  const signed = sealedContent(payload, await by.sign(payload))
  return encodeParcel({ to: hub, sealed: await sealTo(agreementKey, signed, parcelContext(hub), machine) })
}

const deliver = (body: Uint8Array, type = 'application/octet-stream') =>
  server.inject({
    method: 'POST',
    url: '/api/parcels',
    payload: Buffer.from(body),
    headers: { 'content-type': type },
  })

test('whoever delivers it, facts are judged for their own authors and answered by a receipt that the hub signed', async () => {
  const answer = await deliver(await parcel([new Uint8Array(300).fill(5)]))
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['cache-control']).toBe('no-store')
  const [receipt] = decodeParcelAnswer(answer.rawPayload)!
  const { payload, signature } = decodeSigned(receipt!)!
  expect(verifies(bench.hub.keys.signingKey, signature, payload)).toBe(true)
  expect(decodeReceipt(payload)!.held.map(([, why]) => why)).toEqual(['unreadable'])
})

test('an empty parcel is answered by nothing, twice the same', async () => {
  const bytes = await parcel([])
  for (let i = 0; i < 2; i++) expect(decodeParcelAnswer((await deliver(bytes)).rawPayload)).toEqual([])
})

test('what is altered, for somebody else, signed by another, or no parcel is refused with its reason', async () => {
  const good = await parcel([])
  const other = await agreementFromSeed(machine.randomBytes(32))
  const sealedToOther = await sealTo(
    other.publicKey,
    new Uint8Array(9),
    parcelContext(bench.hub.keys.hub),
    machine,
  )
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new TextEncoder().encode('no parcel'), 'no-parcel'],
    [encodeParcel({ to: 'another-hub', sealed: new Uint8Array(60) }), 'parcel-not-for-this-hub'],
    [encodeParcel({ to: bench.hub.keys.hub, sealed: sealedToOther }), 'parcel-damaged'],
    [good.map((byte, i) => (i === good.length - 1 ? byte ^ 1 : byte)), 'parcel-damaged'],
    [await parcel([], { to: 'another-hub' }), 'parcel-damaged'],
    [await parcel([], { key: 'not-its-fingerprint' }), 'parcel-damaged'],
    [await parcel([], {}, await signerFromSeed(machine.randomBytes(32))), 'parcel-damaged'],
  ]
  for (const [bytes, code] of cases) {
    const answer = await deliver(bytes)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, code])
    expect(answer.body).not.toContain('周敏')
  }
})

test('more than a parcel may have, another kind of body, and too many in a minute are refused', async () => {
  expect((await deliver(new Uint8Array(PARCEL_BYTES_MAX + 1))).statusCode).toBe(413)
  expect((await deliver(new Uint8Array(10), 'text/html')).statusCode).toBe(415)
  const codes: number[] = []
  for (let i = 0; i < 31; i++) codes.push((await deliver(new Uint8Array(10))).statusCode)
  expect(codes.at(-1)).toBe(429)
})
