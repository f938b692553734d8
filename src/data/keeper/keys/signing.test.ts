import { afterEach, describe, expect, test, vi } from 'vitest'
import { altered, TestMachine } from './machine.testing.ts'
import { fingerprint, signerFromSeed, verify } from './signing.ts'

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const machine = new TestMachine()

/** RFC 8032, section 7.1, TEST 3. */
const RFC = {
  seed: hex('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7'),
  publicKey: hex('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025'),
  message: hex('af82'),
  signature: hex(
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ),
}

/** A browser that does not know the algorithm says so at import. */
function withoutEd25519(): void {
  const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (...args: unknown[]) => Promise<CryptoKey>
  vi.spyOn(crypto.subtle, 'importKey').mockImplementation((...args: unknown[]) =>
    args[2] === 'Ed25519'
      ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
      : importKey(...args),
  )
}

afterEach(() => vi.restoreAllMocks())

describe.each([
  ['with Ed25519 of the browser', () => undefined],
  ['in a browser without Ed25519', withoutEd25519],
])('%s', (_, arrange) => {
  test('the vector of RFC 8032 is signed and verified', async () => {
    arrange()
    const signer = await signerFromSeed(RFC.seed)
    expect(signer.publicKey).toEqual(RFC.publicKey)
    expect(await signer.sign(RFC.message)).toEqual(RFC.signature)
    expect(await verify(RFC.publicKey, RFC.signature, RFC.message)).toBe(true)
  })

  test('an altered message, signature or key does not verify', async () => {
    arrange()
    for (let at = 0; at < 64; at++)
      expect(await verify(RFC.publicKey, altered(RFC.signature, at), RFC.message)).toBe(false)
    for (let at = 0; at < 32; at++)
      expect(await verify(altered(RFC.publicKey, at), RFC.signature, RFC.message)).toBe(false)
    expect(await verify(RFC.publicKey, RFC.signature, altered(RFC.message, 0))).toBe(false)
  })

  test('a signature or key of another length does not verify', async () => {
    arrange()
    expect(await verify(RFC.publicKey, RFC.signature.subarray(1), RFC.message)).toBe(false)
    expect(await verify(RFC.publicKey.subarray(1), RFC.signature, RFC.message)).toBe(false)
    expect(await verify(new Uint8Array(0), new Uint8Array(0), RFC.message)).toBe(false)
  })

  test('a signature whose number was moved by the order of the curve does not verify', async () => {
    arrange()
    const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n
    const s = RFC.signature.subarray(32).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n) + order
    const moved = RFC.signature.slice()
    for (let at = 0; at < 32; at++) moved[32 + at] = Number((s >> BigInt(8 * at)) & 255n)
    expect(await verify(RFC.publicKey, moved, RFC.message)).toBe(false)
  })
})

test('both ways give the same signatures and take those of the other', async () => {
  const pairs = []
  for (let round = 0; round < 20; round++) {
    const seed = machine.randomBytes(32)
    const message = machine.randomBytes(round * 17)
    vi.restoreAllMocks()
    const native = await signerFromSeed(seed)
    const signature = await native.sign(message)
    withoutEd25519()
    const other = await signerFromSeed(seed)
    pairs.push([await other.sign(message), signature], [other.publicKey, native.publicKey])
    expect(await verify(native.publicKey, signature, message)).toBe(true)
    expect(other.key).toBe(native.key)
  }
  for (const [a, b] of pairs) expect(a).toEqual(b)
})

test('a signer works on after the caller has zeroed the seed', async () => {
  for (const arrange of [() => undefined, withoutEd25519]) {
    arrange()
    const seed = RFC.seed.slice()
    const signer = await signerFromSeed(seed)
    seed.fill(0)
    expect(await signer.sign(RFC.message)).toEqual(RFC.signature)
  }
})

test('a key is named by 22 characters of its SHA-256', async () => {
  const { key } = await signerFromSeed(RFC.seed)
  expect(key).toMatch(/^[\w-]{22}$/)
  expect(key).toBe(await fingerprint(RFC.publicKey))
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', RFC.publicKey))
  expect(key).toBe(digest.subarray(0, 16).toString('base64url'))
})
