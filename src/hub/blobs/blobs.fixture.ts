import { createHash, randomBytes } from 'node:crypto'
import { fastify, type FastifyInstance } from 'fastify'
import type { Role } from '#domain/record/kinds/staff.ts'
import { base64url } from '#contract/record/base64url.ts'
import {
  blobMetadata,
  PIECE_BYTES,
  PIECES_HEADER,
  treeRoot,
  writePieces,
  type BlobPriority,
} from '#contract/sync/blob.ts'
import { readInvitation } from '#contract/sync/enrolment.ts'
import { authorizationHeader, claimBytes } from '#contract/sync/request-claim.ts'
import { agreementFromSeed } from '#data/keeper/keys/agreement.ts'
import { signerFromSeed, type Signer } from '#data/keeper/keys/signing.ts'
import { createPeople } from '../accounts/people.ts'
import { registerAccounts } from '../accounts/routes.ts'
import type { HubContext } from '../context.ts'
import { openHubKeys, sha256 } from '../hub-keys.ts'
import { createMetrics, type KeptMetrics } from '../run/metrics.ts'
import { createVoice } from '../run/voice.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import { createIntake } from '../sync/intake.ts'
import { registerSync } from '../sync/routes.ts'
import { registerBlobs, type BlobsAtHub } from './blobs.ts'
import type { BlobLimits } from './limits.ts'

type People = Awaited<ReturnType<typeof createPeople>>

/** A hub of tests whose blobs have limits of the test's own: real store, real people, real HTTP. */
export interface BlobHub extends HubContext {
  readonly people: People
  readonly metrics: KeptMetrics
  readonly server: FastifyInstance
  readonly blobs: BlobsAtHub
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  /** A user of a clinic of their own, or of one that is there. */
  enrol(scope: string, role?: Role, device?: string): Promise<TestUser>
  /** The text of an invitation for a tablet that brings its clinic. */
  invite(): Promise<string>
  close(): Promise<void>
}

export async function openBlobHub(
  folder: string,
  options: {
    readonly limits?: Partial<BlobLimits>
    readonly nowMs?: () => number
    readonly port?: number
  } = {},
): Promise<BlobHub> {
  const { limits, nowMs = Date.now, port = 0 } = options
  const store = await openSqliteStore(folder, { commitWindowMs: 0, now: nowMs })
  const metrics = createMetrics()
  const keys = await openHubKeys(folder)
  const base = { folder, name: 'County hospital', nowMs, store, keys, metrics, say: createVoice('off') }
  const people = await createPeople(base)
  const hub = { ...base, people, intake: createIntake({ ...base, people }) }
  const server = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 16 * 1024 })
  await server.register((part) => registerAccounts(part, hub))
  await server.register((part) => registerSync(part, hub))
  const blobs = await registerBlobs(server, hub, limits)
  const origin = await server.listen({ host: '127.0.0.1', port })
  return {
    ...hub,
    server,
    blobs,
    origin,
    invite: () => invite(people, null, 'clinician'),
    enrol: (scope, role = 'clinician', device) => enrol(hub, origin, { scope, role, device }),
    async close() {
      await server.close()
      await people.close()
      await store.close()
      metrics.close()
    },
  }
}

async function invite(people: People, scope: string | null, role: Role): Promise<string> {
  const made = await people.invite({ scope, role: role as 'nurse' }, 'terminal')
  if (!made.ok) throw new Error(made.problem.code)
  return made.value.text
}

async function enrol(
  { people }: { readonly people: People },
  origin: string,
  { scope, role, device }: { scope: string; role: Role; device: string | undefined },
): Promise<TestUser> {
  const known = people.clinics().some((clinic) => clinic.scope === scope)
  const invitation = await invite(people, known ? scope : null, role)
  const signer = await signerFromSeed(randomBytes(32))
  const agreement = await agreementFromSeed(randomBytes(32))
  const request = {
    v: 1 as const,
    token: readInvitation(invitation)!.token,
    device: device ?? base64url(randomBytes(16)),
    name: 'Zhou Min',
    role,
    signingKey: signer.publicKey,
    agreementKey: agreement.publicKey,
    clinic: known ? null : { scope, name: scope, recoveryKey: new Uint8Array(32) },
  }
  const enrolled = await people.enrol(request, { key: signer.key, token: null, address: '127.0.0.1' })
  if (!enrolled.ok) throw new Error(enrolled.problem.code)
  return new TestUser(signer, origin)
}

/** Somebody who asks the hub with a key of their own, byte by byte as they like. */
export class TestUser {
  readonly signer: Signer
  origin: string

  constructor(signer: Signer, origin: string) {
    this.signer = signer
    this.origin = origin
  }

  static async stranger(origin: string): Promise<TestUser> {
    return new TestUser(await signerFromSeed(randomBytes(32)), origin)
  }

  async authorization(method: string, path: string, atMs = Date.now()): Promise<string> {
    const claim = { method, path, bodyHash: '', atMs, nonce: base64url(randomBytes(12)) }
    return authorizationHeader(this.signer.publicKey, claim, await this.signer.sign(claimBytes(claim)))
  }

  async ask(
    method: string,
    path: string,
    init: { readonly headers?: Record<string, string>; readonly body?: Uint8Array<ArrayBuffer> } = {},
  ): Promise<Response> {
    const authorization = await this.authorization(method, path)
    const headers = { 'tus-resumable': '1.0.0', authorization, ...init.headers }
    return fetch(this.origin + path, { ...init, method, headers })
  }

  /** `POST`. @returns the path of the upload, or the code of the refusal */
  async begin(blob: TestBlob, changed: Record<string, string> = {}, sizeBytes = blob.bytes.length) {
    const response = await this.ask('POST', '/api/blobs', {
      headers: {
        'upload-length': String(sizeBytes),
        'upload-metadata': uploadMetadata({ ...blob.metadata, ...changed }),
      },
    })
    return response.status === 201
      ? { path: response.headers.get('location')!, status: 201 }
      : { path: '', status: response.status, code: await codeOf(response) }
  }

  /** `PATCH` with the bytes from an offset, and the hashes of the pieces that they touch. */
  async send(path: string, blob: TestBlob, from: number, to = blob.bytes.length, bytes = blob.bytes) {
    return this.ask('PATCH', path, {
      headers: {
        'upload-offset': String(from),
        'content-type': 'application/offset+octet-stream',
        [PIECES_HEADER]: writePieces(
          blob.pieces.slice(Math.floor(from / PIECE_BYTES), Math.ceil(to / PIECE_BYTES)),
        ),
      },
      body: bytes.slice(from, to),
    })
  }

  /** `HEAD` of an upload. @returns null where there is none */
  async offset(path: string): Promise<number | null> {
    const response = await this.ask('HEAD', path)
    return response.ok ? Number(response.headers.get('upload-offset')) : null
  }
}

export interface TestBlob {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly sha256: string
  readonly pieces: readonly Uint8Array[]
  readonly metadata: ReturnType<typeof blobMetadata>
  /** By hash, in its scope. */
  readonly path: string
}

export function testBlob(
  sizeBytes: number,
  { scope = 'clinic', subject = 'child', priority = 1 as BlobPriority } = {},
  bytes = new Uint8Array(randomBytes(sizeBytes)),
): TestBlob {
  const hash = createHash('sha256').update(bytes).digest('hex')
  const count = Math.ceil(bytes.length / PIECE_BYTES)
  const pieces = Array.from({ length: count }, (_, i) =>
    sha256(bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)),
  )
  const root = treeRoot(sha256, pieces)
  return {
    bytes,
    sha256: hash,
    pieces,
    metadata: blobMetadata({ sha256: hash, scope, subject, priority, root }),
    path: `/api/blobs/by-hash/${scope}/${hash}`,
  }
}

export function uploadMetadata(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
}

export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code
}
