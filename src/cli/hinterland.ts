import { readFileSync } from 'node:fs'
import { EXIT, processIo, type CliIo } from './io.ts'

interface Command {
  run(args: readonly string[], io: CliIo): Promise<number>
  /** What `--help` prints, where one line is not enough. */
  readonly help?: string
}

/** The list of commands. Each is loaded when it is called, so that `--help` loads none. */
const COMMANDS: Readonly<
  Record<string, { readonly usage: string; readonly does: string; load(): Promise<Command> }>
> = {
  read: {
    usage:
      'read FILE|DIR… [--json] [--csv-rate HZ] [--csv-unit mV|uV] [--age YEARS] [--sex m|f] [--point X,Y] [--no-model]',
    does: 'recognises and reads ECG files and pictures',
    load: async () => ({ run: (await import('./read.ts')).readCommand }),
  },
  eval: {
    usage: 'eval PACK DIR [--json] [--card] [--damage] [--others DIR]…',
    does: "runs a pack on a labelled directory and prints the card's table",
    load: async () => ({ run: (await import('./eval.ts')).evalCommand }),
  },
  unpack: {
    usage: 'unpack SET DIR [--from FOLDER] [--split val|train|all]',
    does: 'lays a data set out as eval reads it',
    load: async () => ({ run: (await import('./unpack.ts')).unpackCommand }),
  },
  simulate: {
    usage: 'simulate ecg --out PATH [options], simulate film NAME DIR [--seed N]',
    does: 'makes recordings and studies with known truth, by seed',
    load: async () => simulate(await import('./simulate.ts'), await import('./simulate-film.ts')),
  },
  hub: {
    usage: 'hub [--data DIR] [--port N] …, hub backup|restore|verify|status|user|invite',
    does: 'runs the regional hub, and keeps it (hub --help)',
    load: async () => hub(await import('./hub.ts')),
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
  const loaded = await command.load()
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(loaded.help ?? `hinterland ${command.usage}\n  ${command.does}\n`)
    return EXIT.done
  }
  return loaded.run(rest, io)
}

/** What can be simulated: an ECG, a study of pictures. */
function simulate(ecg: typeof import('./simulate.ts'), film: typeof import('./simulate-film.ts')): Command {
  return {
    help: `${ecg.SIMULATE_ECG_USAGE}\n${film.SIMULATE_FILM_USAGE}`,
    async run([what, ...rest], io) {
      if (what === 'ecg') return ecg.simulateEcgCommand(rest, io)
      if (what === 'film') return film.simulateFilmCommand(rest, io)
      io.err(
        `What shall be simulated? hinterland simulate ecg --out PATH, hinterland simulate film NAME DIR\n`,
      )
      return EXIT.usage
    },
  }
}

function hub({ hubCommand, HUB_USAGE }: typeof import('./hub.ts')): Command {
  return { help: HUB_USAGE, run: (args, io) => hubCommand(args, io) }
}

function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, does }) => `  hinterland ${usage}\n      ${does}\n`)
  return `Reads ECGs on this machine; nothing leaves it. Runs the hub of a region.\n\n${lines.join('')}\nResults go to standard output, words and progress to standard error.\nExit codes: 0 done, 1 some inputs failed (each is named), 2 not understood.\n`
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { version: string }).version
}
