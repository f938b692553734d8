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
import type { HubStore } from './store/store.ts'
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
 * @throws HubNotOpened with `hub-running`, `hub-settings` or `hub-database`
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

async function open(options: Opening, release: () => void): Promise<Hub> {
  const { folder, name, nowMs, say, app, backupTo } = options
  const settings = settingsOf(folder, name)
  const context = await contextOf(options, settings)
  const { people, store, metrics } = context

  const heads = new LogHeads(context)
  const figures = new FigureBook(context)
  const book = new BackupBook(store)
  const backups = new Backups(context, book)
  const ground = { ...context, figures, heads, backups: () => book.state, app, startedAtMs: nowMs() }
  const status = () => statusOf(ground)
  let latest: Figures | null = null
  measureHub(metrics, ground, () => latest)
  const measure = async () => void (latest = await figures.now())

  await heads.keep()
  const minute = setInterval(() => void heads.keep().catch(failed(say, 'head-failed')), HEAD_EVERY_MS).unref()
  const nightly = new NightlyBackup(backups, book, backupTo ?? settings.backupTo ?? null, nowMs)
  nightly.start()

  const servers: FastifyInstance[] = []
  return {
    ...context,
    backups,
    settings,
    status,
    async register(server) {
      servers.push(server)
      const metricsToken = settings.metricsToken ?? null
      await registerApi(server, context, {
        ...partsOf(context),
        run: async (part) => registerRun(part, { people, metrics, metricsToken, status, measure }),
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

type Context = HubContext & Pick<Hub, 'people' | 'metrics'>

/** Each part is made of those before it. */
async function contextOf({ folder, nowMs, say }: Opening, settings: HubSettings): Promise<Context> {
  const metrics = createMetrics()
  const store = await storeOf(folder, metrics, nowMs)
  const keys = await openHubKeys(folder)
  const first = { folder, name: settings.name ?? basename(folder), nowMs, store, keys, metrics, say }
  const people = await createPeople(first)
  const intake = createIntake({ ...first, people })
  people.onRestored((key) => void intake.judgeAgain(key).catch(failed(say, 'judge-again-failed')))
  return { ...first, people, intake }
}

/** What answers under `/api/`. */
function partsOf(context: Context) {
  return {
    accounts: (part: FastifyInstance) => registerAccounts(part, context),
    sync: (part: FastifyInstance) => registerSync(part, context),
    parcels: async (part: FastifyInstance) => registerParcels(part, context),
    rooms: (part: FastifyInstance) => registerRooms(part, context),
    blobs: (part: FastifyInstance) => registerBlobs(part, context),
  }
}

async function storeOf(folder: string, metrics: KeptMetrics, nowMs: () => number): Promise<HubStore> {
  try {
    return await openSqliteStore(folder, {
      now: nowMs,
      onCommit({ seconds, writes }) {
        metrics.took('commit_seconds', seconds)
        metrics.count('commit_writes_total', {}, writes)
      },
    })
  } catch (cause) {
    throw new HubNotOpened({
      code: 'hub-database',
      message: `The database of this hub cannot be opened: ${(cause as Error).message}.`,
      cure: 'Keep the folder as it is. Start the newest hub, or restore the last good backup into another folder.',
      details: {},
    })
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
