import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Whoever sits at the command line, or a script in their place. Tests give their own. */
export interface Terminal {
  /** Somebody can be asked. */
  readonly isInteractive: boolean
  ask(question: string): Promise<string>
  /** What is typed is not shown. */
  askHidden(question: string): Promise<string>
  /** The first line of standard input, where nobody can be asked. */
  readLine(): Promise<string>
}

export const processTerminal: Terminal = {
  get isInteractive() {
    return process.stdin.isTTY && process.stderr.isTTY
  },
  ask: (question) => answered(question, process.stderr),
  async askHidden(question) {
    process.stderr.write(question)
    // Readline goes on editing the line; what it would draw goes nowhere.
    const typed = await answered('', new Writable({ write: (_chunk, _encoding, done) => done() }))
    process.stderr.write('\n')
    return typed
  },
  async readLine() {
    const lines = createInterface({ input: process.stdin })
    for await (const line of lines) {
      lines.close()
      return line
    }
    return ''
  },
}

async function answered(question: string, output: Writable): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true })
  const stop = new AbortController()
  lines.once('SIGINT', () => stop.abort())
  lines.once('close', () => stop.abort())
  try {
    return (await lines.question(question, { signal: stop.signal })).trim()
  } catch (cause) {
    // Ctrl+C and Ctrl+D are answers too.
    if ((cause as Error).name === 'AbortError') process.exit(1)
    throw cause
  } finally {
    lines.close()
  }
}
