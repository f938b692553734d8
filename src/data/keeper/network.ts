/** What the keeper knows of the line; tests give one that loses, doubles, reorders and cuts. */
export interface Network {
  /** Same origin; `path` starts with a slash. Rejects where there is no line. */
  fetch(path: string, init: RequestInit): Promise<Response>
  /**
   * The same for a piece of a blob, told how much of it has left, so that a silent line is known from a slow one.
   * Left out where the line cannot tell.
   */
  upload?(path: string, init: UploadInit, onSent: (bytes: number) => void): Promise<Response>
  /** A socket of this origin; null where there is none to be had. */
  socket(path: string): WebSocket | null
  /** The browser's word, which may be wrong: a lost line is told by a failed request alone. */
  online(): boolean
  /** A line that is paid by volume, or a browser that was asked to save data. */
  metered(): boolean
  /** @returns ends it */
  onOnline(listener: () => void): () => void
}

export interface UploadInit {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
  readonly signal: AbortSignal
}
