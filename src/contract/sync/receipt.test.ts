import { expect, test } from 'vitest'
import { cbor } from '../cbor.ts'
import { decodeReceipt, encodeReceipt, HELD_REASONS, type Receipt } from './receipt.ts'

const id = (letter: string) => letter.repeat(43)
const receipt: Receipt = {
  v: 1,
  hub: 'If4x36FUomFia_hUBG_SJw',
  hubEpoch: 'epoch-1',
  head: { size: 77, root: id('r') },
  taken: [id('a'), id('b')],
  held: HELD_REASONS.map((why) => [id('c'), why] as const),
  atMs: 1_795_222_261_000,
}

test('a receipt comes back as it was, with every reason there is', () => {
  expect(decodeReceipt(encodeReceipt(receipt))).toEqual(receipt)
})

test('a thousand facts have a receipt of less than 50 kB', () => {
  expect(encodeReceipt({ ...receipt, taken: Array<string>(1000).fill(id('a')) }).length).toBeLessThan(50_000)
})

test.each<[string, Record<string, unknown>]>([
  ['another version', { v: 2 }],
  ['a head without a root', { head: { size: 77 } }],
  ['a root that is no hash', { head: { size: 77, root: 'r' } }],
  ['an id that is no hash', { taken: ['a'] }],
  ['a reason that nobody knows', { held: [[id('c'), 'mood']] }],
  ['a fact that is held for no reason', { held: [[id('c')]] }],
  ['a part that we do not know', { more: 1 }],
])('no receipt has %s', (_, part) => {
  expect(decodeReceipt(cbor({ ...receipt, ...part }))).toBe(null)
})
