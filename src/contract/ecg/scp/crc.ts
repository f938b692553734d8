/**
 * The check number of SCP-ECG: CRC-CCITT, polynomial 0x1021, all ones at the start, most significant bit first.
 * Source: EN 1064:2005, 5.2.5 and annex.
 */
export function crcCcitt(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >> 8) ^ byte]!
  return crc
}

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  return crc
})
