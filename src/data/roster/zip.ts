import { bad, good, type Outcome } from '#domain/problem.ts'

/**
 * Takes a zip archive apart with a bound on what comes out, and puts one together without compression. A spreadsheet
 * library given such an archive inflates nothing itself: no bomb can open in it, and it starts no worker from a blob,
 * which our content security policy forbids.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16.
 */
export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
/** The end record with the longest comment. */
const END_WITHIN = 22 + 0xffff
const ENTRIES_MAX = 2000
const [STORED, DEFLATED] = [0, 8]

interface Place {
  readonly name: string
  readonly method: number
  readonly packedSize: number
  readonly at: number
}

/**
 * @param wanted which entries to unpack; the others are not touched
 * @param bytesMax for all of them together
 * @returns `roster-damaged`, `roster-unpacks-too-large`
 */
export async function unzip(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: (name: string) => boolean,
  bytesMax: number,
): Promise<Outcome<readonly ZipEntry[]>> {
  const places = directoryOf(bytes)
  if (places === null) return damaged()
  const entries: ZipEntry[] = []
  let left = bytesMax
  for (const place of places.filter(({ name }) => wanted(name))) {
    const unpacked = await unpack(bytes, place, left)
    if (!unpacked.ok) return unpacked
    left -= unpacked.value.length
    entries.push({ name: place.name, bytes: unpacked.value })
  }
  return good(entries)
}

function directoryOf(bytes: Uint8Array): readonly Place[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  const first = Math.max(0, bytes.length - END_WITHIN)
  while (end >= first && view.getUint32(end, true) !== END_OF_DIRECTORY) end--
  if (end < first) return null
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count > ENTRIES_MAX) return null
  const places: Place[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) return null
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
    places.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name!)),
      method: view.getUint16(at + 10, true),
      packedSize: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    })
    at += 46 + name! + extra! + comment!
  }
  return places
}

async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  place: Place,
  bytesMax: number,
): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { at, packedSize, method } = place
  if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL_ENTRY) return damaged()
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (start + packedSize > bytes.length || (method !== STORED && method !== DEFLATED)) return damaged()
  const packed = bytes.subarray(start, start + packedSize)
  if (method === STORED) return packed.length > bytesMax ? tooLarge() : good(packed)
  return inflate(packed, bytesMax)
}

/** Stops reading as soon as more comes out than is wanted, whatever the archive says of its size. */
async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  bytesMax: number,
): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > bytesMax) {
        await reader.cancel()
        return tooLarge()
      }
      chunks.push(value)
    }
  } catch {
    return damaged()
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return good(whole)
}

/** An archive whose entries are stored as they are. Sums are left zero: the reader that it is for looks at none. */
export function zipStored(entries: readonly ZipEntry[]): ArrayBuffer {
  const named = entries.map(({ name, bytes }) => ({ name: new TextEncoder().encode(name), bytes }))
  const bodies = named.reduce((sum, { name, bytes }) => sum + 30 + name.length + bytes.length, 0)
  const directory = named.reduce((sum, { name }) => sum + 46 + name.length, 0)
  const whole = new Uint8Array(bodies + directory + 22)
  const view = new DataView(whole.buffer)
  let [at, listAt] = [0, bodies]
  for (const { name, bytes } of named) {
    view.setUint32(listAt, DIRECTORY_ENTRY, true)
    sizes(view, listAt + 20, bytes.length, name.length)
    view.setUint32(listAt + 42, at, true)
    whole.set(name, listAt + 46)
    listAt += 46 + name.length
    view.setUint32(at, LOCAL_ENTRY, true)
    sizes(view, at + 18, bytes.length, name.length)
    whole.set(name, at + 30)
    whole.set(bytes, at + 30 + name.length)
    at += 30 + name.length + bytes.length
  }
  view.setUint32(listAt, END_OF_DIRECTORY, true)
  view.setUint16(listAt + 8, named.length, true)
  view.setUint16(listAt + 10, named.length, true)
  view.setUint32(listAt + 12, directory, true)
  view.setUint32(listAt + 16, bodies, true)
  return whole.buffer
}

function sizes(view: DataView, at: number, bytes: number, name: number): void {
  view.setUint32(at, bytes, true)
  view.setUint32(at + 4, bytes, true)
  view.setUint16(at + 8, name, true)
}

function damaged() {
  return bad(
    'roster-damaged',
    'The spreadsheet file is damaged, or locked with a password.',
    'Open it in the spreadsheet program and save it anew, without a password.',
  )
}

function tooLarge() {
  return bad(
    'roster-unpacks-too-large',
    'The spreadsheet unpacks to far more than a list of people needs.',
    'Copy the list alone into a new spreadsheet and save that.',
  )
}
