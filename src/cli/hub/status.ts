import { resolve } from 'node:path'
import type { HubStatus } from '#contract/sync/hub-page.ts'
import { readArgs, refused, type HubCommand } from './command.ts'
import { EXIT } from '../io.ts'
import { askHub } from './ask-hub.ts'

/** `hub status` */
export async function statusCommand({ args, io }: HubCommand): Promise<number> {
  const { values } = readArgs(args, {}, 0)
  const status = await askHub(resolve(values.data), 'status')
  if (!status.ok) return refused(io, status.problem)
  io.out(values.json ? `${JSON.stringify(status.value)}\n` : inWords(status.value))
  return EXIT.done
}

function inWords(now: HubStatus): string {
  const { backups, storage, queues, oldestUnsent } = now
  const megabytes = (bytes: number | null) => (bytes === null ? '?' : `${(bytes / 1e6).toFixed(1)} MB`)
  const at = (ms: number | null) => (ms === null ? 'never' : new Date(ms).toISOString())
  return [
    `${now.hubName}  ${now.build ? `${now.version} ${now.build}` : '(not running)'}`,
    `log             ${now.log.size} entries, end signed ${at(now.log.signedAtMs)}`,
    `held            ${queues.heldFacts}`,
    `oldest unsent   ${oldestUnsent ? `${oldestUnsent.facts} of ${oldestUnsent.device} since ${at(oldestUnsent.sinceMs)}` : 'nothing known'}`,
    `database        ${megabytes(storage.databaseBytes)}, journal ${megabytes(storage.journalBytes)}, free ${megabytes(storage.freeBytes)}`,
    `last backup     ${at(backups.lastAtMs)}, opened again ${at(backups.lastRestoreTestAtMs)}${backups.lastRestoreTestOk === false ? ' and DAMAGED' : ''}`,
    ...now.clinics.map(
      ({ scope, name, people, facts, devices }) =>
        `clinic          ${name}: ${people} people, ${facts} facts, ${devices} tablets (${scope})`,
    ),
    '',
  ].join('\n')
}
