import type { DetailedError, HttpResponse, Upload as TusUpload } from 'tus-js-client'
import type { Problem } from '#domain/problem.ts'
import type { KeeperMachine } from '../keys/machine.ts'
import { SealBroken } from '../keys/sealing.ts'
import type { Network } from '../network.ts'
import { LockedLine, type HubLine } from '../replica/hub-line.ts'
import type { BlobSource } from './blob-source.ts'
import { ChunkPace } from './chunk-pace.ts'
import { HUB_ORIGIN, TusRequests } from './tus-requests.ts'

/** How an upload ended. */
export type UploadEnd =
  | { readonly is: 'sent' }
  /** The hub knows nothing of the place that was named: it may have it all, or nothing. */
  | { readonly is: 'unknown' }
  | { readonly is: 'refused'; readonly problem: Problem }
  /** What lies on the tablet does not open. */
  | { readonly is: 'damaged' }
  /** No line, or none that carries; later again. */
  | { readonly is: 'no-line' }

export interface UploadOrder {
  readonly line: HubLine
  readonly network: Network
  readonly machine: Pick<KeeperMachine, 'randomBytes'>
  readonly source: BlobSource
  readonly pieces: readonly Uint8Array[]
  readonly metadata: Record<string, string>
  /** Where an earlier try has begun it. */
  readonly path: string | null
  readonly signal: AbortSignal
  readonly learnClock: () => Promise<unknown>
  /** The hub has a place for it now. */
  readonly onPlace: (path: string) => void
  readonly onArrived: (bytes: number) => void
  readonly retryDelaysMs?: readonly number[]
  readonly silentMs?: number
}

/** Waits between tries, each drawn between half of it and all of it; once something arrives it starts anew. */
const RETRY_DELAYS_MS = [1000, 3000, 10_000, 30_000, 60_000]
/** Refusals that are over when the same thing is asked again. */
const PASSING = new Set([408, 409, 423, 425, 429, 460])
const QUOTA = 507

/** Sends one blob by tus, from where the hub has it. Resolves however it ends; never rejects for the line's sake. */
export async function sendBlob(order: UploadOrder): Promise<UploadEnd> {
  const { Upload } = await import('tus-js-client')
  const { line, network, silentMs, learnClock, source, pieces, metadata, path, signal } = order
  if (signal.aborted) return { is: 'no-line' }
  const pace = new ChunkPace()
  return new Promise((resolve) => {
    const end = (how: UploadEnd) => {
      signal.removeEventListener('abort', abort)
      resolve(how)
    }
    const abort = () => {
      void upload.abort()
      end({ is: 'no-line' })
    }
    const upload: TusUpload = new Upload(source as never, {
      // Where the rest goes is known: a place that is gone must not be made anew, the hub may have it all by now.
      endpoint: path ? null : `${HUB_ORIGIN}/api/blobs`,
      uploadUrl: path && HUB_ORIGIN + path,
      metadata,
      httpStack: new TusRequests({ line, network, learnClock, ...(silentMs ? { silentMs } : {}) }, pieces),
      fileReader: { openFile: async () => source },
      fingerprint: async () => '',
      storeFingerprintForResuming: false,
      chunkSize: pace.bytes,
      retryDelays: drawn(order.retryDelaysMs ?? RETRY_DELAYS_MS, order.machine),
      onUploadUrlAvailable: () => {
        upload.options.endpoint = null
        if (!path) order.onPlace(upload.url!.slice(HUB_ORIGIN.length))
      },
      onChunkComplete: (_bytes, arrived) => {
        pace.arrived()
        upload.options.chunkSize = pace.bytes
        order.onArrived(arrived)
      },
      onShouldRetry: (error) => {
        pace.failed()
        upload.options.chunkSize = pace.bytes
        return passes(error)
      },
      onSuccess: () => end({ is: 'sent' }),
      onError: (error) => end(endOf(error as DetailedError)),
    })
    signal.addEventListener('abort', abort, { once: true })
    upload.start()
  })
}

/** Whether the same request may go well when it is made again. */
function passes({ originalResponse, causingError }: DetailedError): boolean {
  if (!originalResponse) return !(causingError instanceof LockedLine || causingError instanceof SealBroken)
  const status = originalResponse.getStatus()
  if (problemOf(originalResponse)?.code === 'blob-differs') return false
  return PASSING.has(status) || (status >= 500 && status !== QUOTA)
}

function endOf(error: DetailedError): UploadEnd {
  const { originalResponse, causingError } = error
  if (causingError instanceof SealBroken) return { is: 'damaged' }
  if (!originalResponse) return { is: 'no-line' }
  const status = originalResponse.getStatus()
  if (status === 404 || status === 410) return { is: 'unknown' }
  // A signature that was not taken (a clock, a lease) is mended by the next round of facts.
  if (status === 401 || passes(error)) return { is: 'no-line' }
  const problem = problemOf(originalResponse)
  return problem ? { is: 'refused', problem } : { is: 'no-line' }
}

function problemOf(response: HttpResponse): Problem | null {
  try {
    const said = JSON.parse(response.getBody()) as Partial<Problem>
    return typeof said.code === 'string' && typeof said.message === 'string' ? (said as Problem) : null
  } catch {
    return null
  }
}

function drawn(delaysMs: readonly number[], machine: Pick<KeeperMachine, 'randomBytes'>): number[] {
  const chance = machine.randomBytes(delaysMs.length)
  return delaysMs.map((ms, i) => ms / 2 + (ms / 2) * (chance[i]! / 255))
}
