import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const gzipAsync = promisify(gzip)
const brotliAsync = promisify(brotliCompress)

/** Compressed forms by hash of the plain bytes: a runtime of 27 MB is packed once, not at every build. */
export class Compressor {
  readonly #cacheFolder: string

  constructor(cacheFolder: string) {
    this.#cacheFolder = cacheFolder
    mkdirSync(cacheFolder, { recursive: true })
  }

  gzip(bytes: Buffer): Promise<Buffer> {
    return this.#cached(bytes, 'gz', () => gzipAsync(bytes, { level: 9 }))
  }

  brotli(bytes: Buffer): Promise<Buffer> {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    }
    return this.#cached(bytes, 'br', () => brotliAsync(bytes, { params }))
  }

  async #cached(bytes: Buffer, ending: string, pack: () => Promise<Buffer>): Promise<Buffer> {
    const path = join(this.#cacheFolder, `${createHash('sha256').update(bytes).digest('hex')}.${ending}`)
    if (existsSync(path)) return readFileSync(path)
    const packed = await pack()
    // Renamed into place: a build that is stopped half-way leaves no half file behind.
    writeFileSync(`${path}.${process.pid}`, packed)
    renameSync(`${path}.${process.pid}`, path)
    return packed
  }
}
