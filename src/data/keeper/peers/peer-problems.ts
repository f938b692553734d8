import { bad } from '#domain/problem.ts'

/** A line ends with one of these: said to the person by its code. */
export class PeerTrouble extends Error {
  readonly code: PeerTroubleCode

  constructor(code: PeerTroubleCode) {
    super(code)
    this.name = 'PeerTrouble'
    this.code = code
  }
}

export type PeerTroubleCode =
  | 'peer-broken' // frames were lost or are none of ours
  | 'peer-forged' // the hello was not signed for this channel: somebody may sit in between
  | 'peer-itself' // this tablet's own code
  | 'peer-revoked' // the key was withdrawn
  | 'peer-not-the-same' // two people compared, and the digits differ
  | 'peer-failed' // our own mistake
  | 'locked'
  | 'storage-full'

export const noSuchPeer = () =>
  bad('peer-gone', 'The line to this tablet is closed.', 'Show the codes again.')

export const notYetCompared = () =>
  bad('peer-not-compared', 'The six digits were not compared yet.', 'Compare them on both screens first.')

export const hasClinic = () =>
  bad('clinic-exists', 'This tablet has a clinic already.', 'Only a tablet without a clinic can join one.')

export const joinRefused = () =>
  bad('join-refused', 'The other tablet did not let you in.', 'Ask the person there, then ask again.')

export const joinUnanswered = () =>
  bad(
    'join-unanswered',
    'Nobody answered on the other tablet.',
    'Ask the person there to look, then ask again.',
  )

export const mayNotLetIn = () =>
  bad(
    'may-not-let-in',
    'Your role may not let somebody in with this role.',
    'Hand the tablet to a nurse or doctor of the clinic, or choose another role.',
  )

export const nobodyAsks = () =>
  bad('nobody-asks', 'Nobody asks to be let in any more.', 'Let them ask again from their tablet.')

export const noParcel = () =>
  bad(
    'no-parcel',
    'This file is no parcel.',
    'Choose a file that ends in .hpcl, as the other tablet made it.',
  )

export const parcelDamaged = () =>
  bad('parcel-damaged', 'This parcel was altered or cut on the way.', 'Have it made and copied again.')

export const parcelNotForUs = () =>
  bad(
    'parcel-not-for-us',
    'This parcel is for somebody else, and no more can be carried here.',
    'Take the tablet to a line to the hub first, or hand the file on.',
  )

export const parcelTooLarge = () =>
  bad(
    'parcel-too-large',
    'This is more than fits one parcel.',
    'Bring the tablets together and pair them by code.',
  )

export const noSuchReceiver = () =>
  bad('no-such-receiver', 'This receiver is not known here.', 'Choose one from the list.')
