import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64Bytes } from './base64.ts'

test('what was spelled in base64 comes back, however its lines are broken', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
      const text = Buffer.from(bytes)
        .toString('base64')
        .replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n  ')
      expect(base64Bytes(text)).toEqual({ bytes, spoiled: [] })
    }),
    { seed: 11 },
  )
})

test('a foreign character spoils its own bytes and moves no other', () => {
  const bytes = Uint8Array.from({ length: 60 }, (_, i) => i * 4)
  const text = Buffer.from(bytes).toString('base64')
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: text.length - 1 }),
      fc.constantFrom('*', '\u00ff', '心', '-'),
      (at, bad) => {
        const found = base64Bytes(text.slice(0, at) + bad + text.slice(at + 1))
        expect(found.bytes).toHaveLength(bytes.length)
        expect(found.spoiled.length).toBeGreaterThan(0)
        found.bytes.forEach((byte, i) => {
          if (!found.spoiled.includes(i)) expect(byte).toBe(bytes[i])
        })
      },
    ),
    { seed: 11 },
  )
})

test('a text that is cut gives the whole bytes before the cut', () => {
  expect([...base64Bytes('AQID').bytes]).toEqual([1, 2, 3])
  expect([...base64Bytes('AQI').bytes]).toEqual([1, 2])
  expect([...base64Bytes('AQ').bytes]).toEqual([1])
  expect([...base64Bytes('A').bytes]).toEqual([])
})
