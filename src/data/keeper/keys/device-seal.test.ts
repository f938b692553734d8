import { expect, test } from 'vitest'
import { newDeviceKey } from './device-key.ts'
import { makeDeviceSeal, openDeviceSeal } from './device-seal.ts'
import { altered, TestMachine } from './machine.testing.ts'
import { openRow, SealBroken, sealRow } from './sealing.ts'
import { destroyShare } from './wipe-share.ts'

const aad = { store: 'readings', row: 'a', scope: 'practice', epoch: 0 }
const PATH = 'practice/seal'
const plain = Uint8Array.of(1, 2, 3)

async function tablet() {
  const machine = new TestMachine()
  const deviceKey = await newDeviceKey(machine)
  const made = await makeDeviceSeal(machine, deviceKey, PATH)
  return { machine, deviceKey, sealed: await sealRow(made, aad, plain, machine) }
}

test('what a tablet sealed without a secret opens again after a restart', async () => {
  const { machine, deviceKey, sealed } = await tablet()
  const key = await openDeviceSeal(machine, deviceKey, PATH)
  expect(await openRow(key as CryptoKey, aad, sealed)).toEqual(plain)
})

test('it does not open on another tablet, nor with the share of another seal', async () => {
  const { machine, deviceKey, sealed } = await tablet()
  const elsewhere = await openDeviceSeal(machine, await newDeviceKey(machine), PATH)
  await expect(openRow(elsewhere as CryptoKey, aad, sealed)).rejects.toThrow(SealBroken)
  const other = await makeDeviceSeal(machine, deviceKey, 'emergency/seal')
  await expect(openRow(other, aad, sealed)).rejects.toThrow(SealBroken)
})

test('once its share is destroyed or damaged, it says that it is gone', async () => {
  const { machine, deviceKey } = await tablet()
  const share = (await machine.files.read(PATH))!
  await machine.files.overwrite(PATH, altered(share, 5))
  expect(await openDeviceSeal(machine, deviceKey, PATH)).toBe('share-gone')
  await destroyShare(machine, PATH)
  expect(machine.files.paths).toEqual([])
  expect(await openDeviceSeal(machine, deviceKey, PATH)).toBe('share-gone')
})

test('a second seal is never made over the first', async () => {
  const { machine, deviceKey } = await tablet()
  await expect(makeDeviceSeal(machine, deviceKey, PATH)).rejects.toThrow('there is a wipe share')
})

test('the key of the tablet cannot be taken out of the browser', async () => {
  const { deviceKey } = await tablet()
  await expect(crypto.subtle.exportKey('raw', deviceKey)).rejects.toThrow()
})
