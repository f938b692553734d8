import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SyncLine } from './sync-line.ts'

/** A fact as somebody would keep it who signs and seals nothing. */
export interface SyncRecord {
  readonly id: string
  readonly value: Readonly<Record<string, unknown>>
}

/** Something that keeps records on tablets and brings them together over a server in a process of its own. */
export interface Contender {
  readonly name: string
  readonly line: SyncLine
  /** A tablet that knows the server and has nothing of it. */
  tablet(): Promise<SyncTablet>
  stop(): Promise<void>
}

export interface SyncTablet {
  /** Brings everything. @returns how many records it has then */
  pull(): Promise<number>
  /** Writes so many new records and sends them; resolves when the server has said that it has them. */
  push(records: readonly SyncRecord[]): Promise<void>
  /** Changes one field of one record; the same. */
  edit(): Promise<void>
  /** The app was closed: opens with what is here and asks what is new, which is nothing. */
  resume(): Promise<void>
  end(): Promise<void>
}

/** A server in a process of its own: the first line that it says is JSON. */
export async function startServer<T>(script: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let stopping = false
  const ended = new Promise<void>((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (stopping) resolve()
      else reject(new Error(`${script} ended by itself (${signal ?? code})`))
    })
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const said = async <A>() => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${script} ended`)
    return JSON.parse(value as string) as A
  }
  return {
    first: await said<T>(),
    /** Asks by one line of JSON, answered by one. */
    async ask<A>(what: unknown): Promise<A> {
      child.stdin.write(`${JSON.stringify(what)}\n`)
      return said<A>()
    },
    stop(): Promise<void> {
      stopping = true
      child.kill('SIGKILL')
      return ended
    },
  }
}
