import { bad, good, type Outcome } from '#domain/problem.ts'
import type { ScopeId } from '#domain/record/fact.ts'
import { BLOB_BYTES_MAX, blobPath } from '#contract/sync/blob.ts'
import { elsewhere } from '../blob-shelf.ts'
import { joined, sha256 } from '../bytes.ts'
import { LockedLine, type HubLine } from '../replica/hub-line.ts'
import { Silence } from './silence.ts'

/** So often a broken line is taken up again before the person is told. */
const TRIES_MAX = 5
const RETRY_DELAYS_MS = [500, 1000, 3000, 5000]
const SILENT_MS = 20_000

interface FetchOrder {
  readonly line: HubLine
  readonly scope: ScopeId
  readonly sha256: string
  readonly retryDelaysMs?: readonly number[]
}

/**
 * Brings a blob from the hub, from where the line broke (`Range`), and checks it against its hash.
 * Problems: `blob-elsewhere`, `hub-unreachable`, `blob-altered`
 */
export async function fetchFromHub(order: FetchOrder): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
  const { retryDelaysMs = RETRY_DELAYS_MS } = order
  const parts: Uint8Array[] = []
  for (let failures = 0; failures < TRIES_MAX;) {
    const before = lengthOf(parts)
    const how = await fetchOn(order, parts).catch(unlessLocked)
    if (how === 'whole') return checked(joined(...parts), order.sha256)
    if (how === 'elsewhere') return elsewhere()
    // A line that brings something each time is bad, not gone.
    failures = lengthOf(parts) > before ? 1 : failures + 1
    await new Promise((resolve) => setTimeout(resolve, retryDelaysMs[failures - 1] ?? 0))
  }
  return unreachable()
}

/** One request: adds what comes behind what is here. @throws where the line breaks */
async function fetchOn({ line, scope, sha256 }: FetchOrder, parts: Uint8Array[]) {
  const from = lengthOf(parts)
  const ending = new AbortController()
  const silence = new Silence(ending)
  try {
    silence.bear(SILENT_MS)
    const response = await line.fetch(blobPath(scope, sha256), {
      method: 'GET',
      headers: from > 0 ? { range: `bytes=${from}-` } : {},
      signal: ending.signal,
      unsignedBody: true,
    })
    if (response.status === 404 || response.status === 403) return 'elsewhere'
    if (response.status !== (from > 0 ? 206 : 200)) throw new Error(`answered ${response.status}`)
    const expected = from + Number(response.headers.get('content-length'))
    if (expected > BLOB_BYTES_MAX) throw new Error('more than a blob may have')
    const reader = response.body!.getReader()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      parts.push(value)
      silence.bear(SILENT_MS)
    }
    if (lengthOf(parts) !== expected) throw new Error('the answer was cut')
    return 'whole'
  } finally {
    silence.end()
  }
}

function unlessLocked(cause: unknown): 'broken' {
  if (cause instanceof LockedLine) throw cause
  return 'broken'
}

const lengthOf = (parts: readonly Uint8Array[]) => parts.reduce((sum, { length }) => sum + length, 0)

async function checked(bytes: Uint8Array<ArrayBuffer>, expected: string) {
  const hash = [...(await sha256(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hash === expected ? good(bytes) : altered()
}

function unreachable() {
  return bad(
    'hub-unreachable',
    'The hub cannot be reached.',
    'Nothing is lost. Look at the line of this tablet; it tries again by itself.',
  )
}

function altered() {
  return bad(
    'blob-altered',
    'What came from the hub is not what was recorded.',
    'Open it on the tablet that recorded it, and tell whoever runs the hub.',
  )
}
