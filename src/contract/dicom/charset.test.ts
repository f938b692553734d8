import { describe, expect, test } from 'vitest'
import { textDecoding } from './charset.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe('text of a DICOM file', () => {
  test.each([
    ['GB18030', ['GB18030'], '\xcd\xf5^\xd0\xa1\xb6\xab', '王^小东'],
    ['GBK with a trail byte that looks like a backslash', ['GBK'], '\x8f\x5c', '廫'],
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
