import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../rivals')

/** Path of a file of a rival package, installed on first use; null, with the reason said, where that fails. */
export function rivalFile(path: string, progress: (what: string) => void): string | null {
  const file = join(folder, 'node_modules', path)
  if (existsSync(file)) return file
  progress(
    'installing what only the bench needs, once (uPlot, PouchDB, ONNX Runtime for Node; 1 to 2 minutes)',
  )
  const installed = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    timeout: 300_000,
    // Without this its install script waits for graphics parts from another registry and then fails.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  return installed.status === 0 && existsSync(file) ? file : null
}

/** Loads a CommonJS rival in this process. */
export const requireRival = createRequire(join(folder, 'package.json'))

export const PYTHON_CURE =
  'no Python with neurokit2 and wfdb was found: python3 -m venv tests/bench/rivals/.venv && tests/bench/rivals/.venv/bin/pip install -r tests/bench/rivals/requirements.txt (or set BENCH_PYTHON to one that has them)'

/** A Python that has the signal rivals, or null. */
export function rivalPython(): string | null {
  const candidates = [process.env.BENCH_PYTHON, join(folder, '.venv/bin/python'), 'python3']
  const has = (python: string) =>
    spawnSync(python, ['-c', 'import neurokit2, wfdb'], { stdio: 'ignore', timeout: 60_000 }).status === 0
  return candidates.find((python): python is string => python !== undefined && has(python)) ?? null
}
