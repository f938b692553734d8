import { resolve } from 'node:path'
import { readArgs, refused, type HubCommand } from './command.ts'
import { EXIT } from '../io.ts'
import { askHub } from './ask-hub.ts'

/** `hub verify`: exit code 1 where something was altered, and its first row is named. */
export async function verifyCommand({ args, io }: HubCommand): Promise<number> {
  const { values } = readArgs(args, {}, 0)
  const checked = await askHub(resolve(values.data), 'verify')
  if (!checked.ok) return refused(io, checked.problem)
  const { ok, entries, fault } = checked.value
  if (values.json) io.out(`${JSON.stringify(checked.value)}\n`)
  else if (fault) io.out(`altered: row ${fault.n} (${fault.what}): ${fault.detail}\n`)
  else io.out(`whole: ${entries} entries\n`)
  if (fault)
    io.err('Stop the hub, keep this folder as it is, and restore the last good backup into another one.\n')
  return ok ? EXIT.done : EXIT.someFailed
}
