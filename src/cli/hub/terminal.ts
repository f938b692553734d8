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
  ask: (question) => answered(question, true),
  askHidden: (question) => answered(question, false),
  async readLine() {
    const lines = createInterface({ input: process.stdin })
    for await (const line of lines) {
      lines.close()
      return line
    }
    return ''
  },
}

/** What readline would draw goes nowhere while a secret is typed; it edits the line all the same. */
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })

async function answered(question: string, isShown: boolean): Promise<string> {
  const lines = createInterface({
    input: process.stdin,
    output: isShown ? process.stderr : nowhere,
    terminal: true,
  })
  const stop = new AbortController()
  lines.once('SIGINT', () => stop.abort())
  lines.once('close', () => stop.abort())
  try {
    // Asked after readline has taken the keyboard: the terminal itself echoes nothing any more.
    if (!isShown) process.stderr.write(question)
    const typed = await lines.question(isShown ? question : '', { signal: stop.signal })
    return typed.trim()
  } catch (cause) {
    // Ctrl+C and Ctrl+D are answers too.
    if ((cause as Error).name === 'AbortError') process.exit(1)
    throw cause
  } finally {
    if (!isShown) process.stderr.write('\n')
    lines.close()
  }
}
