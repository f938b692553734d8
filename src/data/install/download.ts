import { bad, good } from '#domain/problem.ts'
import type { Outcome } from '#domain/problem.ts'
import type { InstallFile } from '#contract/install-manifest.ts'
import { chunkSizeBytes } from './partial-store.ts'
import type { PartialStore } from './partial-store.ts'
import { sha256Hex } from '#inference/sha256.ts'
import { gunzip } from './unpack.ts'

/** What a download needs of the world; tests give a line that breaks and a clock that does not wait. */
export interface Line {
  fetch(url: string, init: RequestInit): Promise<Response>
  pause(durationMs: number, signal: AbortSignal): Promise<void>
  /** Uniform in [0, 1). */
  random(): number
}

export interface DownloadOptions {
  readonly signal: AbortSignal
  /** Bytes of this file that have crossed the line, kept ones included. */
  readonly onBytes: (doneBytes: number) => void
}

/** Tries without a single new byte before giving up; the kept part stays for the next time. */
const triesWithoutProgress = 5
const firstPauseMs = 500
const longestPauseMs = 20_000

/**
 * Brings one file: goes on after what is kept, keeps each chunk as it comes, unpacks, compares the hash.
 * @returns the unpacked bytes, or problem `install-cancelled`, `install-network-lost`,
 * `install-file-missing`, `install-hash-differs`, `storage-full`
 */
export async function download(
  file: InstallFile,
  line: Line,
  partials: PartialStore,
  options: DownloadOptions,
): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
  // Kept chunks may stem from another packing of the same file: one fresh start is allowed.
  for (const freshStart of [false, true]) {
    const keptBefore = (await partials.sizes(file.sha256)).length > 0
    const fault = await fetchAll(file, line, partials, options)
    if (fault !== null && fault !== 'other') return fault
    const bytes = fault === 'other' ? null : await unpackVerified(file, await partials.read(file.sha256))
    await partials.drop(file.sha256)
    if (bytes) return good(bytes)
    if (freshStart || !keptBefore) break
  }
  return hashDiffers(file)
}

/** The bytes of a file from its packed or plain form, or null when the hash is another. */
async function unpackVerified(file: InstallFile, packed: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = file.packed
    ? await gunzip(packed, file.sizeBytes)
    : new Uint8Array(await packed.arrayBuffer())
  if (bytes?.byteLength !== file.sizeBytes) return null
  return (await sha256Hex(bytes)) === file.sha256 ? bytes : null
}

function hashDiffers(file: Pick<InstallFile, 'url'>) {
  return bad(
    'install-hash-differs',
    `The downloaded file ${file.url} is not the one this version was made with; it was thrown away.`,
    'Try again; if it comes back, the server or the line changes files: tell whoever runs the server.',
    { url: file.url },
  )
}

/** Null when all bytes are kept, `other` when the server's file cannot be the one that is wanted. */
async function fetchAll(
  file: InstallFile,
  line: Line,
  partials: PartialStore,
  options: DownloadOptions,
): Promise<null | 'other' | ReturnType<typeof bad>> {
  let tries = 0
  for (;;) {
    const sizes = await partials.sizes(file.sha256)
    const doneBytes = sizes.reduce((total, size) => total + size, 0)
    options.onBytes(Math.min(doneBytes, file.transferBytes))
    if (doneBytes === file.transferBytes) return null
    if (doneBytes > file.transferBytes) return 'other'
    const result = await fetchSome(file, line, partials, options, sizes.length, doneBytes)
    if (result === 'ended') continue
    if (result === 'other') return 'other'
    if (result === 'missing') return fileMissing(file)
    if (result === 'full') return storageFull(file.url)
    if (options.signal.aborted) return cancelled(file)
    tries = result === 'some' ? 1 : tries + 1
    if (tries > triesWithoutProgress) return networkLost(file)
    const ceilingMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1))
    // Full jitter: tablets that lost the same line do not come back in step.
    await line.pause(line.random() * ceilingMs, options.signal)
    if (options.signal.aborted) return cancelled(file)
  }
}

/**
 * One request. `ended`: the answer ended well, with new bytes; `some`: it broke after new bytes; `none`: it
 * brought nothing; `other`: it is longer or shorter than the file; `missing`: the server has no such file;
 * `full`: no room on this device.
 */
async function fetchSome(
  file: InstallFile,
  line: Line,
  partials: PartialStore,
  options: DownloadOptions,
  firstIndex: number,
  firstByte: number,
): Promise<'ended' | 'some' | 'none' | 'other' | 'missing' | 'full'> {
  let index = firstIndex
  try {
    const headers: Record<string, string> = firstByte > 0 ? { range: `bytes=${firstByte}-` } : {}
    const url = file.packed ? `${file.url}.gz` : file.url
    const response = await line.fetch(url, { headers, signal: options.signal, cache: 'no-store' })
    if (response.status === 404 || response.status === 410) return 'missing'
    if (response.status === 416) return 'other'
    const start = startOf(response)
    if (start === null || !response.body) return 'none'
    if (start !== firstByte) {
      // A server without ranges sends all of it again.
      if (start !== 0) return 'other'
      await partials.drop(file.sha256)
      index = 0
    }
    const indexBefore = index
    let doneBytes = start
    for await (const chunk of chunksOf(response.body)) {
      doneBytes += chunk.byteLength
      if (doneBytes > file.transferBytes) return 'other'
      await partials.add(file.sha256, index, chunk)
      index++
      options.onBytes(doneBytes)
    }
    return index > indexBefore ? 'ended' : 'none'
  } catch (error) {
    if (isQuota(error)) return 'full'
    return index > firstIndex ? 'some' : 'none'
  }
}

/** The first byte that a response carries, or null when it carries none of the file. */
function startOf(response: Response): number | null {
  if (response.status === 200) return 0
  if (response.status !== 206) return null
  const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')
  return range ? Number(range[1]) : null
}

async function* chunksOf(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let chunk = new Uint8Array(chunkSizeBytes)
  let filled = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    for (let at = 0; at < value.byteLength;) {
      const part = value.subarray(at, at + chunkSizeBytes - filled)
      chunk.set(part, filled)
      filled += part.byteLength
      at += part.byteLength
      if (filled === chunkSizeBytes) {
        yield chunk
        chunk = new Uint8Array(chunkSizeBytes)
        filled = 0
      }
    }
  }
  if (filled > 0) yield chunk.slice(0, filled)
}

/** Whether an error says that the device has no room left. */
export function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError'
}

export function storageFull(what: string) {
  return bad(
    'storage-full',
    `There is no room left on this device for ${what}.`,
    'Remove packs you do not use, or delete other files on this device, then go on: what came is kept.',
    { what },
  )
}

function cancelled(file: InstallFile) {
  return bad(
    'install-cancelled',
    `The download of ${file.url} was stopped.`,
    'Start it again: it goes on where it stopped.',
    {
      url: file.url,
    },
  )
}

function networkLost(file: InstallFile) {
  return bad(
    'install-network-lost',
    `The network was lost while ${file.url} was on its way.`,
    'Start it again when the network is back: it goes on where it stopped.',
    { url: file.url },
  )
}

function fileMissing(file: InstallFile) {
  return bad(
    'install-file-missing',
    `The server no longer has ${file.url}: it has another version of the app.`,
    'Let the new version be fetched, then choose again what to install.',
    { url: file.url },
  )
}
