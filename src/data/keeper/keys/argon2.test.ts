import { expect, test } from 'vitest'
import { argon2idByHashWasm, measureArgon2Cost, type Argon2Cost } from './argon2.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytes = (text: string) => new TextEncoder().encode(text)

/** Of the reference implementation's own tests (phc-winner-argon2, src/test.c, version 1.3, Argon2id, one lane). */
test.each([
  [65_536, 2, 'password', 'somesalt', '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
  [256, 2, 'password', 'somesalt', '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
  [65_536, 1, 'password', 'somesalt', 'f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98'],
  [
    65_536,
    2,
    'differentpassword',
    'somesalt',
    '0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde',
  ],
  [65_536, 2, 'password', 'diffsalt', 'bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c'],
])('%i KiB, %i passes of the reference', async (memoryKib, passes, secret, salt, expected) => {
  expect(hex(await argon2idByHashWasm(bytes(secret), bytes(salt), { memoryKib, passes }))).toBe(expected)
})

/** A tablet that needs so long for a mebibyte and pass. */
function tablet(msPerMib: number, largestKib = Infinity) {
  let elapsed = 0
  const asked: Argon2Cost[] = []
  return {
    asked,
    elapsedMs: () => elapsed,
    argon2id: (_secret: Uint8Array, _salt: Uint8Array, cost: Argon2Cost) => {
      asked.push(cost)
      if (cost.memoryKib > largestKib) return Promise.reject(new RangeError('could not allocate memory'))
      elapsed += (cost.memoryKib / 1024) * cost.passes * msPerMib
      return Promise.resolve(new Uint8Array(32))
    },
  }
}

test('a quick tablet pays 64 MiB three times', async () => {
  expect(await measureArgon2Cost(tablet(3))).toEqual({ memoryKib: 65_536, passes: 3 })
})

test('a slower one pays 46 MiB once', async () => {
  expect(await measureArgon2Cost(tablet(10))).toEqual({ memoryKib: 47_104, passes: 1 })
})

test('the slowest pays the least that is allowed, and is not made to try what is far out of reach', async () => {
  const slow = tablet(60)
  expect(await measureArgon2Cost(slow)).toEqual({ memoryKib: 19_456, passes: 2 })
  expect(slow.asked.every(({ memoryKib }) => memoryKib < 65_536)).toBe(true)
})

test('a tablet without the memory pays what it has', async () => {
  expect(await measureArgon2Cost(tablet(3, 50_000))).toEqual({ memoryKib: 47_104, passes: 1 })
})
