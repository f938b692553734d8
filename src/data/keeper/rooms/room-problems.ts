import { bad } from '#domain/problem.ts'
import { ROOM_BYTES_MAX } from '#contract/sync/room-name.ts'

export function noSuchRoom() {
  return bad(
    'nobody-here',
    'This room is not on this tablet.',
    'Look for it in the list; it comes with the next sync.',
  )
}

export function roomSigned() {
  return bad('room-signed', 'This text was signed.', 'Add to it in the chart.')
}

export function roomReadOnly() {
  return bad('room-read-only', 'You can read here and not write.', 'Ask somebody who may write.')
}

export function roomFull(bytes: number) {
  return bad(
    'room-full',
    'This text has no room for more.',
    'Sign it and go on in a new one; taking words away is always possible.',
    { bytes, max: ROOM_BYTES_MAX },
  )
}

export function roomEmpty() {
  return bad('room-empty', 'Nothing is written here yet.', 'Write something, then sign.')
}

export function roomOfNobody() {
  return bad(
    'room-nobody',
    'This text belongs to no person.',
    'Open a new one from a person’s chart to sign it.',
  )
}

export function noReason() {
  return bad('room-no-reason', 'Why it is dropped is missing.', 'Write a few words.')
}
