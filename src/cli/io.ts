/** Where a command writes: results to `out`, progress and words to `err`. Tests give their own. */
export interface CliIo {
  out(text: string): void
  err(text: string): void
}

export const processIo: CliIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}

/** Exit codes of every command (DESIGN section 6). */
export const EXIT = { done: 0, someFailed: 1, usage: 2 } as const
