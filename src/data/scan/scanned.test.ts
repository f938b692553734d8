import { expect, test } from 'vitest'
import { cardText, readScanned } from './scanned.ts'

const TODAY = '2026-11-21'

test('the card of the clinic opens its person', () => {
  expect(readScanned(cardText('b3-Kx_92fQ'), TODAY)).toEqual({ is: 'person', subject: 'b3-Kx_92fQ' })
})

test('a card with markup in the place of a person is none of ours', () => {
  expect(readScanned('hinterland:person:<img src=x>', TODAY)).toBeNull()
})

test('an identity number is found inside the longer text of a card, and only with a right check digit', () => {
  const read = readScanned('姓名 张三|430102199001010016|汉', TODAY)
  expect(read).toEqual({ is: 'citizen-id', number: '430102199001010016' })
  expect(readScanned('430102199001010011', TODAY)).toEqual({ is: 'number', text: '430102199001010011' })
})

test('a number of another card is taken as it is, full-width digits as plain ones', () => {
  expect(readScanned('Ａ１２３４５６７８', TODAY)).toEqual({ is: 'number', text: 'A12345678' })
})

test('a web address and a sentence name nobody', () => {
  expect(readScanned('https://example.org/menu', TODAY)).toBeNull()
  expect(readScanned('two words', TODAY)).toBeNull()
})
