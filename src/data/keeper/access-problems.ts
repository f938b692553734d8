import { passphraseStrength } from '#domain/access/passphrase-strength.ts'
import { bad, type Problem } from '#domain/problem.ts'

/** The page says how strong it is with the same function. */
export function passphraseProblem(passphrase: string, known: readonly string[]): Problem | null {
  if (passphraseStrength(passphrase, known).level !== 'too-weak') return null
  return bad(
    'passphrase-too-weak',
    'This passphrase would be guessed.',
    'Take four words that have nothing to do with each other or with you.',
  ).problem
}

export function clinicExists() {
  return bad(
    'clinic-exists',
    'There is a clinic on this tablet already.',
    'Open it, or delete it from the lock screen first.',
  )
}

export function wrongCode() {
  return bad(
    'wrong-recovery-code',
    'This is not what stands on the recovery sheet.',
    'Compare each group of four with the sheet.',
  )
}

export function sheetTypeWhole() {
  return bad(
    'sheet-type-whole',
    'The app was restarted since the sheet was made.',
    'Type the whole code of the sheet, or print a new sheet.',
  )
}

export function secretGone() {
  return bad(
    'secret-gone',
    'This way of opening is not there any more.',
    'Use the passphrase, or the recovery sheet.',
  )
}

export function waitFirst(untilMs: number) {
  return bad(
    'wait',
    'Too many wrong tries; the next one must wait.',
    'Wait, or ask a colleague to open the clinic.',
    { untilMs },
  )
}

export function wrongSecret(triesLeft: number | null, untilMs: number | null) {
  return bad(
    'wrong-secret',
    'That was not it.',
    'Try again, look at caps lock and the language of the keyboard.',
    {
      ...(triesLeft === null ? {} : { triesLeft }),
      ...(untilMs === null ? {} : { untilMs }),
    },
  )
}

export function notAllowed() {
  return bad('not-allowed', 'Your role does not include this.', 'Ask a nurse or a doctor of the clinic.')
}

export function lastUser() {
  return bad('last-user', 'Somebody must be able to open the clinic.', 'Add another user first.')
}
