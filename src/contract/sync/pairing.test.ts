import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { encode } from 'uqr'
import { describe, expect, test } from 'vitest'
import { channelBinding, pairingOf, pairingText, readPairing, sdpOf, type Pairing } from './pairing.ts'

/** Local descriptions of Chromium 156 after gathering: with mDNS names, and with plain addresses (camera allowed). */
const recorded = (name: string) =>
  readFileSync(new URL(`fixtures/chromium-156-${name}.sdp`, import.meta.url), 'utf8')

const NAMES = ['mdns.offer', 'mdns.answer', 'ip.offer', 'ip.answer'] as const

describe.each(NAMES)('a code from %s', (name) => {
  const is = name.endsWith('offer') ? 'offer' : 'answer'
  const pairing = pairingOf(recorded(name), is, is === 'answer' ? '0lPD' : null)!

  test('holds everything that the other browser needs, and comes back from its text', () => {
    const sdp = recorded(name)
    expect(pairing.candidates.length).toBeGreaterThan(0)
    for (const { host, port } of pairing.candidates) {
      if (!host.includes(':')) expect(sdp).toContain(`${host} ${port} typ host`)
    }
    const again = readPairing(pairingText(pairing))
    expect(again).toMatchObject({
      ufrag: pairing.ufrag,
      pwd: pairing.pwd,
      setup: pairing.setup,
      answers: pairing.answers,
    })
    expect(again!.fingerprint).toEqual(pairing.fingerprint)
    expect(sdpOf(again!)).toContain(/^a=fingerprint:sha-256 \S+/m.exec(sdp)![0])
    expect(pairingOf(sdpOf(again!), is, pairing.answers)).toEqual(again)
  })

  test("fits one QR code that is read at arm's length", () => {
    const text = pairingText(pairing)
    expect(text.length).toBeLessThan(300)
    // Version 11 has 61 modules: 4 px each at 240 px.
    expect(encode(text, { ecc: 'M', border: 0 }).size).toBeLessThanOrEqual(61)
  })

  test('is read when it was wrapped or written small on the way', () => {
    const text = pairingText(pairing)
    expect(readPairing(` ${text.slice(0, 40)}\n${text.slice(40).toLowerCase()} `)).toEqual(readPairing(text))
  })
})

test('an SDP without an address that others could reach gives no code', () => {
  const sdp = recorded('ip.offer').replace(/^a=candidate:.*\r\n/gm, '')
  expect(pairingOf(sdp, 'offer')).toBeNull()
  const itself = `${sdp}a=candidate:1 1 udp 1 127.0.0.1 4000 typ host\r\na=candidate:2 1 udp 1 fe80::1 4000 typ host\r\n`
  expect(pairingOf(itself, 'offer')).toBeNull()
})

test('addresses stand before names, TCP and relayed candidates stay out', () => {
  const sdp = `${recorded('mdns.offer')}${[
    'a=candidate:1 1 udp 2113 10.0.0.7 5000 typ host',
    'a=candidate:2 1 tcp 2113 10.0.0.7 9 typ host tcptype active',
    'a=candidate:3 1 udp 100 203.0.113.9 5000 typ srflx raddr 10.0.0.7 rport 5000',
  ].join('\r\n')}\r\n`
  const { candidates } = pairingOf(sdp, 'offer')!
  expect(candidates.map(({ host }) => host.endsWith('.local'))).toEqual([false, true, true])
  expect(candidates[0]).toEqual({ host: '10.0.0.7', port: 5000 })
})

test('a binding names both certificates, whoever looks', () => {
  const a = pairingOf(recorded('ip.offer'), 'offer')!
  const b = pairingOf(recorded('ip.answer'), 'answer', a.ufrag)!
  expect(channelBinding(a, b)).toBe(channelBinding(b, a))
  const between = pairingOf(recorded('mdns.answer'), 'answer', a.ufrag)!
  expect(channelBinding(a, between)).not.toBe(channelBinding(a, b))
})

const ice = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'abcXYZ019+/'), minLength: min, maxLength: max })
const host = fc.oneof(
  fc.ipV4(),
  fc.uuid().map((uuid) => `${uuid}.local`),
  fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) =>
      Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! * 256 + bytes[2 * i + 1]!).toString(16)).join(':'),
    ),
)
const anyPairing: fc.Arbitrary<Pairing> = fc.record({
  is: fc.constant('answer' as const),
  ufrag: ice(4, 32),
  pwd: ice(22, 64),
  fingerprint: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes)),
  setup: fc.constantFrom('actpass', 'active', 'passive'),
  candidates: fc.array(fc.record({ host, port: fc.integer({ min: 1, max: 65_535 }) }), {
    minLength: 1,
    maxLength: 6,
  }),
  answers: ice(4, 32),
})

test('any pairing comes back from its text as it was', () => {
  fc.assert(
    fc.property(anyPairing, (pairing) => {
      expect(readPairing(pairingText(pairing))).toEqual(pairing)
    }),
  )
})

test('a text that lost its end, or got one more, is none', () => {
  fc.assert(
    fc.property(anyPairing, fc.nat(), (pairing, cut) => {
      const text = pairingText(pairing)
      expect(readPairing(text.slice(0, 12 + (cut % (text.length - 12))))).toBeNull()
      expect(readPairing(`${text}AA`)).toBeNull()
    }),
  )
})

test('any other text is none, and nothing of it can break out of a line', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => readPairing(text) === null))
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJ234567'), maxLength: 400 }), (text) => {
      const pairing = readPairing(`HINTERLAND1:${text}`)
      if (pairing) expect(sdpOf(pairing).split('\r\n').length).toBe(17 + pairing.candidates.length)
    }),
  )
  expect(readPairing('hinterland-join:1:AAAA')).toBeNull()
})
