import { bad, good, type Outcome } from '#domain/problem.ts'
import type { RecoverySheet } from './keeper.ts'
import type { KeeperMachine } from './keys/machine.ts'
import {
  newRecoveryCode,
  parseRecoveryCode,
  recoveryAgreementFromCode,
  recoveryGroups,
  recoveryQr,
} from './keys/recovery-code.ts'

/** A fresh code, what is printed of it, and the key that it stands for. */
export async function freshSheet(machine: KeeperMachine, clinic: string) {
  const code = newRecoveryCode(machine)
  const sheet: RecoverySheet = {
    clinic,
    groups: recoveryGroups(code),
    qr: recoveryQr(code),
    createdAt: new Date(machine.nowMs()).toISOString(),
  }
  return { sheet, code, agreement: await recoveryAgreementFromCode(code) }
}

/** @returns the code, once it was proved to be the one of this clinic */
export async function checkedCode(
  typed: string,
  recoveryKey: Uint8Array,
): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
  const parsed = parseRecoveryCode(typed)
  if (!parsed.ok) return parsed
  const { publicKey } = await recoveryAgreementFromCode(parsed.value)
  const same =
    publicKey.length === recoveryKey.length && publicKey.every((byte, i) => byte === recoveryKey[i])
  if (same) return good(parsed.value)
  return bad(
    'wrong-recovery-code',
    'This is not what stands on the recovery sheet.',
    'Compare each group of four with the sheet.',
  )
}
