/** Texts that stand one after the other, each ended by a 0; empty ones left out. */
export function scpTexts(bytes: Uint8Array, language: number): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at)
    texts.push(scpText(bytes.subarray(at, end < 0 ? undefined : end), language))
    at = end < 0 ? bytes.length : end + 1
  }
  return texts.filter((text) => text !== '')
}

/**
 * Text of SCP-ECG by the language code of the device (tag 14, byte 17). Codes whose lowest bit is 0 promise ASCII,
 * yet devices write what they like: what is sound UTF-8 is read as that, the rest as Latin 1.
 * Source: EN 1064:2005, 5.4.5 (tag 14, language support code).
 */
export function scpText(bytes: Uint8Array, language: number): string {
  const end = bytes.indexOf(0)
  const text = end < 0 ? bytes : bytes.subarray(0, end)
  if (text.every((byte) => byte < 0x80)) return tidy(String.fromCharCode(...text))
  const encoding = ENCODINGS.get(language)
  if (encoding !== undefined) return tidy(new TextDecoder(encoding).decode(text))
  try {
    return tidy(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch {
    return tidy(new TextDecoder('iso-8859-1').decode(text))
  }
}

const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [0x03, 'iso-8859-2'],
  [0x0b, 'iso-8859-4'],
  [0x13, 'iso-8859-5'],
  [0x1b, 'iso-8859-6'],
  [0x23, 'iso-8859-7'],
  [0x2b, 'iso-8859-8'],
  [0x33, 'windows-874'],
  [0x3b, 'iso-8859-15'],
  [0x0f, 'euc-jp'],
  [0x17, 'euc-jp'],
  [0x1f, 'euc-jp'],
  [0x27, 'gb18030'],
  [0x2f, 'euc-kr'],
])

/** Control characters are no text: a damaged file is full of them. */
function tidy(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim()
}
