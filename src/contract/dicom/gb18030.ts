/** Bytes of a character by its code point; made from the platform's decoder when first asked for. */
let table: Map<number, number[]> | null = null

/**
 * Text as GB18030. Code points that the standard places beyond the basic plane follow its linear rule; private ones and
 * lone surrogates become a question mark.
 * Source: GB 18030-2005, ranges of two and four bytes; the pairs themselves from the platform's `gb18030` decoder.
 */
export function encodeGb18030(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    if (point < 0x80) bytes.push(point)
    else if (point >= 0x10000) bytes.push(...fourBytes(point - 0x10000 + LINEAR_FROM))
    else bytes.push(...((table ??= madeTable()).get(point) ?? [0x3f]))
  }
  return Uint8Array.from(bytes)
}

/** Where U+10000 stands among the four-byte codes: 90 30 81 30. */
const LINEAR_FROM = 189_000
const FOUR_BYTE_BASIC_PLANE = 39_420

function fourBytes(index: number): number[] {
  return [
    0x81 + Math.floor(index / 12_600),
    0x30 + (Math.floor(index / 1260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  ]
}

function madeTable(): Map<number, number[]> {
  const decoder = new TextDecoder('gb18030')
  const made = new Map<number, number[]>()
  const learn = (code: number[]): void => {
    const point = decoder.decode(Uint8Array.from(code)).codePointAt(0)!
    if (point !== 0xfffd && !made.has(point)) made.set(point, code)
  }
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) learn([lead, trail])
  for (let index = 0; index < FOUR_BYTE_BASIC_PLANE; index++) learn(fourBytes(index))
  return made
}
