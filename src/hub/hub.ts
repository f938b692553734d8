import { basename } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Problem } from '#domain/problem.ts'
import type { HubStatus } from '#contract/sync/hub-page.ts'
import type { Accounts } from './accounts/accounts.ts'
import { createPeople } from './accounts/people.ts'
import { registerAccounts } from './accounts/routes.ts'
import { registerBlobs } from './blobs/blobs.ts'
import type { HubContext, HubPeople, HubVoice } from './context.ts'
import { openHubKeys } from './hub-keys.ts'
import { registerRooms } from './rooms/rooms.ts'
import { placeOf } from './run/api-answers.ts'
import { registerApi } from './run/api.ts'
import { BackupBook } from './run/backup-state.ts'
import { Backups } from './run/backups.ts'
import { FigureBook, measureHub, type Figures } from './run/figures.ts'
import { lockFolder } from './run/folder-lock.ts'
import { LogHeads } from './run/log-heads.ts'
import { createMetrics, type KeptMetrics } from './run/metrics.ts'
import { NightlyBackup } from './run/nightly-backup.ts'
import { registerRun } from './run/routes.ts'
import { changeSettings, readSettings, type HubSettings } from './run/settings.ts'
import { statusOf, type AppVersion } from './run/status.ts'
import { createVoice } from './run/voice.ts'
import { openSqliteStore } from './store/sqlite-store.ts'
import { createIntake } from './sync/intake.ts'
import { registerParcels } from './sync/parcels.ts'
import { registerSync } from './sync/routes.ts'

export interface HubOptions {
  /** Data folder, made where there is none. */
  readonly folder: string
  /** As people know it; kept in the folder. Left out: as it was, else the name of the folder. */
  readonly name?: string | undefined
  readonly nowMs?: () => number
  readonly say?: HubVoice
  /** What is served beside it; for its page. */
  readonly app?: AppVersion
  /** Where each night's backup goes; left out: as `hub.json` says. */
  readonly backupTo?: string | undefined
}

export interface Hub extends HubContext {
  readonly people: HubPeople & Accounts
  readonly metrics: KeptMetrics
  readonly backups: Backups
  readonly settings: HubSettings
  status(): Promise<HubStatus>
  /** Its addresses under `/api/`, and `/metrics`. */
  register(server: FastifyInstance): Promise<void>
  /** Servers it was registered with are closed first; then everything is on the disk and the folder is free. */
  close(): Promise<void>
}

/** Why a hub was not opened: something that a person can mend. */
export class HubNotOpened extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

const HEAD_EVERY_MS = 60_000
const NO_APP: AppVersion = { version: '', build: '' }

/**
 * Opens the hub of a data folder. One process a folder.
 * @throws HubNotOpened with `hub-running` or `hub-settings`
 */
export async function openHub(options: HubOptions): Promise<Hub> {
  const { folder, nowMs = Date.now, say = createVoice('warn', undefined, nowMs), app = NO_APP } = options
  const lock = lockFolder(folder)
  if (!lock.ok) throw new HubNotOpened(lock.problem)
  try {
    return await open({ ...options, nowMs, say, app }, () => lock.value.release())
  } catch (cause) {
    lock.value.release()
    throw cause
  }
}

type Opening = HubOptions & Required<Pick<HubOptions, 'nowMs' | 'say' | 'app'>>

async function open({ folder, name, nowMs, say, app, backupTo }: Opening, release: () => void): Promise<Hub> {
  const settings = settingsOf(folder, name)
  const metrics = createMetrics()
  const store = await openSqliteStore(folder, {
    now: nowMs,
    onCommit({ seconds, writes }) {
      metrics.took('commit_seconds', seconds)
      metrics.count('commit_writes_total', {}, writes)
    },
  })
  const keys = await openHubKeys(folder)
  const first = { folder, name: settings.name ?? basename(folder), nowMs, store, keys, metrics, say }
  const people = await createPeople(first)
  const intake = createIntake({ ...first, people })
  const context: HubContext & { people: typeof people } = { ...first, people, intake }
  people.onRestored((key) => void intake.judgeAgain(key).catch(failed(say, 'judge-again-failed')))

  const heads = new LogHeads(context)
  const figures = new FigureBook(context)
  const book = new BackupBook(store)
  const backups = new Backups(context, book)
  const startedAtMs = nowMs()
  let latest: Figures | null = null
  measureHub(metrics, { ...context, heads, backups: () => book.state }, () => latest)
  await heads.keep()
  const minute = setInterval(() => void heads.keep().catch(failed(say, 'head-failed')), HEAD_EVERY_MS).unref()
  const nightly = new NightlyBackup(backups, book, backupTo ?? settings.backupTo ?? null, nowMs)
  nightly.start()

  const servers: FastifyInstance[] = []
  const status = () =>
    statusOf({
      ...context,
      metrics,
      figures,
      heads,
      backups: () => book.state,
      app,
      startedAtMs,
    })
  return {
    ...context,
    metrics,
    backups,
    settings,
    status,
    async register(server) {
      servers.push(server)
      await registerApi(server, context, {
        accounts: (part) => registerAccounts(part, context),
        sync: (part) => registerSync(part, context),
        parcels: async (part) => registerParcels(part, context),
        rooms: (part) => registerRooms(part, context),
        blobs: (part) => registerBlobs(part, context),
        run: async (part) =>
          registerRun(part, {
            people,
            metrics,
            metricsToken: settings.metricsToken ?? null,
            status,
            async measure() {
              latest = await figures.now()
            },
          }),
      })
    },
    async close() {
      clearInterval(minute)
      nightly.stop()
      for (const server of servers) await server.close()
      await backups.rest()
      await heads.keep()
      await people.close()
      await store.close()
      metrics.close()
      release()
    },
  }
}

/** A name that is given is the hub's from then on. */
function settingsOf(folder: string, name: string | undefined): HubSettings {
  const read = readSettings(folder)
  const settings =
    !read.ok || name === undefined || name === read.value.name ? read : changeSettings(folder, { name })
  if (!settings.ok) throw new HubNotOpened(settings.problem)
  return settings.value
}

const failed = (say: HubVoice, what: string) => (cause: unknown) =>
  say.error(
    what,
    cause instanceof Error ? { name: cause.name, where: placeOf(cause) } : { name: typeof cause },
  )
