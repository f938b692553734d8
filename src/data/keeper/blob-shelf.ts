import { bad, good, type Outcome } from '#domain/problem.ts'
import { base64url } from '#contract/record/base64url.ts'
import { sha256 } from './bytes.ts'
import { isQuotaExceeded, storageFull, type Ground } from './ground.ts'
import { openBlob, sealBlob, sealedFrames, type SealedFrames } from './keys/blob-sealing.ts'

/** With what a blob is sealed, and the scope or subject that this key belongs to. */
export interface BlobKey {
  readonly of: string
  readonly key: CryptoKey
}

/**
 * Large bytes as sealed files of the origin's own file system. A file is named after a hash of what is in it, so that
 * the same recording is kept once.
 */
export class BlobShelf {
  readonly #ground: Ground

  constructor(ground: Ground) {
    this.#ground = ground
  }

  async keep(with_: BlobKey, sha256Hex: string, bytes: Uint8Array<ArrayBuffer>): Promise<Outcome<string>> {
    const { machine } = this.#ground
    const name = await blobName(with_, sha256Hex)
    const path = this.#path(name)
    if ((await machine.files.sizeBytes(path)) !== null) return good(name)
    const sealed = await sealBlob(with_.key, aad(name, with_), bytes, machine)
    try {
      await machine.files.write(path, sealed)
    } catch (cause) {
      await machine.files.remove(path).catch(() => undefined)
      if (isQuotaExceeded(cause)) return storageFull()
      throw cause
    }
    return good(name)
  }

  async open(with_: BlobKey, sha256Hex: string): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
    const name = await blobName(with_, sha256Hex)
    const sealed = await this.#ground.machine.files.read(this.#path(name))
    if (!sealed) return elsewhere()
    try {
      return good(await openBlob(with_.key, aad(name, with_), sealed))
    } catch {
      return bad(
        'recording-damaged',
        'The stored recording differs from what was kept.',
        'Open the original file again; the measurements and words of this reading are still listed.',
      )
    }
  }

  /** The name under which these bytes lie here, or would. */
  name(with_: BlobKey, sha256Hex: string): Promise<string> {
    return blobName(with_, sha256Hex)
  }

  /**
   * The frames of what lies under a name, opened one at a time.
   * @returns null where it is not on this tablet
   * @throws SealBroken
   */
  async frames(with_: BlobKey, name: string): Promise<SealedFrames | null> {
    const { files } = this.#ground.machine
    const path = this.#path(name)
    const sealedBytes = await files.sizeBytes(path)
    if (sealedBytes === null) return null
    return sealedFrames(with_.key, aad(name, with_), sealedBytes, async (from, to) => {
      return (await files.readRange(path, from, to)) ?? new Uint8Array()
    })
  }

  names(): Promise<string[]> {
    return this.#ground.machine.files.list(this.#folder)
  }

  async remove(name: string): Promise<void> {
    await this.#ground.machine.files.remove(this.#path(name))
  }

  /** The sealed bytes as they lie, for the backup. */
  sealed(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#ground.machine.files.read(this.#path(name))
  }

  /** Lays sealed bytes back, from a backup. */
  restore(name: string, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#ground.machine.files.write(this.#path(name), sealed)
  }

  get #folder(): string {
    return `${this.#ground.place}/blobs`
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`
  }
}

const aad = (name: string, { of }: BlobKey) => ({ store: 'blobs', row: name, scope: of, epoch: 0 })

/**
 * The same bytes under the same key have one name. Whoever holds the disk and the very same recording can tell that it
 * is here (docs/threat-model.md); what is in it stays sealed.
 */
async function blobName({ of }: BlobKey, sha256Hex: string): Promise<string> {
  return base64url((await sha256(new TextEncoder().encode(`${of}\n${sha256Hex}`))).slice(0, 16))
}

export function elsewhere() {
  return bad(
    'blob-elsewhere',
    'These bytes are not on this tablet.',
    'Open it on the tablet that recorded it.',
  )
}
