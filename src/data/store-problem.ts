import { bad } from '#domain/problem.ts'

/** What a call of the store says that was not answered: the clinic is locked, or the store does not speak at all. */
export function storeProblem(cause: unknown) {
  if (cause instanceof Error && cause.name === 'KeeperLocked')
    return bad('locked', 'The clinic is locked.', 'Open it with your PIN or passphrase, then try again.')
  return bad(
    'storage-failed',
    `The store did not answer: ${String(cause)}.`,
    'Leave this page open, close other windows of the app and try again.',
  )
}
