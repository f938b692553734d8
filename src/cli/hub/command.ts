import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { Problem } from '#domain/problem.ts'
import { EXIT, type CliIo } from '../io.ts'
import type { Terminal } from './terminal.ts'

/** What every command of the hub is given. */
export interface HubCommand {
  readonly args: readonly string[]
  readonly io: CliIo
  readonly terminal: Terminal
}

export const DEFAULT_DATA = '.hub'

export class NotUnderstood extends Error {}

/** @throws NotUnderstood for options that are none, and for more or fewer words than `words` */
export function readArgs<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  words: number,
) {
  const config = {
    args: [...args],
    options: {
      ...options,
      data: { type: 'string', default: DEFAULT_DATA },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  } as const
  const parsed = parsedOr(config)
  if (parsed.positionals.length !== words)
    throw new NotUnderstood(
      words === 0 ? `"${parsed.positionals[0]}" is one word too many.` : 'Something is missing.',
    )
  return parsed
}

function parsedOr<Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs({ ...config, args: (config.args ?? []).flatMap(joinedIds) })
  } catch (cause) {
    throw new NotUnderstood((cause as Error).message)
  }
}

/** Ids are drawn at random, and one in 64 begins with a dash: `--clinic -AvH…` means that clinic, no other option. */
function joinedIds(arg: string, i: number, args: readonly string[]): readonly string[] {
  const isId = (text: string | undefined) => text !== undefined && /^-[\w-]{21}$/.test(text)
  if (isId(arg) && args[i - 1]?.startsWith('--')) return []
  return arg.startsWith('--') && isId(args[i + 1]) ? [`${arg}=${args[i + 1]!}`] : [arg]
}

/** Says what is wrong and the cure. */
export function refused(io: CliIo, { message, cure }: Problem): number {
  io.err(`${message} ${cure}\n`)
  return EXIT.someFailed
}
