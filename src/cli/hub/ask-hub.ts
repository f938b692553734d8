import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { HubNotOpened, openHub } from '../../hub/hub.ts'
import { adminActions, type AdminAnswers } from '../../hub/run/admin-actions.ts'
import { askAdmin } from '../../hub/run/admin-socket.ts'
import { createVoice } from '../../hub/run/voice.ts'
import { DATABASE_FILE } from '../../hub/store/sqlite/schema.ts'
import { bad, type Outcome } from '#domain/problem.ts'

/**
 * Asks the hub of a data folder: the one that is running, over its socket, so that what it has in memory is what it does;
 * else it is opened for this one question.
 * @param make a folder without a hub gets one
 * Problems: `no-hub-here`, and what the action refuses with
 */
export async function askHub<Name extends keyof AdminAnswers>(
  folder: string,
  action: Name,
  given: unknown = {},
  make = false,
): Promise<Outcome<AdminAnswers[Name]>> {
  const running = await askAdmin(folder, action, given)
  if (running) return running as Outcome<AdminAnswers[Name]>
  if (!make && !existsSync(join(folder, DATABASE_FILE)))
    return bad(
      'no-hub-here',
      `There is no hub in ${folder}.`,
      'Give its data folder with --data, or start it once: npx hinterland hub',
    )
  process.umask(0o077)
  try {
    const hub = await openHub({ folder, say: createVoice('error') })
    try {
      return (await adminActions(hub)[action](given)) as Outcome<AdminAnswers[Name]>
    } finally {
      await hub.close()
    }
  } catch (cause) {
    if (cause instanceof HubNotOpened) return { ok: false, problem: cause.problem }
    throw cause
  }
}

/** Problems: `no-hub-running` */
export async function askRunningHub<Name extends keyof AdminAnswers>(
  folder: string,
  action: Name,
): Promise<Outcome<AdminAnswers[Name]>> {
  const answer = await askAdmin(folder, action, {})
  if (answer) return answer as Outcome<AdminAnswers[Name]>
  return bad('no-hub-running', `No hub is running on ${folder}.`, 'Start it: npx hinterland hub')
}
