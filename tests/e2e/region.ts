import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

/** A hub of its own with its data, that can be killed and started again at the same address. */
export interface Region {
  readonly origin: string
  start(): Promise<void>
  /** SIGKILL: nothing is flushed that was not on the disk. */
  kill(): Promise<void>
  end(): Promise<void>
  /** Text of an invitation, as `hinterland hub invite` prints it. */
  invite(...options: string[]): Promise<string>
  onlyClinic(): Promise<string>
  /** What `hinterland hub verify --json` prints. */
  verify(): Promise<string>
}

/** @param at the port; 0 for any that is free */
export async function startRegion(built: string, folder: string, at = 0): Promise<Region> {
  let child: ChildProcess | null = null
  let port = String(at)
  const hub = async (...args: string[]) =>
    (
      await run(process.execPath, ['src/cli/hinterland.js', 'hub', ...args, '--data', folder], {
        cwd: repository,
      })
    ).stdout
  const region: Region = {
    get origin() {
      return `http://127.0.0.1:${port}`
    },
    async start() {
      const args = [
        'src/hub/main.ts',
        '--folder',
        built,
        '--data',
        folder,
        '--name',
        'Hub 青石',
        '--port',
        port,
      ]
      const started = spawn(process.execPath, args, { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] })
      child = started
      port = await new Promise<string>((resolve, reject) => {
        started.stdout.on('data', (text: Buffer) => {
          const found = /localhost:(\d+)/.exec(String(text))?.[1]
          if (found) resolve(found)
        })
        started.once('exit', () => reject(new Error('the hub did not start')))
      })
    },
    async kill() {
      const ended = new Promise((resolve) => child!.once('exit', resolve))
      child!.kill('SIGKILL')
      await ended
    },
    async end() {
      if (child?.exitCode === null && child.signalCode === null) await region.kill()
    },
    async invite(...options) {
      const invitation = JSON.parse(await hub('invite', ...options, '--json')) as { text: string }
      return invitation.text
    },
    async onlyClinic() {
      const status = JSON.parse(await hub('status', '--json')) as { clinics: { scope: string }[] }
      return status.clinics[0]!.scope
    },
    verify: () => hub('verify', '--json'),
  }
  await region.start()
  return region
}
