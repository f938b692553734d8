import { EXIT, type CliIo } from './io.ts'
import { DEFAULT_DATA, NotUnderstood, type HubCommand } from './hub/command.ts'
import { processTerminal, type Terminal } from './hub/terminal.ts'

/** Each is loaded when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<(given: HubCommand) => Promise<number>>>> = {
  backup: async () => (await import('./hub/backup.ts')).backupCommand,
  restore: async () => (await import('./hub/backup.ts')).restoreCommand,
  verify: async () => (await import('./hub/verify.ts')).verifyCommand,
  status: async () => (await import('./hub/status.ts')).statusCommand,
  setup: async () => (await import('./hub/setup.ts')).setupCommand,
  user: async () => (await import('./hub/user.ts')).userCommand,
  invite: async () => (await import('./hub/invite.ts')).inviteCommand,
  enrol: async () => (await import('./hub/invite.ts')).inviteCommand,
}

export const HUB_USAGE = `hinterland hub [--data DIR] [--port N] [--host H] [--cert FILE --key FILE] [--name TEXT]
               [--backup-to DIR] [--log info|warn|error|off] [--trust-proxy ADDRESS]
               [--folder BUILD]
      serves app and hub; at the first start it asks who keeps it, or prints an address for that
  hinterland hub setup
      prints the code by which the page makes the first keeper of a hub that is running
  hinterland hub status [--json]
  hinterland hub invite [--clinic SCOPE | --new-clinic] [--role R] [--uses N] [--hours N] [--json]
      prints an invitation as text and as a QR code (also: hub enrol)
  hinterland hub user list [--json]
  hinterland hub user add LOGIN --name TEXT [--keeper | --clinic SCOPE --role R]
  hinterland hub user password LOGIN
  hinterland hub user disable LOGIN | hub user enable LOGIN
      passwords are asked for, or read from the first line of standard input
  hinterland hub verify [--json]
      reads the whole log again and names the first row that was altered
  hinterland hub backup DIR [--json]
  hinterland hub restore FROM [--replace] [--json]

Every command takes --data DIR (default ${DEFAULT_DATA}) and works while the hub runs; restore alone needs it stopped.
Roles: clinician, nurse, screener, specialist, teacher, student.
`

/**
 * `hinterland hub …`
 * @returns exit code: 0, 1 (it was not done, and why), 2 (not understood)
 */
export async function hubCommand(
  args: readonly string[],
  io: CliIo,
  terminal: Terminal = processTerminal,
): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name.startsWith('-'))
    return (await import('./hub/start.ts')).startCommand({ args, io, terminal })
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) return notUnderstood(io, `There is no "hub ${name}".`)
  try {
    return await (
      await load()
    )({ args: rest, io, terminal })
  } catch (cause) {
    if (cause instanceof NotUnderstood) return notUnderstood(io, cause.message)
    throw cause
  }
}

function notUnderstood(io: CliIo, sentence: string): number {
  io.err(`${sentence} "hinterland hub --help" lists what there is.\n`)
  return EXIT.usage
}
