import { crc32, inflateRawSync } from 'node:zlib'
import { decompressBzip2 } from './bzip2.ts'
import { decompressLzma } from './lzma.ts'

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const END_BYTES = 22
const COMMENT_BYTES_MAX = 65_535
/** The largest member of our sets has 57 MB. */
const MEMBER_BYTES_MAX = 512 * 1024 * 1024

export interface ZipMember {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly sizeBytes: number
  readonly headerAt: number
}

/**
 * The members of a ZIP archive, from its central directory.
 * @throws Error where the bytes are no such archive
 * Source: APPNOTE.TXT 6.3.10, PKWARE.
 */
export function zipMembers(archive: Uint8Array): ZipMember[] {
  const view = viewOf(archive)
  let end = archive.length - END_BYTES
  const stop = Math.max(0, end - COMMENT_BYTES_MAX)
  while (end >= stop && view.getUint32(end, true) !== END_SIGNATURE) end--
  if (end < stop) throw new Error('not a ZIP archive')
  const members: ZipMember[] = []
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== ENTRY_SIGNATURE) throw new Error('damaged ZIP directory')
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true),
    )
    members.push({
      name: new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameBytes!)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      sizeBytes: view.getUint32(at + 24, true),
      headerAt: view.getUint32(at + 42, true),
    })
    at += 46 + nameBytes! + extraBytes! + commentBytes!
  }
  return members
}

/**
 * The bytes of one member, checked against its CRC-32.
 * @throws Error where the method is not one of stored, deflate, bzip2 and LZMA, or the bytes are damaged
 */
export function zipMemberBytes(archive: Uint8Array, member: ZipMember): Uint8Array {
  if (member.sizeBytes > MEMBER_BYTES_MAX) throw new Error(`${member.name} claims ${member.sizeBytes} bytes`)
  const view = viewOf(archive)
  const from =
    member.headerAt +
    30 +
    view.getUint16(member.headerAt + 26, true) +
    view.getUint16(member.headerAt + 28, true)
  const bytes = decompress(archive.subarray(from, from + member.packedBytes), member)
  if (bytes.length !== member.sizeBytes || crc32(bytes) !== member.crc)
    throw new Error(`${member.name} is damaged`)
  return bytes
}

function decompress(packed: Uint8Array, { method, sizeBytes, name }: ZipMember): Uint8Array {
  if (method === 0) return packed
  if (method === 8) return inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes) })
  if (method === 12) return decompressBzip2(packed, sizeBytes)
  if (method === 14) {
    const propertyBytes = viewOf(packed).getUint16(2, true)
    return decompressLzma(
      packed.subarray(4 + propertyBytes),
      packed.subarray(4, 4 + propertyBytes),
      sizeBytes,
    )
  }
  throw new Error(`${name}: ZIP method ${method} is not read`)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
