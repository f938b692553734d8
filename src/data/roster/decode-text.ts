import { bad, good, type Outcome } from '#domain/problem.ts'

export const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5'] as const
export type TextEncoding = (typeof ENCODINGS)[number]

export interface DecodedText {
  readonly text: string
  readonly encoding: TextEncoding
}

/** So many bytes show whether every other one is zero. */
const LOOK_BYTES = 4096

/**
 * Text of a file in the encoding that it is in: by its byte order mark; else UTF-16 where bytes are zero; else UTF-8
 * where that fits throughout; else GB18030, which holds GBK. Big5 cannot be told from GBK and is only taken when chosen.
 * @param chosen takes this encoding and no other
 * @returns `roster-encoding-unknown`, `roster-encoding-unfit` (details.encoding)
 */
export function decodeText(bytes: Uint8Array, chosen?: TextEncoding): Outcome<DecodedText> {
  const encoding = chosen ?? markedEncoding(bytes) ?? encodingByZeros(bytes)
  if (encoding !== null) {
    const text = decoded(bytes, encoding)
    if (text !== null) return good({ text, encoding })
    return bad(
      'roster-encoding-unfit',
      `The file is not text in ${encoding} throughout.`,
      'Choose another encoding, or save the file anew as CSV UTF-8.',
      { encoding },
    )
  }
  for (const each of ['utf-8', 'gb18030'] as const) {
    const text = decoded(bytes, each)
    if (text !== null && !hasControls(text)) return good({ text, encoding: each })
  }
  return bad(
    'roster-encoding-unknown',
    'The file is no text in an encoding that is known here.',
    'Open it in the spreadsheet and save it as CSV UTF-8 or as XLSX.',
  )
}

function markedEncoding(bytes: Uint8Array): TextEncoding | null {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  return a === 0xfe && b === 0xff ? 'utf-16be' : null
}

/** Commas, digits and line ends have a zero byte in UTF-16, and no other encoding of text has zeros. */
function encodingByZeros(bytes: Uint8Array): TextEncoding | null {
  const zeros = [0, 0]
  const length = Math.min(bytes.length, LOOK_BYTES)
  for (let i = 0; i < length; i++) if (bytes[i] === 0) zeros[i % 2]!++
  const [even = 0, odd = 0] = zeros
  if (even === odd) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}

function decoded(bytes: Uint8Array, encoding: TextEncoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Bytes of pictures and archives sometimes pass for GB18030; their control characters tell. */
function hasControls(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- exactly these are looked for
  return /[\u0000-\u0008\u000e-\u001f]/.test(text)
}
