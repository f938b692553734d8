import type { EngineVerdict, EngineVerdicts, VerdictKey } from '#inference/engine-verdicts.ts'
import { ENGINES, type EngineId } from '#inference/runtime.ts'

const VERDICTS_KEY = 'hinterland-engine-verdicts'
const PIN_KEY = 'hinterland-engine-pin'
/** Four engines, a few packs, and the last few browser versions; older verdicts are of no use. */
const VERDICTS_MAX = 60

/** What the engines did on this machine: no word of a patient, so plain local storage is the place. */
export const engineVerdicts: EngineVerdicts = {
  async find(key) {
    return read().find((verdict) => isOf(verdict, key)) ?? null
  },
  async keep(verdict) {
    write([verdict, ...read().filter((other) => !isOf(other, verdict))])
  },
  async forget(key) {
    write(read().filter((verdict) => !isOf(verdict, key)))
  },
}

/** The engine that a person chose; null leaves it to the app. */
export function pinnedEngine(): EngineId | null {
  const pin = localStorage.getItem(PIN_KEY)
  return ENGINES.find((engine) => engine === pin) ?? null
}

export function rememberPin(engine: EngineId | null): void {
  if (engine === null) localStorage.removeItem(PIN_KEY)
  else localStorage.setItem(PIN_KEY, engine)
}

function isOf(verdict: EngineVerdict, key: VerdictKey): boolean {
  return (['pack', 'version', 'engine', 'browser', 'adapter'] as const).every(
    (field) => verdict[field] === key[field],
  )
}

function read(): EngineVerdict[] {
  try {
    const verdicts: unknown = JSON.parse(localStorage.getItem(VERDICTS_KEY) ?? '[]')
    return Array.isArray(verdicts) ? (verdicts as EngineVerdict[]) : []
  } catch {
    return []
  }
}

function write(verdicts: readonly EngineVerdict[]): void {
  localStorage.setItem(VERDICTS_KEY, JSON.stringify(verdicts.slice(0, VERDICTS_MAX)))
}
