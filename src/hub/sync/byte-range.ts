/** A piece of a file: first and last byte, both of it. */
export interface ByteRange {
  readonly first: number
  readonly last: number
}

/**
 * One range of a `Range` header (RFC 9110, 14.1.2).
 * @returns `whole` where there is none, or several, or one of another unit; `beyond` where it lies outside the file
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'beyond' {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  if (!found || (found[1] === '' && found[2] === '')) return 'whole'
  const [, from = '', to = ''] = found
  if (from === '') {
    const count = Math.min(Number(to), sizeBytes)
    return count === 0 ? 'beyond' : { first: sizeBytes - count, last: sizeBytes - 1 }
  }
  const first = Number(from)
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)
  if (to !== '' && Number(to) < first) return 'whole'
  return first >= sizeBytes ? 'beyond' : { first, last }
}
