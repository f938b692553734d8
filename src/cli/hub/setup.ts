import { resolve } from 'node:path'
import { EXIT } from '../io.ts'
import { askRunningHub } from './ask-hub.ts'
import { readArgs, refused, type HubCommand } from './command.ts'

/** `hub setup`: the code lives as long as the hub runs, so only a running hub has one. */
export async function setupCommand({ args, io }: HubCommand): Promise<number> {
  const { values } = readArgs(args, {}, 0)
  const code = await askRunningHub(resolve(values.data), 'setup-code')
  if (!code.ok) return refused(io, code.problem)
  if (values.json) io.out(`${JSON.stringify({ code: code.value })}\n`)
  else if (code.value === null) io.err('Somebody keeps this hub already.\n')
  else {
    io.out(`${code.value}\n`)
    io.err(`Open /hub#setup=${code.value} at the address of the hub.\n`)
  }
  return EXIT.done
}
