import { afterEach, describe, expect, test, vi } from 'vitest'
import { agreementFromSeed, openSealed, sealTo } from './agreement.ts'
import { altered, TestMachine } from './machine.testing.ts'
import { SealBroken } from './sealing.ts'

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const machine = new TestMachine()
const plain = machine.randomBytes(32)

/** A browser that does not know the algorithm says so at import. */
function withoutX25519(): void {
  const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (...args: unknown[]) => Promise<CryptoKey>
  vi.spyOn(crypto.subtle, 'importKey').mockImplementation((...args: unknown[]) =>
    args[2] === 'X25519'
      ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
      : importKey(...args),
  )
}

afterEach(() => vi.restoreAllMocks())

describe.each([
  ['with X25519 of the browser', () => undefined],
  ['in a browser without X25519', withoutX25519],
])('%s', (_, arrange) => {
  test("the public key is Bob's of RFC 7748, section 6.1", async () => {
    arrange()
    const seed = hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')
    const { publicKey } = await agreementFromSeed(seed)
    expect(publicKey).toEqual(hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'))
  })

  test('what is sealed to a reader opens for that reader alone', async () => {
    arrange()
    const reader = await agreementFromSeed(machine.randomBytes(32))
    const other = await agreementFromSeed(machine.randomBytes(32))
    const sealed = await sealTo(reader.publicKey, plain, 'scope', machine)
    expect(await openSealed(reader, sealed, 'scope')).toEqual(plain)
    await expect(openSealed(other, sealed, 'scope')).rejects.toThrow(SealBroken)
  })

  test('it opens in its own context alone', async () => {
    arrange()
    const reader = await agreementFromSeed(machine.randomBytes(32))
    const sealed = await sealTo(reader.publicKey, plain, 'scope/1', machine)
    await expect(openSealed(reader, sealed, 'scope/2')).rejects.toThrow(SealBroken)
  })

  test('an altered byte anywhere, the fresh key included, is noticed', async () => {
    arrange()
    const reader = await agreementFromSeed(machine.randomBytes(32))
    const sealed = await sealTo(reader.publicKey, plain, 'scope', machine)
    for (let at = 0; at < sealed.length; at++)
      await expect(openSealed(reader, altered(sealed, at), 'scope')).rejects.toThrow(SealBroken)
    for (const length of [0, 1, 33, 34, sealed.length - 1])
      await expect(openSealed(reader, sealed.subarray(0, length), 'scope')).rejects.toThrow(SealBroken)
  })

  test('a fresh key that gives everybody the same secret is refused', async () => {
    arrange()
    const reader = await agreementFromSeed(machine.randomBytes(32))
    const sealed = await sealTo(reader.publicKey, plain, 'scope', machine)
    sealed.fill(0, 1, 33)
    await expect(openSealed(reader, sealed, 'scope')).rejects.toThrow(SealBroken)
    await expect(sealTo(new Uint8Array(32), plain, 'scope', machine)).rejects.toThrow()
  })
})

test('what one way sealed opens in the other, with the same public key', async () => {
  const seed = machine.randomBytes(32)
  const native = await agreementFromSeed(seed)
  const byNative = await sealTo(native.publicKey, plain, 'scope', machine)
  withoutX25519()
  const other = await agreementFromSeed(seed)
  const byOther = await sealTo(other.publicKey, plain, 'scope', machine)
  expect(other.publicKey).toEqual(native.publicKey)
  expect(await openSealed(other, byNative, 'scope')).toEqual(plain)
  vi.restoreAllMocks()
  expect(await openSealed(native, byOther, 'scope')).toEqual(plain)
})

test('a private key cannot be taken out of the browser again', async () => {
  const { privateKey } = await agreementFromSeed(machine.randomBytes(32))
  expect(privateKey).toBeInstanceOf(CryptoKey)
  await expect(crypto.subtle.exportKey('pkcs8', privateKey as CryptoKey)).rejects.toThrow()
})

test('the same bytes sealed twice look different each time', async () => {
  const { publicKey } = await agreementFromSeed(machine.randomBytes(32))
  const [a, b] = [
    await sealTo(publicKey, plain, 'scope', machine),
    await sealTo(publicKey, plain, 'scope', machine),
  ]
  expect(a.slice(1, 33)).not.toEqual(b.slice(1, 33))
  expect(a.slice(34, 46)).not.toEqual(b.slice(34, 46))
})
