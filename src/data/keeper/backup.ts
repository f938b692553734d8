import * as v from 'valibot'
import { decodeBody, decodeHeader } from '#contract/record/fact-codec.ts'
import { decodeCertificate } from '#contract/sync/certificate.ts'
import { decodeSigned } from '#contract/sync/signed.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import type { FactId, KeyId } from '#domain/record/fact.ts'
import type { Hlc } from '#domain/record/hlc.ts'
import { staff } from '#domain/record/kinds/staff.ts'
import { compareHlc } from '#domain/record/hlc.ts'
import { readBackupFile, writeBackupFile, type BackupContent } from './backup-file.ts'
import { base64url, fromBase64url } from '#contract/record/base64url.ts'
import { sha256 } from './bytes.ts'
import type { ClinicRoom } from './clinic-room.ts'
import type { FactRow } from './databases.ts'
import { bodyAad, openHeader } from './fact-log.ts'
import { clinicRow, isQuotaExceeded, locked, storageFull } from './ground.ts'
import type { BackupReport, SealedExport } from './keeper.ts'
import { recoveryAgreementFromCode } from './keys/recovery-code.ts'
import { importAesKey, openRow } from './keys/sealing.ts'
import { verify } from './keys/signing.ts'
import { checkedCode } from './recovery-sheet.ts'
import { hubRow } from './replica/hub-book.ts'
import { subjectKeyAad, takeScopeKey, type ScopeKey } from './session.ts'
import { openName } from './user-keys.ts'
import { openNameWith } from './clinic-name.ts'

type Progress = (doneBytes: number, totalBytes: number) => void

/** Everything sealed as it lies here; needs no key, so a locked or forgotten tablet can give it too. */
export async function exportSealed(room: ClinicRoom, onProgress: Progress): Promise<Outcome<SealedExport>> {
  const { db, machine, place } = room.ground
  const clinic = await clinicRow(room.ground)
  if (!clinic) return locked()
  const names = await room.blobs.names()
  const hub = await hubRow(db)
  const blobs: BackupContent['blobs'][number][] = []
  for (const [done, name] of names.entries()) {
    const sealed = await room.blobs.sealed(name)
    if (sealed) blobs.push({ name, sealed })
    onProgress(done + 1, names.length)
  }
  const content: BackupContent = {
    format: 'hinterland-backup',
    v: 1,
    madeAtMs: machine.nowMs(),
    clinic,
    users: (await db.users.toArray()).map((user) => ({ ...user, wraps: [] })),
    scopeKeys: await db.scopeKeys.where('to').equals('recovery').toArray(),
    subjectKeys: await db.subjectKeys.toArray(),
    facts: await db.facts.toArray(),
    drafts: await db.drafts.toArray(),
    readings: await db.readings.toArray(),
    films: await db.films.toArray(),
    blobRows: await db.blobRows.toArray(),
    blobs,
    certificates: await db.certificates.toArray(),
    receipts: await db.receipts.toArray(),
    rooms: await db.rooms.toArray(),
    roomUpdates: await db.roomUpdates.toArray(),
    ...(hub ? { hub } : {}),
  }
  const bytes = await writeBackupFile(content)
  const day = new Date(machine.nowMs() + machine.utcOffsetMin(machine.nowMs()) * 60_000)
    .toISOString()
    .slice(0, 10)
  return good({ fileName: `${place}-${day}.hinterland`, bytes })
}

interface Opened {
  readonly content: BackupContent
  readonly keys: readonly ScopeKey[]
}

async function openBackup(bytes: Uint8Array<ArrayBuffer>, typed: string): Promise<Outcome<Opened>> {
  const content = await readBackupFile(bytes)
  if (!content.ok) return content
  const code = await checkedCode(typed, content.value.clinic.recoveryKey)
  if (!code.ok) return code
  const agreement = await recoveryAgreementFromCode(code.value)
  const keys = await Promise.all(content.value.scopeKeys.map((row) => takeScopeKey(row, agreement)))
  return good({ content: content.value, keys })
}

/** Opens a backup with the sheet and checks every fact: seal, id, signature, chain, body. Writes nothing. */
export async function tryBackup(
  bytes: Uint8Array<ArrayBuffer>,
  typed: string,
): Promise<Outcome<BackupReport>> {
  const opened = await openBackup(bytes, typed)
  return opened.ok ? good((await report(opened.value)).report) : opened
}

/** Into an empty tablet: rows as they were, a new device id, new keys for the user. `clinic-exists` */
export async function restoreBackup(
  room: ClinicRoom,
  bytes: Uint8Array<ArrayBuffer>,
  typed: string,
  user: { readonly key: KeyId; readonly passphrase: string },
): Promise<Outcome<BackupReport>> {
  const { db } = room.ground
  if (await clinicRow(room.ground)) {
    return bad(
      'clinic-exists',
      'There is a clinic on this tablet already.',
      'Open it, or delete it from the lock screen first.',
    )
  }
  const opened = await openBackup(bytes, typed)
  if (!opened.ok) return opened
  const { content } = opened.value
  if (!content.users.some(({ key, removed }) => key === user.key && !removed)) {
    return bad('user-unknown', 'This user is not in the backup.', 'Choose one of its users.')
  }
  const { report: found, latest } = await report(opened.value)
  try {
    for (const { name, sealed } of content.blobs) await room.blobs.restore(name, sealed)
    await db.transaction('rw', db.tables, async () => {
      await db.users.bulkPut([...content.users])
      await db.scopeKeys.bulkPut([...content.scopeKeys])
      await db.subjectKeys.bulkPut([...content.subjectKeys])
      await db.facts.bulkPut([...content.facts])
      await db.drafts.bulkPut([...content.drafts])
      await db.readings.bulkPut([...content.readings])
      await db.films.bulkPut([...(content.films ?? [])])
      await db.blobRows.bulkPut([...content.blobRows])
      await db.certificates.bulkPut([...(content.certificates ?? [])])
      await db.receipts.bulkPut([...(content.receipts ?? [])])
      await db.rooms.bulkPut([...(content.rooms ?? [])])
      await db.roomUpdates.bulkPut([...(content.roomUpdates ?? [])])
      // What the hub has is asked for from the start: what is here already changes nothing.
      if (content.hub) await db.meta.put({ ...content.hub, certificatesThrough: 0 })
      await db.meta.put({ name: 'chain', seq: 0, head: null, hlc: latest })
      await db.meta.put({ ...content.clinic, emergencyRead: false })
    })
  } catch (cause) {
    if (isQuotaExceeded(cause)) return storageFull()
    throw cause
  }
  const recovered = await room.users.recover(typed, user.key, user.passphrase)
  if (!recovered.ok) {
    // Nobody could open what was laid down: the tablet goes back to empty, and the person is told why.
    await room.wipe()
    return recovered
  }
  return good(found)
}

async function report({ content, keys }: Opened): Promise<{ report: BackupReport; latest: Hlc }> {
  const subjects = new Map<string, CryptoKey>()
  for (const row of content.subjectKeys) {
    const key = keys.find(({ scope, epoch }) => scope === row.scope && epoch === row.epoch)
    if (key)
      subjects.set(row.subject, await importAesKey(await openRow(key.key, subjectKeyAad(row), row.sealed)))
  }
  const authors = await authorsOf(content, keys)
  let damaged = 0
  let latest: Hlc = { ms: 0, counter: 0 }
  const heads = new Map<string, { seq: number; id: FactId }>()
  for (const row of [...content.facts].sort((a, b) => a.device.localeCompare(b.device) || a.seq - b.seq)) {
    const hlc = await checkedFact(row, keys, authors, subjects, heads).catch(() => null)
    if (!hlc) damaged++
    else if (compareHlc(hlc, latest) > 0) latest = hlc
  }
  const first = keys.find(({ scope, epoch }) => scope === content.clinic.scope && epoch === 1)!
  const users = await Promise.all(
    content.users
      .filter((row) => !row.removed && row.station === null)
      .map(async (row) => ({ key: row.key, name: await openName(row, keys) })),
  )
  return {
    report: {
      clinic: await openNameWith(content.clinic, first),
      people: content.subjectKeys.length,
      facts: content.facts.length,
      users,
      damaged,
      lastWrittenAt: new Date(latest.ms).toISOString(),
    },
    latest,
  }
}

/** Whose signatures are checked with what: users, certificates, and `staff` facts, as they lie in the backup. */
async function authorsOf(
  content: BackupContent,
  keys: readonly ScopeKey[],
): Promise<ReadonlyMap<KeyId, Uint8Array>> {
  const authors = new Map<KeyId, Uint8Array>(content.users.map(({ key, signingKey }) => [key, signingKey]))
  for (const { key, signed } of content.certificates ?? []) {
    const certificate = decodeCertificate(decodeSigned(signed)?.payload ?? new Uint8Array())
    if (certificate?.key === key) authors.set(key, certificate.signingKey)
  }
  for (const row of content.facts) {
    if (row.subject !== '' || row.body === null || row.bodyKey !== 'scope') continue
    const scopeKey = keys.find(({ scope, epoch }) => scope === row.scope && epoch === row.epoch)
    const body = scopeKey
      ? await openRow(scopeKey.key, bodyAad(row.id, row.scope), row.body).catch(() => null)
      : null
    const stated = v.safeParse(staff.value, body ? decodeBody(body).value : null)
    const signingKey = stated.success ? fromBase64url(stated.output.signingKey) : null
    if (stated.success && signingKey && !authors.has(stated.output.key))
      authors.set(stated.output.key, signingKey)
  }
  return authors
}

/** @returns the fact's clock where everything about it verifies, else null */
async function checkedFact(
  row: FactRow,
  keys: readonly ScopeKey[],
  authors: ReadonlyMap<KeyId, Uint8Array>,
  subjects: ReadonlyMap<string, CryptoKey>,
  heads: Map<string, { seq: number; id: FactId }>,
): Promise<Hlc | null> {
  const scopeKey = keys.find(({ scope, epoch }) => scope === row.scope && epoch === row.epoch)
  if (!scopeKey) return null
  const { bytes, signature } = await openHeader(scopeKey, row)
  const header = decodeHeader(bytes)
  if (!header.ok || base64url(await sha256(bytes)) !== row.id) return null
  const before = heads.get(row.device)
  heads.set(row.device, { seq: row.seq, id: row.id })
  const chained =
    row.seq === 1
      ? header.value.prev === null
      : before?.seq === row.seq - 1
        ? before.id === header.value.prev
        : // A gap in what came from the hub's log is the hub's to explain.
          row.hubN !== undefined
  const author = authors.get(header.value.key)
  if (!chained || !author || !(await verify(author, signature, bytes))) return null
  if (row.body === null) return header.value.hlc
  const key = row.bodyKey === 'subject' ? subjects.get(row.subject) : scopeKey.key
  if (!key) return null
  const body = await openRow(
    key,
    bodyAad(row.id, row.bodyKey === 'subject' ? row.subject : row.scope),
    row.body,
  )
  return base64url(await sha256(body)) === header.value.bodyHash ? header.value.hlc : null
}
