import { decode, encode } from 'cborg'
import * as v from 'valibot'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { joined, sha256 } from './bytes.ts'
import type {
  BlobRow,
  CertificateRow,
  ClinicRow,
  FactRow,
  HubRow,
  ReceiptRow,
  RoomRow,
  RoomUpdateRow,
  ScopeKeyRow,
  SealedRow,
  SubjectKeyRow,
  UserRow,
  WorkRow,
} from './databases.ts'

/** Everything of one clinic as it lies here: rows stay sealed, keys are there only as sealed to the recovery sheet. */
export interface BackupContent {
  readonly format: 'hinterland-backup'
  readonly v: 1
  readonly madeAtMs: number
  readonly clinic: ClinicRow
  /** Without wraps: they are bound to the tablet that made them. */
  readonly users: readonly UserRow[]
  readonly scopeKeys: readonly ScopeKeyRow[]
  readonly subjectKeys: readonly SubjectKeyRow[]
  readonly facts: readonly FactRow[]
  readonly drafts: readonly SealedRow[]
  readonly readings: readonly WorkRow[]
  /** Since the film desk. */
  readonly films?: readonly WorkRow[]
  readonly blobRows: readonly BlobRow[]
  readonly blobs: readonly { readonly name: string; readonly sealed: Uint8Array<ArrayBuffer> }[]
  /** Who wrote on other tablets, what the hub answered for, and what was written together: since the hub. */
  readonly certificates?: readonly CertificateRow[]
  readonly receipts?: readonly ReceiptRow[]
  readonly rooms?: readonly RoomRow[]
  readonly roomUpdates?: readonly RoomUpdateRow[]
  readonly hub?: HubRow
}

const MAGIC = new TextEncoder().encode('HINTERLAND-BACKUP-1\n')
const DIGEST_BYTES = 32

const shape = v.object({
  format: v.literal('hinterland-backup'),
  v: v.literal(1),
  madeAtMs: v.number(),
  clinic: v.looseObject({ name: v.literal('clinic'), scope: v.string(), epoch: v.number() }),
  users: v.array(v.looseObject({ key: v.string(), label: v.string() })),
  scopeKeys: v.array(v.looseObject({ scope: v.string(), epoch: v.number() })),
  subjectKeys: v.array(v.looseObject({ subject: v.string() })),
  facts: v.array(v.looseObject({ id: v.string(), device: v.string(), seq: v.number() })),
  drafts: v.array(v.looseObject({ row: v.string() })),
  readings: v.array(v.looseObject({ id: v.string() })),
  films: v.optional(v.array(v.looseObject({ id: v.string() }))),
  blobRows: v.array(v.looseObject({ name: v.string() })),
  blobs: v.array(v.looseObject({ name: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)) })),
  certificates: v.optional(v.array(v.looseObject({ key: v.string() }))),
  receipts: v.optional(v.array(v.looseObject({ n: v.number() }))),
  rooms: v.optional(v.array(v.looseObject({ room: v.string() }))),
  roomUpdates: v.optional(v.array(v.looseObject({ room: v.string() }))),
  hub: v.optional(v.looseObject({ name: v.literal('hub'), hub: v.string() })),
})

/** Magic line, CBOR, SHA-256 of both: a cut or altered file is told from a whole one before anything is opened. */
export async function writeBackupFile(content: BackupContent): Promise<Uint8Array<ArrayBuffer>> {
  const plain = joined(MAGIC, encode(content))
  return joined(plain, await sha256(plain))
}

/** Also takes what the rescue page wrote: the same rows as JSON, bytes as base64. */
export async function readBackupFile(bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<BackupContent>> {
  if (bytes[0] === '{'.charCodeAt(0)) return readRescueFile(bytes)
  if (bytes.length < MAGIC.length + DIGEST_BYTES || !MAGIC.every((byte, i) => bytes[i] === byte))
    return noBackup()
  const plain = bytes.slice(0, -DIGEST_BYTES)
  const digest = await sha256(plain)
  if (!digest.every((byte, i) => bytes[plain.length + i] === byte)) return cut()
  try {
    const content: unknown = decode(plain.subarray(MAGIC.length))
    return v.is(shape, content) ? good(content as unknown as BackupContent) : noBackup()
  } catch {
    return noBackup()
  }
}

function readRescueFile(bytes: Uint8Array<ArrayBuffer>): Outcome<BackupContent> {
  try {
    const content = JSON.parse(new TextDecoder().decode(bytes), withBytes) as { format?: unknown }
    if (content.format !== 'hinterland-rescue') return noBackup()
    const renamed: unknown = { ...content, format: 'hinterland-backup' }
    return v.is(shape, renamed) ? good(renamed as unknown as BackupContent) : noBackup()
  } catch {
    return cut()
  }
}

function withBytes(_: string, value: unknown): unknown {
  const packed = value as { base64?: unknown } | null
  if (typeof packed !== 'object' || typeof packed?.base64 !== 'string') return value
  return Uint8Array.from(atob(packed.base64), (character) => character.charCodeAt(0))
}

function noBackup() {
  return bad(
    'backup-unknown',
    'This file is not a backup of this app.',
    'Choose the file that ends in .hinterland.',
  )
}
function cut() {
  return bad(
    'backup-damaged',
    'This backup is cut off or altered.',
    'Copy it again from where it was saved, or take the one before.',
  )
}
