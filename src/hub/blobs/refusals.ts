import { bad, type Problem } from '#domain/problem.ts'

/** A refusal in the form in which tus throws one: the body is our `Problem`. */
export class BlobRefused extends Error {
  readonly status_code: number
  readonly body: string
  readonly problem: Problem

  constructor(status: number, problem: Problem) {
    super(problem.code)
    this.status_code = status
    this.body = JSON.stringify(problem)
    this.problem = problem
  }
}

const refused = (status: number, ...said: Parameters<typeof bad>) =>
  new BlobRefused(status, bad(...said).problem)

export const notUnderstood = () =>
  refused(
    400,
    'blob-not-understood',
    'The hub does not understand this upload.',
    'The app may be older or newer than the hub: open it again while it is connected.',
  )

export const notThere = () =>
  refused(
    404,
    'blob-unknown',
    'The hub does not have these bytes.',
    'Open it on the tablet that recorded it; that tablet sends it when it is connected.',
  )

export const noRight = () =>
  refused(
    403,
    'blob-no-right',
    'This person may not do that in this clinic.',
    'Ask whoever runs the hub to look at the role of this person.',
  )

export const leaseEnded = () =>
  refused(
    403,
    'blob-lease-ended',
    'The hub has not confirmed this person for too long.',
    'Sign in at the hub again; what waits is sent then.',
  )

export const withdrawn = () =>
  refused(
    403,
    'blob-withdrawn',
    'This person or tablet was withdrawn at the hub.',
    'Ask whoever runs the hub.',
  )

export const personErased = () =>
  refused(
    410,
    'blob-person-erased',
    'This person was erased.',
    'Nothing of them is kept at the hub any more. This tablet learns it with the next exchange.',
  )

export const tooLarge = (sizeBytes: number, mostBytes: number) =>
  refused(
    413,
    'blob-too-large',
    `A file of ${mebibytes(sizeBytes)} MB is more than the hub takes (${mebibytes(mostBytes)} MB).`,
    'Send a smaller one, or ask whoever runs the hub to allow more. It stays on the tablet.',
    { sizeMb: mebibytes(sizeBytes), mostMb: mebibytes(mostBytes) },
  )

export const scopeFull = (mostBytes: number) =>
  refused(
    507,
    'blob-clinic-full',
    `This clinic has used its room at the hub (${mebibytes(mostBytes)} MB).`,
    'Ask whoever runs the hub for more room. Everything stays on the tablet and is sent then.',
    { mostMb: mebibytes(mostBytes) },
  )

export const deviceFull = (mostBytes: number) =>
  refused(
    507,
    'blob-tablet-full',
    `This tablet has used its room at the hub (${mebibytes(mostBytes)} MB).`,
    'Ask whoever runs the hub for more room. Everything stays on the tablet and is sent then.',
    { mostMb: mebibytes(mostBytes) },
  )

export const tooManyOpen = () =>
  refused(
    429,
    'blob-too-many',
    'This tablet has begun many uploads and ended none.',
    'It goes on with those first; nothing is lost.',
  )

const diskFull = () =>
  refused(
    507,
    'blob-hub-full',
    'The disk of the hub is full.',
    'Tell whoever runs the hub. Everything stays on the tablet and is sent when there is room.',
  )

/** 460: what the checksum extension of tus answers where bytes differ from their hash. */
export const pieceDiffers = (piece: number) =>
  refused(
    460,
    'blob-piece-differs',
    'A piece arrived altered.',
    'It is sent again by itself; if this goes on, something on the line alters what is sent.',
    { piece },
  )

export const differs = () =>
  refused(
    460,
    'blob-differs',
    'The bytes are not those of the hash that was named; the hub has removed them.',
    'They are sent again from the start; if this goes on, the file on the tablet is damaged.',
  )

const failed = () =>
  refused(
    500,
    'hub-failed',
    'The hub could not do this.',
    'Nothing was lost on the tablet; it tries again. If this goes on, tell whoever runs the hub.',
  )

const offsetDiffers = () =>
  refused(
    409,
    'blob-offset',
    'The hub has another part of this upload than the tablet thought.',
    'The tablet asks how far it is and goes on from there.',
  )

/** What tus or the disk refused, as one of ours. */
export function refusalOf(status: number, cause: unknown): BlobRefused {
  if (cause instanceof BlobRefused) return cause
  const { code } = (cause ?? {}) as { code?: string }
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull()
  if (status === 404 || status === 410) return notThere()
  if (status === 409) return offsetDiffers()
  return status < 500 ? notUnderstood() : failed()
}

const mebibytes = (bytes: number) => Math.ceil(bytes / 1024 ** 2)
