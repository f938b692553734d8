import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textDecoding } from './charset.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('text of a DICOM file', () => {
  test.each([
    ['GB18030', ['GB18030'], '\xcd\xf5^\xd0\xa1\xb6\xab', '王^小东'],
    ['GBK with a trail byte that looks like a backslash', ['GBK'], '\x8f\x5c', '廫'],
    ['GB2312, no term of the standard', ['GB2312'], '\xcd\xf5', '王'],
    ['UTF-8 by its usual name', ['UTF-8'], '\xe7\x8e\x8b', '王'],
    ['UTF-8', ['ISO_IR 192'], '\xe7\x8e\x8b', '王'],
    ['Latin-1', ['ISO_IR 100'], 'M\xfcller', 'Müller'],
    ['Cyrillic', ['ISO_IR 144'], '\xbb\xee', 'Лю'],
    ['Simplified Chinese by escape', ['', 'ISO 2022 IR 58'], 'Zhang=\x1b$)A\xd5\xc5', 'Zhang=张'],
    ['Japanese by escape', ['', 'ISO 2022 IR 87'], 'Yamada=\x1b$B;3ED\x1b(B', 'Yamada=山田'],
    ['Korean by escape', ['', 'ISO 2022 IR 149'], 'Hong=\x1b$)C\xc8\xab', 'Hong=홍'],
    ['Latin-2 by escape', ['ISO 2022 IR 6', 'ISO 2022 IR 101'], '\x1b-B\xb1', 'ą'],
  ])('%s', (_kind, declared, text, decoded) => {
    expect(textDecoding(declared)(bytes(text))).toBe(decoded)
  })

  test.each([
    ['GB2312 declared as Latin-1', ['ISO_IR 100'], '\xcd\xf5\xd0\xa1\xb6\xab', '王小东'],
    [
      'GB2312 declared as nothing, beside English',
      [],
      'ECG: \xd0\xc4\xc2\xca\xb2\xbb\xc6\xeb',
      'ECG: 心率不齐',
    ],
    ['UTF-8 declared as nothing', [], '\xe7\x8e\x8b', '王'],
    ['two umlauts beside letters stay Latin', ['ISO_IR 100'], 'Gr\xfc\xdfe', 'Grüße'],
  ])('%s', (_kind, declared, text, decoded) => {
    expect(textDecoding(declared)(bytes(text))).toBe(decoded)
  })
})

test('any bytes under any names become text, no longer than they were', () => {
  const names = fc.constantFrom(
    '',
    'ISO_IR 100',
    'ISO_IR 13',
    'ISO 2022 IR 87',
    'ISO 2022 IR 58',
    'ISO 2022 IR 149',
    'GB18030',
    'GBK',
    'ISO_IR 192',
    'ISO_IR 9999',
    'x',
  )
  const escaped = fc.constantFrom(
    '\x1b$B',
    '\x1b$)A',
    '\x1b$)C',
    '\x1b(J',
    '\x1b',
    'A',
    '\\',
    '^',
    '\xd5\xc5',
    '\xff',
  )
  const text = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.array(escaped, { maxLength: 12 }).map((parts) => bytes(parts.join(''))),
  )
  fc.assert(
    fc.property(fc.array(names, { maxLength: 3 }), text, (declared, given) => {
      expect(textDecoding(declared)(given).length).toBeLessThanOrEqual(given.length)
    }),
  )
})
