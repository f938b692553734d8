import { argon2idByHashWasm, type Argon2Cost } from './argon2.ts'
import type { KeeperMachine } from './machine.ts'
import { MemoryFiles } from './memory-files.ts'

/** Far below what a tablet pays: tests ask whether keys open, not how long a guess takes. */
export const QUICK_COST: Argon2Cost = { memoryKib: 64, passes: 1 }

/** A tablet in memory, whose clock and disk a test holds. */
export class TestMachine implements KeeperMachine {
  files = new MemoryFiles()
  clockMs = Date.UTC(2026, 2, 2, 8)
  passedMs = 0
  /** Every byte of chance that was given out, as a copy. */
  readonly chance: Uint8Array<ArrayBuffer>[] = []
  readonly argon2id = argon2idByHashWasm

  nowMs(): number {
    return this.clockMs
  }

  utcOffsetMin(): number {
    return 480
  }

  elapsedMs(): number {
    return this.passedMs
  }

  randomBytes(count: number): Uint8Array<ArrayBuffer> {
    const bytes = crypto.getRandomValues(new Uint8Array(count))
    this.chance.push(bytes.slice())
    return bytes
  }

  /** Time goes by while the app runs. */
  pass(ms: number): void {
    this.clockMs += ms
    this.passedMs += ms
  }

  /** Somebody sets the clock, or the tablet sleeps. */
  moveClock(ms: number): void {
    this.clockMs += ms
  }
}

/** A copy with one bit of one byte flipped. */
export function altered(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes)
  copy[at]! ^= 1 << (at % 8)
  return copy
}
