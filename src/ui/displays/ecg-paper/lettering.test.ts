import { expect, test } from 'vitest'
import { clock } from './lettering.ts'

test('rows are marked with minutes and seconds, half seconds only where they fall', () => {
  expect([0, 7000, 62_500, 600_000, 3_725_000].map(clock)).toEqual([
    '0:00',
    '0:07',
    '1:02.5',
    '10:00',
    '1:02:05',
  ])
})
