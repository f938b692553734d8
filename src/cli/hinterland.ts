import { readFileSync } from 'node:fs'
import { EXIT, processIo, type CliIo } from './io.ts'

type Command = (args: readonly string[], io: CliIo) => Promise<number>

/** The list of commands. Each is loaded when it is called, so that `--help` loads none. */
const COMMANDS: Readonly<Record<string, { readonly usage: string; readonly does: string; load(): Promise<Command> }>> = {
  read: {
    usage: 'read FILE… [--json] [--csv-rate HZ] [--csv-unit mV|uV] [--no-model]',
    does: 'recognises and reads ECG files',
    load: async () => (await import('./read.ts')).readCommand,
  },
  eval: {
    usage: 'eval PACK DIR [--json]',
    does: "runs a pack on a labelled directory and prints the card's table",
    load: async () => (await import('./eval.ts')).evalCommand,
  },
  unpack: {
    usage: 'unpack SET DIR [--from FOLDER] [--split val|train|all]',
    does: 'lays a data set out as eval reads it',
    load: async () => (await import('./unpack.ts')).unpackCommand,
  },
  simulate: {
    usage: 'simulate ecg …',
    does: 'makes synthetic recordings with known truth, by seed',
    load: async () => (await import('./simulate.ts')).simulateEcgCommand,
  },
}

/**
 * The `hinterland` command.
 * @param args what stands after the command's name
 * @returns exit code: 0, 1 (some inputs failed, each named), 2 (usage)
 */
export async function main(args: readonly string[], io: CliIo = processIo): Promise<number> {
  const [name, ...rest] = args
  if (name === '--version') {
    io.out(`${version()}\n`)
    return EXIT.done
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(help())
    return EXIT.done
  }
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    io.err(name === undefined ? help() : `There is no command "${name}". "hinterland --help" lists them.\n`)
    return EXIT.usage
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`hinterland ${command.usage}\n  ${command.does}\n`)
    return EXIT.done
  }
  return (await command.load())(rest, io)
}

function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, does }) => `  hinterland ${usage}\n      ${does}\n`)
  return `Reads ECGs on this machine; nothing leaves it.\n\n${lines.join('')}\nResults go to standard output, words and progress to standard error.\nExit codes: 0 done, 1 some inputs failed (each is named), 2 not understood.\n`
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
