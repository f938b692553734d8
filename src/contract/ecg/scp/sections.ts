import { crcCcitt } from './crc.ts'

/** A section as it lies in the file, its header taken off. */
export interface ScpSection {
  readonly id: number
  /** Of the standard, in tenths: 20 is 2.0. */
  readonly protocol: number
  readonly body: Uint8Array
  /** False where the file ends before the section does. */
  readonly isWhole: boolean
  /** Null where the section is not whole, so that nothing can be checked. */
  readonly crcAgrees: boolean | null
}

export interface ScpFile {
  readonly sections: ReadonlyMap<number, ScpSection>
  /** Of the whole file; null where its end is missing. */
  readonly crcAgrees: boolean | null
  /** Sections that the table of pointers names and that are not there. */
  readonly missing: readonly number[]
}

/** CRC and size of the file. */
const PREFIX_BYTES = 6
const HEADER_BYTES = 16
const POINTER_BYTES = 10
const STANDARD_SECTIONS = 12
/** Numbers above are reserved or a maker's own. */
const LAST_SECTION = 1023
const MARK_AT = 16
const MARK = [0x53, 0x43, 0x50, 0x45, 0x43, 0x47] // SCPECG

/**
 * Whether these bytes begin as SCP-ECG does: the mark in the first section's header, or, as older writers leave
 * it out, a pointer section whose first pointer points at itself.
 */
export function looksLikeScp(bytes: Uint8Array): boolean {
  if (bytes.length < PREFIX_BYTES + HEADER_BYTES) return false
  if (MARK.every((byte, i) => bytes[MARK_AT + i] === byte)) return true
  const view = viewOf(bytes)
  if (bytes.length < PREFIX_BYTES + HEADER_BYTES + POINTER_BYTES) return false
  const length = view.getUint32(PREFIX_BYTES + 4, true)
  const pointer = PREFIX_BYTES + HEADER_BYTES
  return (
    view.getUint16(PREFIX_BYTES + 2, true) === 0 &&
    length >= HEADER_BYTES + STANDARD_SECTIONS * POINTER_BYTES &&
    length <= HEADER_BYTES + (LAST_SECTION + 1) * POINTER_BYTES &&
    view.getUint16(pointer, true) === 0 &&
    view.getUint32(pointer + 2, true) === length &&
    view.getUint32(pointer + 6, true) === PREFIX_BYTES + 1
  )
}

/**
 * Finds the sections: by the table of pointers where a pointer leads to a header of that number, and by walking
 * from section to section where the table is broken. Each section's length is what its own header says, cut at the
 * end of the file.
 * Source: EN 1064:2005, 5.2 and 5.3.
 */
export function scpSections(bytes: Uint8Array): ScpFile {
  const view = viewOf(bytes)
  const sections = new Map<number, ScpSection>()
  const missing: number[] = []
  for (const { id, at } of pointers(view)) {
    const section = sectionAt(bytes, view, at)
    if (section?.id === id) sections.set(id, section)
    else missing.push(id)
  }
  for (let at = PREFIX_BYTES; at + HEADER_BYTES <= bytes.length;) {
    const section = sectionAt(bytes, view, at)
    if (section === null) break
    if (!sections.has(section.id)) sections.set(section.id, section)
    at += HEADER_BYTES + section.body.length
  }
  const size = bytes.length >= PREFIX_BYTES ? view.getUint32(2, true) : 0
  const isWhole = size >= PREFIX_BYTES && size <= bytes.length
  const crcAgrees = isWhole ? crcCcitt(bytes.subarray(2, size)) === view.getUint16(0, true) : null
  return { sections, crcAgrees, missing: missing.filter((id) => !sections.has(id)) }
}

/** The pointers that say something, the one to the table itself left out. */
function pointers(view: DataView): { readonly id: number; readonly at: number }[] {
  const found: { id: number; at: number }[] = []
  const seen = new Set([0])
  const first = PREFIX_BYTES + HEADER_BYTES
  if (view.byteLength < first) return found
  const end = Math.min(view.byteLength, PREFIX_BYTES + view.getUint32(PREFIX_BYTES + 4, true))
  for (let at = first; at + POINTER_BYTES <= end; at += POINTER_BYTES) {
    const id = view.getUint16(at, true)
    const length = view.getUint32(at + 2, true)
    const index = view.getUint32(at + 6, true)
    if (length === 0 || index === 0 || id > LAST_SECTION || seen.has(id)) continue
    seen.add(id)
    found.push({ id, at: index - 1 })
  }
  return found
}

function sectionAt(bytes: Uint8Array, view: DataView, at: number): ScpSection | null {
  if (at < PREFIX_BYTES || at + HEADER_BYTES > bytes.length) return null
  const id = view.getUint16(at + 2, true)
  const length = view.getUint32(at + 4, true)
  if (id > LAST_SECTION || length < HEADER_BYTES) return null
  const isWhole = at + length <= bytes.length
  const end = Math.min(at + length, bytes.length)
  const crcAgrees = isWhole ? crcCcitt(bytes.subarray(at + 2, end)) === view.getUint16(at, true) : null
  const protocol = bytes[at + 9]!
  return { id, protocol, body: bytes.subarray(at + HEADER_BYTES, end), isWhole, crcAgrees }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
