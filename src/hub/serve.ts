import type { Server } from 'node:http'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { HubNotOpened, openHub, type Hub } from './hub.ts'
import { adminActions } from './run/admin-actions.ts'
import { serveAdmin } from './run/admin-socket.ts'
import { readTls, renewTls, type Tls, type TlsFiles } from './run/tls.ts'
import { createVoice, VOICE_LEVELS, type VoiceLevel } from './run/voice.ts'
import { appVersion, createServer } from './server.ts'

/** How long open requests may take to end after a stop was asked for. */
const DRAIN_MS = 1500
/** A hub also writes its journal back. */
const HUB_DRAIN_MS = 10_000
const DAY_MS = 86_400_000
/** Whoever renews by hand needs some days. */
const CERTIFICATE_WARNED_MS = 14 * DAY_MS

interface ServeOptions {
  readonly folder: string
  readonly host: string
  readonly port: number
  readonly isolation: boolean
  /** Null: the app alone. */
  readonly data: string | null
  readonly name: string | undefined
  readonly tls: { readonly paths: TlsFiles; readonly files: Tls } | null
  readonly log: VoiceLevel
  readonly backupTo: string | undefined
  readonly trustedProxies: readonly string[]
}

export interface ServeHooks {
  /** The hub is open and not yet reachable. @returns a name that it gets first; null: none */
  beforeListening?(hub: Hub): Promise<string | null>
}

/**
 * Serves a built app, and a hub where a data folder is given, until SIGTERM or SIGINT. Options: `--folder build`,
 * `--host 127.0.0.1`, `--port 4180` (or PORT; 0 picks one), `--no-isolation`; of the hub: `--data FOLDER`, `--name TEXT`,
 * `--cert FILE --key FILE`, `--backup-to FOLDER`, `--log info|warn|error|off`, `--trust-proxy ADDRESS[,ADDRESS]`;
 * `--no-hub` leaves the hub away.
 */
export async function serve(args: readonly string[], hooks: ServeHooks = {}): Promise<void> {
  const options = optionsOf(args)
  if (!options.ok) return giveUp(options.problem)
  const started = await start(options.value, hooks)
  if (!started.ok) return giveUp(started.problem)
  const { server, hub, address, close } = started.value

  const stop = () => {
    setTimeout(() => process.exit(0), hub ? HUB_DRAIN_MS : DRAIN_MS).unref()
    void close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const { tls } = options.value
  if (tls) process.on('SIGHUP', () => renew(server.server, tls.paths, hub))

  const origin = `${tls ? 'https' : 'http'}://localhost:${new URL(address).port}`
  process.stdout.write(`Hinterland is at ${origin} (Ctrl+C stops it)\n`)
  const code = hub?.people.setupCode() ?? null
  // After the # it never reaches a server, and so no server's log.
  if (code !== null)
    process.stdout.write(
      `Nobody keeps this hub yet. Once, at ${hub?.settings.origin ?? origin}/hub#setup=${code}\n`,
    )
}

function optionsOf(args: readonly string[]): Outcome<ServeOptions> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      folder: { type: 'string', default: 'build' },
      host: { type: 'string' },
      port: { type: 'string', default: process.env.PORT ?? '4180' },
      'no-isolation': { type: 'boolean', default: false },
      'no-hub': { type: 'boolean', default: false },
      data: { type: 'string' },
      name: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      'backup-to': { type: 'string' },
      log: { type: 'string', default: 'warn' },
      'trust-proxy': { type: 'string' },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return usage(`${values.port} is not a port.`, 'A port is a number from 0 to 65535.')
  const log = VOICE_LEVELS.find((level) => level === values.log)
  if (!log) return usage(`--log ${values.log} is not known.`, `It is one of ${VOICE_LEVELS.join(', ')}.`)
  const { cert, key } = values
  if ((cert === undefined) !== (key === undefined))
    return usage('A certificate needs its key.', 'Give both: --cert FILE --key FILE.')
  const files = cert !== undefined && key !== undefined ? readTls({ cert, key }) : null
  if (files && !files.ok) return files
  return good({
    folder: resolve(values.folder),
    // What speaks TLS is there to be reached; without it the app works on this machine alone, or behind a proxy here.
    host: values.host ?? (files ? '::' : '127.0.0.1'),
    port,
    isolation: !values['no-isolation'],
    data: values['no-hub'] || values.data === undefined ? null : resolve(values.data),
    name: values.name?.trim() || undefined,
    tls: files && { paths: { cert: cert!, key: key! }, files: files.value },
    log,
    backupTo: values['backup-to'] === undefined ? undefined : resolve(values['backup-to']),
    trustedProxies: values['trust-proxy']?.split(',') ?? [],
  })
}

interface Started {
  readonly server: FastifyInstance
  readonly hub: Hub | null
  readonly address: string
  close(): Promise<void>
}

async function start(options: ServeOptions, hooks: ServeHooks): Promise<Outcome<Started>> {
  const { folder, isolation, tls, trustedProxies, host, port } = options
  const opened = options.data === null ? good(null) : await openHubOf(options, options.data, hooks)
  if (!opened.ok) return opened
  const hub = opened.value
  const admin = hub && (await serveAdmin(hub.folder, adminActions(hub), hub.say))
  const server = await createServer({
    folder,
    isolation,
    trustedProxies,
    hub: hub ?? undefined,
    tls: tls?.files,
  })
  if (hub && tls) watchCertificate(hub, tls.files)
  const close = async () => {
    await server.close()
    await admin?.close()
    await hub?.close()
  }
  try {
    return good({ server, hub, close, address: await server.listen({ host, port }) })
  } catch (cause) {
    await close()
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause
    return bad(
      'port-taken',
      `Port ${port} is taken by another program.`,
      'Stop it, or choose another: PORT=4181 npm start',
      { port },
    )
  }
}

async function openHubOf(
  { name, log, backupTo, folder }: ServeOptions,
  data: string,
  hooks: ServeHooks,
): Promise<Outcome<Hub>> {
  // What a hub writes is its own user's alone, wherever a library writes it.
  process.umask(0o077)
  const open = (as: string | undefined) =>
    openHub({ folder: data, name: as, backupTo, say: createVoice(log), app: appVersion(folder) })
  try {
    const hub = await open(name)
    const given = (await hooks.beforeListening?.(hub)) ?? null
    if (given === null) return good(hub)
    await hub.close()
    return good(await open(given))
  } catch (cause) {
    if (cause instanceof HubNotOpened) return { ok: false, problem: cause.problem }
    throw cause
  }
}

let certificateEndsAtMs = NaN

function watchCertificate(hub: Hub, { notAfterMs }: Tls): void {
  certificateEndsAtMs = notAfterMs
  hub.metrics.gauge(
    'certificate_not_after_timestamp_seconds',
    'End of the TLS certificate',
    () => certificateEndsAtMs / 1000,
  )
  if (notAfterMs - Date.now() < CERTIFICATE_WARNED_MS)
    hub.say.warn('certificate-ends', { days: Math.floor((notAfterMs - Date.now()) / DAY_MS) })
}

/** On SIGHUP: what cannot be read leaves the old certificate where it is. */
function renew(server: Server, paths: TlsFiles, hub: Hub | null): void {
  const files = readTls(paths)
  if (!files.ok) {
    hub?.say.error('certificate-unreadable', { why: String(files.problem.details['why'] ?? '') })
    return
  }
  renewTls(server, files.value)
  certificateEndsAtMs = files.value.notAfterMs
  hub?.say.info('certificate-renewed')
}

function usage(message: string, cure: string) {
  return bad('usage', message, cure)
}

/** Says in one sentence why nothing is served; a stack would not help the person who starts it. */
function giveUp({ message, cure }: Problem): void {
  process.stderr.write(`${message} ${cure}\n`)
  process.exitCode = 1
}
