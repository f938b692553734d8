import { bad } from '#domain/problem.ts'
import type { CacheDatabase, ChainRow, ClinicRow, DeviceRow, FactsDatabase, UserRow } from './databases.ts'
import type { KeeperMachine } from './keys/machine.ts'
import type { Session } from './session.ts'

/** What the parts of the keeper share: the disk, the machine, and who has opened the clinic. */
export interface Ground {
  readonly machine: KeeperMachine
  readonly db: FactsDatabase
  readonly cache: CacheDatabase
  /** Databases and files of the practice clinic carry another name. */
  readonly place: Place
  session: Session | null
  /** Called after every change that the page should know. */
  changed(subjects: readonly string[]): void
}

export type Place = 'clinic' | 'practice'

export async function deviceRow(ground: Ground): Promise<DeviceRow | null> {
  return ((await ground.db.meta.get('device')) as DeviceRow | undefined) ?? null
}

export async function clinicRow(ground: Ground): Promise<ClinicRow | null> {
  return ((await ground.db.meta.get('clinic')) as ClinicRow | undefined) ?? null
}

export async function chainRow(db: FactsDatabase): Promise<ChainRow> {
  const row = (await db.meta.get('chain')) as ChainRow | undefined
  return row ?? EMPTY_CHAIN
}

export const EMPTY_CHAIN: ChainRow = { name: 'chain', seq: 0, head: null, hlc: { ms: 0, counter: 0 } }

/** Who may open the clinic; with `stations`, the stations as well. */
export async function activeUsers({ db }: Pick<Ground, 'db'>, stations = false): Promise<UserRow[]> {
  const rows = await db.users.toArray()
  return rows.filter((row) => !row.removed && (stations || row.station === null))
}

export function locked() {
  return bad('locked', 'The clinic is locked.', 'Open it with your PIN or passphrase, then try again.')
}

export function storageFull() {
  return bad(
    'storage-full',
    'The tablet has no room left; this was not kept. Nothing that was kept before is touched.',
    'Free space on the tablet, then keep it again.',
  )
}

/** A row with the same key was put in between: by another window, or by what came from the hub. */
export function isAlreadyThere(cause: unknown): boolean {
  const error = cause as { name?: string; failures?: readonly { name?: string }[] }
  return error.name === 'ConstraintError' || (error.failures ?? []).some((each) => isAlreadyThere(each))
}

export function isQuotaExceeded(cause: unknown): boolean {
  const error = cause as { name?: string; inner?: { name?: string } }
  return error.name === 'QuotaExceededError' || error.inner?.name === 'QuotaExceededError'
}
