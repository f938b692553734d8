/**
 * What page and service worker say to each other. Each question travels with a MessagePort on which the
 * answer comes back; nothing of it is stored.
 */
export type PageQuestion =
  /** "Give me what was shared to the app": answered with SharedFile[], and forgotten. */
  | { readonly kind: 'claim-shared' }
  /** To the waiting version: "take over": answered with UpdateAnswer. */
  | { readonly kind: 'apply-update' }

/** The waiting version asks every open window before it takes over; each answers with MayUpdateAnswer. */
export interface WorkerQuestion {
  readonly kind: 'may-update'
}

export interface MayUpdateAnswer {
  readonly mayUpdate: boolean
}

export interface UpdateAnswer {
  readonly applied: boolean
}

/** A file another app handed to this one. */
export interface SharedFile {
  readonly name: string
  readonly bytes: ArrayBuffer
}

/** Where the operating system posts shared files to (`share_target.action` of the web app manifest). */
export const sharePostPath = '/share'
/** Where the browser lands after that: the page there claims the files. */
export const shareLandingPath = '/?shared'
/** The form field of the shared files in the manifest. */
export const shareField = 'files'
