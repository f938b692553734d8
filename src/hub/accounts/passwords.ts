import { randomBytes, timingSafeEqual } from 'node:crypto'
import { good, type Outcome } from '#domain/problem.ts'
import { argon2idInThread } from './argon2-threads.ts'
import { busy } from './request-problems.ts'

/** What one guess costs; kept with each password, so that a later measure changes later passwords alone. */
export interface PasswordCost {
  readonly memoryKib: number
  readonly passes: number
}

/** RFC 9106, section 4, second recommended option, with one lane: about a third of a second on a small box. */
export const PASSWORD_COST: PasswordCost = { memoryKib: 64 * 1024, passes: 3 }

/** base64url. */
export interface KeptPassword extends PasswordCost {
  readonly salt: string
  readonly hash: string
}

/** Passwords, kept as Argon2id. */
export class Passwords {
  readonly #cost: PasswordCost
  /** What nobody's password is checked against, so that an unknown name takes as long as a known one. */
  readonly #nobody: KeptPassword

  constructor(cost: PasswordCost) {
    this.#cost = cost
    this.#nobody = { ...cost, salt: random(16), hash: random(32) }
  }

  /** `hub-busy` */
  async keep(password: string): Promise<Outcome<KeptPassword>> {
    const salt = randomBytes(16)
    const hash = await hashOf(password, salt, this.#cost)
    if (!hash) return busy()
    const kept = { salt: salt.toString('base64url'), hash: Buffer.from(hash).toString('base64url') }
    return good({ ...this.#cost, ...kept })
  }

  /** @param kept null: nobody's; the answer is no, after the same time. `hub-busy` */
  async isRight(kept: KeptPassword | null, password: string): Promise<Outcome<boolean>> {
    const { salt, hash, ...cost } = kept ?? this.#nobody
    const found = await hashOf(password, Buffer.from(salt, 'base64url'), cost)
    if (!found) return busy()
    return good(timingSafeEqual(found, Buffer.from(hash, 'base64url')) && kept !== null)
  }
}

function hashOf(password: string, salt: Uint8Array, { memoryKib, passes }: PasswordCost) {
  // Nothing is nobody's password, and Argon2 takes no such thing.
  const secret = password.normalize('NFKC') || ' '
  return argon2idInThread({ password: secret, salt, memoryKib, passes })
}

const random = (bytes: number) => randomBytes(bytes).toString('base64url')
