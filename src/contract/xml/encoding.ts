/** How far the XML declaration is looked for; it stands at the very start. */
const DECLARATION_BYTES = 256

/**
 * The encoding of an XML document, as a label that `TextDecoder` knows.
 *
 * A byte order mark wins, then zero bytes beside the first `<` (UTF-16 without a mark), then what the XML declaration
 * says (`gb18030`, `gbk`, `iso-8859-1` …). A declaration that says UTF-16 in single bytes is what some exporters leave
 * when they convert, and says nothing; nor does Latin-1 over bytes that can only be Chinese. Where nothing is said the document is UTF-8 (XML 1.0, 4.3.3), or, if its bytes
 * are not, GB18030, which carts sold in China write without saying so.
 */
function xmlEncoding(bytes: Uint8Array): string {
  const [a, b, c] = bytes
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0x3c && b === 0) return 'utf-16le'
  if (a === 0 && b === 0x3c) return 'utf-16be'
  const declared = declaredEncoding(bytes)
  if (declared !== null) return LATIN.test(declared) && looksLikeGb2312(bytes) ? 'gb18030' : declared
  return isUtf8(bytes) ? 'utf-8' : 'gb18030'
}

const LATIN = /^(?:iso-?8859-1|latin-?1|windows-1252|us-ascii|ascii)$/
/** As many bytes as tell an encoding: names and statements stand before the samples, or soon after. */
const TOLD_BY_BYTES = 64 * 1024

/** High bytes in pairs only, and two pairs on end somewhere, which no word of a Latin alphabet has. */
function looksLikeGb2312(bytes: Uint8Array): boolean {
  const characters = new TextDecoder('x-user-defined').decode(bytes.subarray(0, TOLD_BY_BYTES))
  // A pair that the look cuts in two tells nothing.
  const runs = [...characters.replace(/[\uf780-\uf7ff]+$/, '').matchAll(/[\uf780-\uf7ff]+/g)].map(
    ([run]) => run,
  )
  return (
    runs.every((run) => /^(?:[\uf7a1-\uf7f7][\uf7a1-\uf7fe])+$/.test(run)) &&
    runs.some((run) => run.length >= 4)
  )
}

function declaredEncoding(bytes: Uint8Array): string | null {
  const start = String.fromCharCode(...bytes.subarray(0, DECLARATION_BYTES))
  const declaration = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.-]*)["'][^>]*>/.exec(start)
  const label = declaration?.[1]!.toLowerCase() ?? null
  if (label === null || label.startsWith('utf-16') || label.startsWith('ucs-2')) return null
  try {
    new TextDecoder(label)
    return label
  } catch {
    return null
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (const piece of pieces(bytes)) decoder.decode(piece, { stream: true })
    return true
  } catch {
    return false
  }
}

/** The document's text in pieces, so that it never stands in memory twice. Bytes that mean nothing become U+FFFD. */
export function* xmlText(bytes: Uint8Array, pieceBytes?: number): Generator<string, void> {
  const decoder = new TextDecoder(xmlEncoding(bytes))
  for (const piece of pieces(bytes, pieceBytes)) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

const PIECE_BYTES = 256 * 1024

function* pieces(bytes: Uint8Array, pieceBytes = PIECE_BYTES): Generator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}
