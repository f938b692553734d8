import { beforeEach, describe, expect, test, vi } from 'vitest'
import { newDeviceKey } from './device-key.ts'
import { altered, QUICK_COST, TestMachine } from './machine.testing.ts'
import { writeShare } from './wipe-share.ts'
import { destroyWrap, makeWrap, openWrap, type Keyring, type Wrap, type WrapPlan } from './wraps.ts'

const secret = (text: string) => new TextEncoder().encode(text)
const RIGHT = secret('三只白鹅过了桥 then slept')
let machine: TestMachine
let deviceKey: CryptoKey
let keyring: Keyring
let wrap: Wrap

const plan = (over: Partial<WrapPlan> = {}): WrapPlan => ({
  kind: 'passphrase',
  user: 'user-a',
  secret: RIGHT,
  untilMs: null,
  cost: QUICK_COST,
  folder: 'clinic/shares',
  ...over,
})

beforeEach(async () => {
  machine = new TestMachine()
  deviceKey = await newDeviceKey(machine)
  keyring = { signingSeed: machine.randomBytes(32), agreementSeed: machine.randomBytes(32) }
  wrap = await makeWrap(machine, deviceKey, plan(), keyring)
})

test('a wrap opens with its secret, on its tablet, while its share is there', async () => {
  expect(await openWrap(machine, deviceKey, wrap, RIGHT)).toEqual(keyring)
})

test('a wrap is plain data that survives IndexedDB', async () => {
  expect(await openWrap(machine, deviceKey, structuredClone(wrap), RIGHT)).toEqual(keyring)
})

test('the keyring of the caller is left as it is', () => {
  expect(keyring.signingSeed.some((byte) => byte !== 0)).toBe(true)
  expect(keyring.agreementSeed.some((byte) => byte !== 0)).toBe(true)
})

test.each(['三只白鹅过了桥 then slep', '三只白鹅过了桥 Then slept', ' ', ''])(
  'the secret "%s" is wrong',
  async (typed) => {
    expect(await openWrap(machine, deviceKey, wrap, secret(typed))).toBe('wrong')
  },
)

test('on another tablet the right secret is wrong', async () => {
  const elsewhere = await newDeviceKey(machine)
  expect(await openWrap(machine, elsewhere, wrap, RIGHT)).toBe('wrong')
})

describe('an altered byte', () => {
  test('anywhere in the sealed keys is noticed', async () => {
    for (let at = 0; at < wrap.sealed.length; at += 7) {
      const broken = { ...wrap, sealed: altered(wrap.sealed, at) }
      expect(await openWrap(machine, deviceKey, broken, RIGHT)).toBe('wrong')
    }
  })

  test('anywhere in the salt is noticed', async () => {
    for (let at = 0; at < wrap.salt.length; at++) {
      const broken = { ...wrap, salt: altered(wrap.salt, at) }
      expect(await openWrap(machine, deviceKey, broken, RIGHT)).toBe('wrong')
    }
  })

  test('anywhere in the share file means that the share is gone', async () => {
    const share = (await machine.files.read(wrap.share))!
    for (let at = 0; at < share.length; at++) {
      await machine.files.overwrite(wrap.share, altered(share, at))
      expect(await openWrap(machine, deviceKey, wrap, RIGHT)).toBe('share-gone')
    }
  })
})

test.each<[string, Partial<Wrap>]>([
  ['of another kind', { kind: 'pin' }],
  ['of another user', { user: 'user-b' }],
  ['with a later end', { untilMs: 4e12 }],
  ['made at another time', { madeAtMs: 1 }],
  ['with a cheaper guess', { cost: { memoryKib: 32, passes: 1 } }],
  ['with more passes', { cost: { memoryKib: 64, passes: 2 } }],
])('a wrap does not open as one %s', async (_, other) => {
  expect(await openWrap(machine, deviceKey, { ...wrap, ...other }, RIGHT)).toBe('wrong')
})

test('the parts of two wraps do not mix', async () => {
  const other = await makeWrap(machine, deviceKey, plan({ user: 'user-b' }), keyring)
  expect(await openWrap(machine, deviceKey, { ...wrap, share: other.share }, RIGHT)).toBe('wrong')
  expect(await openWrap(machine, deviceKey, { ...wrap, sealed: other.sealed }, RIGHT)).toBe('wrong')
})

describe('a destroyed wrap', () => {
  test('opens for nobody, not even with a copy of its row', async () => {
    const copy = structuredClone(wrap)
    await destroyWrap(machine, wrap)
    expect(machine.files.paths).toEqual([])
    expect(await openWrap(machine, deviceKey, copy, RIGHT)).toBe('share-gone')
  })

  test('is overwritten in place before its file is removed', async () => {
    const order: string[] = []
    const before = await machine.files.read(wrap.share)
    const { overwrite, remove } = machine.files
    vi.spyOn(machine.files, 'overwrite').mockImplementation(async (path, bytes) => {
      order.push(`overwrite ${path}`)
      await overwrite.call(machine.files, path, bytes)
      expect(await machine.files.read(path)).not.toEqual(before)
    })
    vi.spyOn(machine.files, 'remove').mockImplementation(async (path) => {
      order.push(`remove ${path}`)
      await remove.call(machine.files, path)
    })
    await destroyWrap(machine, wrap)
    expect(order).toEqual([`overwrite ${wrap.share}`, `remove ${wrap.share}`])
  })

  test('counts as gone when the tablet died between overwriting and removing', async () => {
    machine.files.failOperation(3)
    await expect(destroyWrap(machine, wrap)).rejects.toThrow('the disk failed')
    expect(machine.files.paths).toEqual([wrap.share])
    expect(await openWrap(machine, deviceKey, wrap, RIGHT)).toBe('share-gone')
  })

  test('can be destroyed once more', async () => {
    await destroyWrap(machine, wrap)
    await expect(destroyWrap(machine, wrap)).resolves.toBeUndefined()
  })

  test('leaves the other wraps of the user as they are', async () => {
    const pin = await makeWrap(machine, deviceKey, plan({ kind: 'pin', secret: secret('482915') }), keyring)
    await destroyWrap(machine, pin)
    expect(await openWrap(machine, deviceKey, pin, secret('482915'))).toBe('share-gone')
    expect(await openWrap(machine, deviceKey, wrap, RIGHT)).toEqual(keyring)
  })
})

test('a new wrap at the place of a share that lives is refused, and of a destroyed one taken', async () => {
  await expect(writeShare(machine, wrap.share)).rejects.toThrow('there is a wipe share')
  await machine.files.overwrite(wrap.share, machine.randomBytes(40))
  expect(await writeShare(machine, wrap.share)).toHaveLength(32)
})

test('a disk that fails is a fault and not a wrong secret', async () => {
  machine.files.failOperation(1)
  await expect(openWrap(machine, deviceKey, wrap, RIGHT)).rejects.toThrow('the disk failed')
})

test('what a key was made of is zeroed in memory', async () => {
  const given: Uint8Array[] = []
  const watched = new TestMachine()
  const { randomBytes } = watched
  watched.randomBytes = (count) => {
    const bytes = randomBytes.call(watched, count)
    given.push(bytes)
    return bytes
  }
  const stretched: Uint8Array[] = []
  const argon2id = async (...of: Parameters<typeof watched.argon2id>) => {
    const bytes = await watched.argon2id(...of)
    stretched.push(bytes)
    return bytes
  }
  const tablet = Object.assign(Object.create(watched) as TestMachine, { argon2id })
  const key = await newDeviceKey(tablet)
  const made = await makeWrap(tablet, key, plan(), keyring)
  await openWrap(tablet, key, made, RIGHT)
  const left = given.filter((bytes) => bytes.length === 32 && bytes.some((byte) => byte !== 0))
  expect(left).toEqual([made.salt])
  expect(stretched).toEqual([new Uint8Array(32), new Uint8Array(32)])
})

test('no secret byte lies in what is kept: neither in the wrap nor in a file', async () => {
  const kept = [wrap.salt, wrap.sealed, (await machine.files.read(wrap.share))!].map((bytes) =>
    Buffer.from(bytes),
  )
  for (const seed of [keyring.signingSeed, keyring.agreementSeed, RIGHT])
    for (const bytes of kept) expect(bytes.includes(Buffer.from(seed))).toBe(false)
})
