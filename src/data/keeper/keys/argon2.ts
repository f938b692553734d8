import { argon2id } from 'hash-wasm'
import { elapsedMs } from './elapsed.ts'

/** What one guess costs. Kept with each wrap, so that a later measure changes later wraps alone. */
export interface Argon2Cost {
  readonly memoryKib: number
  readonly passes: number
}

/** What a measure needs of the keeper's machine. */
interface Hashing {
  argon2id(secret: Uint8Array, salt: Uint8Array, cost: Argon2Cost): Promise<unknown>
  elapsedMs?(): number
}

/**
 * From strong to least; the last two are OWASP's minima (Password Storage Cheat Sheet: 46 MiB with one pass, 19 MiB
 * with two), never less.
 */
const COSTS: readonly [Argon2Cost, Argon2Cost, Argon2Cost] = [
  { memoryKib: 64 * 1024, passes: 3 },
  { memoryKib: 46 * 1024, passes: 1 },
  { memoryKib: 19 * 1024, passes: 2 },
]
/** Longer is not waited for at every unlock; with it the next user stands in their work within three seconds. */
const LONGEST_MS = 1500

/** Argon2id, version 1.3, one lane; 32 bytes. Blocks the worker while it runs. */
export async function argon2idByHashWasm(
  secret: Uint8Array,
  salt: Uint8Array,
  { memoryKib, passes }: Argon2Cost,
): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await argon2id({
    password: secret,
    salt,
    memorySize: memoryKib,
    iterations: passes,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  })
  return hash as Uint8Array<ArrayBuffer>
}

/**
 * The strongest cost that this tablet pays within a second and a half, for passphrases and PINs alike.
 * Takes that long itself, about twice on a slow tablet; asked once, when the clinic is created.
 */
export async function measureArgon2Cost(machine: Hashing): Promise<Argon2Cost> {
  const [strong, middle, least] = COSTS
  const leastMs = await tookMs(machine, least)
  for (const cost of [strong, middle]) {
    // The first figure also pays for compiling, so it tells only what is far out of reach.
    const expectedMs = leastMs * (work(cost) / work(least))
    if (expectedMs < LONGEST_MS * 3 && (await tookMs(machine, cost)) < LONGEST_MS) return cost
  }
  return least
}

const work = ({ memoryKib, passes }: Argon2Cost) => memoryKib * passes

/** Infinity where the tablet has not even the memory. */
async function tookMs(machine: Hashing, cost: Argon2Cost): Promise<number> {
  const startedMs = elapsedMs(machine)
  try {
    await machine.argon2id(new Uint8Array(16), new Uint8Array(32), cost)
  } catch (cause) {
    if (cause instanceof RangeError) return Infinity
    throw cause
  }
  return elapsedMs(machine) - startedMs
}
