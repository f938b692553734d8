import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createSecureContext } from 'node:tls'
import { bad, good, type Outcome } from '#domain/problem.ts'

export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

export interface Tls extends TlsFiles {
  readonly notAfterMs: number
}

/** Reads certificate and key (PEM) and tries whether they belong together. Problems: `tls-files` (details.why) */
export function readTls(paths: TlsFiles): Outcome<Tls> {
  try {
    const cert = readFileSync(paths.cert, 'utf8')
    const key = readFileSync(paths.key, 'utf8')
    createSecureContext({ cert, key })
    return good({ cert, key, notAfterMs: Date.parse(new X509Certificate(cert).validTo) })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' || code === 'EACCES'
        ? `${code} ${(cause as NodeJS.ErrnoException).path}`
        : (code ?? 'no PEM')
    return bad(
      'tls-files',
      `The certificate cannot be used (${why}).`,
      'Give --cert the full chain and --key its key, both PEM, readable by the user of the hub.',
      { why },
    )
  }
}

/** Connections that are made from now on meet the new certificate; those that stand go on. */
export function renewTls(server: Server, { cert, key }: TlsFiles): void {
  if ('setSecureContext' in server)
    (server as Server & { setSecureContext(with_: TlsFiles): void }).setSecureContext({ cert, key })
}
