import { undeclaredText } from '../ecg/undeclared-text.ts'

/**
 * Text of a DICOM file, by its Specific Character Set (0008,0005).
 * Source: PS3.3 C.12.1.1.2; PS3.5 6.1.2 (ISO 2022 code extensions).
 */
export type TextDecoding = (bytes: Uint8Array) => string

/** Labels of the Encoding Standard, by the number that ISO_IR and ISO 2022 IR share. */
const BY_NUMBER: Readonly<Record<string, string>> = {
  '100': 'windows-1252',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '144': 'iso-8859-5',
  '127': 'iso-8859-6',
  '126': 'iso-8859-7',
  '138': 'iso-8859-8',
  '148': 'windows-1254',
  '203': 'iso-8859-15',
  '13': 'shift_jis',
  '166': 'windows-874',
  '192': 'utf-8',
}

/** What follows an escape character, and the encoding it switches to. `null`: two-byte Japanese, decoded with its escape. */
const ESCAPES: readonly (readonly [sequence: string, encoding: string | null])[] = [
  ['$B', null],
  ['$@', null],
  ['$(D', null],
  ['$)A', 'gb18030'],
  ['$)C', 'euc-kr'],
  [')I', 'shift_jis'],
  ['-A', 'windows-1252'],
  ['-B', 'iso-8859-2'],
  ['-C', 'iso-8859-3'],
  ['-D', 'iso-8859-4'],
  ['-L', 'iso-8859-5'],
  ['-G', 'iso-8859-6'],
  ['-F', 'iso-8859-7'],
  ['-H', 'iso-8859-8'],
  ['-M', 'windows-1254'],
  ['-T', 'windows-874'],
]

const ESC = 0x1b

/** @param declared the values of (0008,0005); empty where the file has none */
export function textDecoding(declared: readonly string[]): TextDecoding {
  const names = declared.map((name) => name.trim().toUpperCase())
  if (names.includes('GB18030')) return (bytes) => decode('gb18030', bytes)
  if (names.includes('GBK')) return (bytes) => decode('gbk', bytes)
  // No term of the standard, and written all the same.
  if (names.some((name) => /^(?:GB_?2312|CP936)/.test(name))) return (bytes) => decode('gb18030', bytes)
  if (names.some((name) => /^UTF-?8$/.test(name))) return (bytes) => decode('utf-8', bytes)
  const number = /^ISO(?:_IR| 2022 IR|-IR)[ _]?(\d+)$/.exec(names[0] ?? '')?.[1] ?? ''
  const first = BY_NUMBER[number] ?? 'windows-1252'
  const isLatin = first === 'windows-1252'
  return (bytes) => {
    if (bytes.includes(ESC)) return decodeEscaped(bytes, first)
    return isLatin ? undeclaredText(bytes) : decode(first, bytes)
  }
}

function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes)
}

function decodeEscaped(bytes: Uint8Array, first: string): string {
  let text = ''
  let encoding: string | null = first
  let from = 0
  const flush = (to: number): void => {
    const part = bytes.subarray(from, to)
    // The Japanese decoder of the Encoding Standard wants its escape, so that one stays in the part.
    text += decode(encoding ?? 'iso-2022-jp', part)
  }
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== ESC) continue
    flush(i)
    const after = String.fromCharCode(...bytes.subarray(i + 1, i + 4))
    const known = ESCAPES.find(([sequence]) => after.startsWith(sequence))
    encoding = known ? known[1] : first
    const length = 1 + (known ? known[0].length : after.startsWith('$') ? 3 : 2)
    from = encoding === null ? i : i + length
    i += length - 1
  }
  flush(bytes.length)
  return text
}
