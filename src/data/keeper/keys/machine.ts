import type { Argon2Cost } from './argon2.ts'

/** What the keeper needs from the machine it runs on; tests give their own clock, disk and chance. */
export interface KeeperMachine {
  /** Milliseconds since 1970 by the tablet's clock, which may be wrong. */
  nowMs(): number
  /** Minutes to add to UTC for the local time at that instant. */
  utcOffsetMin(atMs: number): number
  /** Every secret byte of the keeper comes from here, so that a test can look for each of them on the disk. */
  randomBytes(count: number): Uint8Array<ArrayBuffer>
  readonly files: FileStore
  /** @returns 32 bytes */
  argon2id(secret: Uint8Array, salt: Uint8Array, cost: Argon2Cost): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Milliseconds that passed while this process ran, whatever the clock was set to meanwhile.
   * `performance.now` where it is left out.
   */
  elapsedMs?(): number
}

/** Files by path, such as `clinic/blobs/x`; folders come and go with their files. */
export interface FileStore {
  /** @returns null where there is no such file */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>
  /**
   * Bytes from `from` up to `to`, fewer where the file ends before.
   * @returns null where there is no such file
   */
  readRange(path: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer> | null>
  /** Creates the file or replaces it whole: after a crash it holds the old bytes or the new ones. Flushed. */
  write(path: string, bytes: Uint8Array): Promise<void>
  /**
   * In place and flushed, so that the old bytes are gone from the disk.
   * @throws where there is no such file, or its length is another
   */
  overwrite(path: string, bytes: Uint8Array): Promise<void>
  /** A file that is not there is removed already. */
  remove(path: string): Promise<void>
  /** Names of the files of a folder, without those of folders in it; sorted. */
  list(folder: string): Promise<string[]>
  sizeBytes(path: string): Promise<number | null>
}
