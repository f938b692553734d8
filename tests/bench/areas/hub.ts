import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../bench-run.ts'
import type { LiveClinic, LiveRound, LiveTimes } from '../ground/live-lines.ts'
import { startServer } from '../ground/sync-contender.ts'
import { exactly, type Row } from '../row.ts'
import { percentileOf, spreadOf } from '../statistics.ts'

/** As DESIGN section 8 has it; fewer for a quick look (`BENCH_TABLETS=100`), and the rows say how many. */
const TABLETS = Number(process.env.BENCH_TABLETS ?? 1000)
const TABLETS_A_CLINIC = 20
const SECONDS = Number(process.env.BENCH_SECONDS ?? 20)
const BUDGETS = { p99Ms: 250, memoryMb: 1024 } as const

interface Measured extends LiveTimes {
  /** The most that the server's process held; null where the system does not say. */
  readonly peakMb: number | null
}

/**
 * Tablets on live lines, one fact a second each, in one process; the hub alone in another, on its disk with fsync. Beside
 * it, in the same run, a plain web socket with one SQLite insert a message.
 */
export async function hub({ progress }: Pick<Bench, 'progress'>): Promise<Row[]> {
  const clinics = Math.ceil(TABLETS / TABLETS_A_CLINIC)
  progress(`${TABLETS} tablets of ${clinics} clinics`)
  const args = [clinics, TABLETS, SECONDS].map(String)
  const tablets = await startServer<readonly LiveClinic[]>('live-lines.ts', ...args)
  const measure = async (server: LiveRound['server'], pulls: boolean): Promise<Measured> => {
    progress(`${server}${pulls ? ', with what colleagues wrote' : ''}`)
    const folder = mkdtempSync(join(tmpdir(), 'hinterland-live-'))
    const started = await startServer<{ port: number; pid: number }>(`live-${server}-server.ts`, folder)
    if (server === 'hub') for (const clinic of tablets.first) await started.ask(clinic)
    const times = await tablets.ask<LiveTimes>({
      port: started.first.port,
      server,
      pulls,
    } satisfies LiveRound)
    const peakMb = peakMbOf(started.first.pid)
    await started.stop()
    rmSync(folder, { recursive: true })
    return { ...times, peakMb }
  }
  const plain = await measure('plain', false)
  const alone = await measure('hub', false)
  const whole = await measure('hub', true)
  await tablets.stop()
  return [
    ...rowsOf('a fact to its receipt', alone, plain),
    ...rowsOf('a fact to its receipt, and what colleagues wrote', whole, plain),
  ]
}

function rowsOf(what: string, ours: Measured, plain: Measured): Row[] {
  const load = `${TABLETS} × 1/s`
  const lost = ours.unanswered > 0 ? { note: `${ours.unanswered} facts had no receipt after 5 s` } : {}
  const reference = 'plain ws, a commit each'
  return [
    {
      area: 'hub',
      what: `${what} (${load})`,
      unit: 'ms',
      measured: spreadOf(ours.waitedMs),
      reference: { what: reference, measured: spreadOf(plain.waitedMs) },
      ...lost,
    },
    {
      area: 'hub',
      what: `${what}, 99th percentile`,
      unit: 'ms',
      measured: exactly(percentileOf(ours.waitedMs, 0.99)),
      budget: { value: BUDGETS.p99Ms },
      reference: { what: reference, measured: exactly(percentileOf(plain.waitedMs, 0.99)) },
    },
    {
      area: 'hub',
      what: `${what}, memory of the server at most`,
      unit: 'MB',
      measured: ours.peakMb === null ? null : exactly(ours.peakMb),
      budget: { value: BUDGETS.memoryMb },
      reference: { what: reference, measured: plain.peakMb === null ? null : exactly(plain.peakMb) },
      ...(ours.peakMb === null ? { note: 'measured on Linux alone, from /proc' } : {}),
    },
  ]
}

function peakMbOf(pid: number): number | null {
  if (process.platform !== 'linux') return null
  const [, kB] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Number(kB) / 1024
}
