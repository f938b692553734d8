import { expect, test } from 'vitest'
import { askToPersist, storageState } from './storage-state.ts'

test('room is told in bytes, with what is free', async () => {
  const state = await storageState({
    estimate: async () => ({ usage: 300, quota: 1000 }),
    persisted: async () => false,
  })
  expect(state).toEqual({ persistent: false, usedBytes: 300, quotaBytes: 1000, freeBytes: 700 })
})

test('a browser that says nothing is not given figures', async () => {
  expect(await storageState({})).toEqual({
    persistent: null,
    usedBytes: null,
    quotaBytes: null,
    freeBytes: null,
  })
})

test('asking to persist tells what the browser granted', async () => {
  let granted = false
  const manager = { persist: async () => (granted = true), persisted: async () => granted }
  expect((await storageState(manager)).persistent).toBe(false)
  expect((await askToPersist(manager)).persistent).toBe(true)
})
