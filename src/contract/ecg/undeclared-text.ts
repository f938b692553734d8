/**
 * Text whose encoding the file does not say, or says as Latin-1 out of habit. UTF-8 shows itself; GB2312 shows itself by
 * pairs of high bytes, at least two pairs on end or with no Latin letter beside them, which no word of a Latin alphabet
 * has (GBK bytes under ISO_IR 100: dicomParser#89). All else is Latin-1.
 */
export function undeclaredText(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte < 0x80)) return new TextDecoder('windows-1252').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder(looksLikeGb2312(bytes) ? 'gbk' : 'windows-1252').decode(bytes)
  }
}

/** As many bytes as tell an encoding. */
const TOLD_BY_BYTES = 4096

function looksLikeGb2312(bytes: Uint8Array): boolean {
  const characters = String.fromCharCode(...bytes.subarray(0, TOLD_BY_BYTES))
  const runs = [...characters.matchAll(/[\x80-\xff]+/g)].map(([run]) => run)
  const arePairs = runs.every((run) => /^(?:[\xa1-\xf7][\xa1-\xfe])+$/.test(run))
  return arePairs && (runs.some((run) => run.length >= 4) || !/[A-Za-z]/.test(characters))
}
