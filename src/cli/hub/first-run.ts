import { passphraseStrength } from '#domain/access/passphrase-strength.ts'
import type { Hub } from '../../hub/hub.ts'
import type { CliIo } from '../io.ts'
import type { Terminal } from './terminal.ts'

/**
 * The first start on a terminal: who keeps this hub? Where nobody can be asked, the page does it with a code.
 * @returns the name that the hub is given; null: it keeps the one it has
 */
export async function firstRun(hub: Hub, io: CliIo, terminal: Terminal): Promise<string | null> {
  if (!hub.people.isEmpty() || !terminal.isInteractive) return null
  io.err('Nobody keeps this hub yet. Four questions; Ctrl+C leaves everything as it is.\n')
  const name = await terminal.ask(`Name of the hub, as clinics know it [${hub.name}]: `)
  for (;;) {
    const login = await terminal.ask('Your sign-in name: ')
    const own = await terminal.ask('Your full name: ')
    const password = await newPassword([login, own], io, terminal)
    const made = await hub.people.createFirstKeeper(login, own, password)
    if (made.ok) {
      io.err(`${made.value.login} keeps this hub now.\n`)
      return name || null
    }
    io.err(`${made.problem.message} ${made.problem.cure}\n`)
  }
}

/** Asks twice, until both are the same and strong enough. @param known what adds no strength */
export async function newPassword(known: readonly string[], io: CliIo, terminal: Terminal): Promise<string> {
  if (!terminal.isInteractive) return terminal.readLine()
  for (;;) {
    const password = await terminal.askHidden('Password (not shown): ')
    if (passphraseStrength(password, known).level === 'too-weak') {
      io.err('This one is guessed too easily: take several words that do not belong together.\n')
      continue
    }
    if (password === (await terminal.askHidden('Once more: '))) return password
    io.err('The two differ.\n')
  }
}
