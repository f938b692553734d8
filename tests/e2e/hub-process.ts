import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** A running server, as `npm start` starts it. */
export interface HubProcess {
  readonly origin: string
  /** Asks it to stop, as a service manager would, and tells how it ended. */
  stop(): Promise<{ exitCode: number | null; tookMs: number }>
}

/** Starts the real server on a free port. */
export async function startHub(folder: string, ...options: string[]): Promise<HubProcess> {
  const child = spawn(process.execPath, ['src/hub/main.ts', '--folder', folder, '--port', '0', ...options], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      const found = /localhost:(\d+)/.exec(String(text))?.[1]
      if (found) resolve(found)
    })
    child.once('exit', () => reject(new Error('the server did not start')))
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const startMs = performance.now()
      child.kill('SIGTERM')
      const exitCode = await ended
      return { exitCode, tookMs: performance.now() - startMs }
    },
  }
}
