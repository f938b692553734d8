import { NOTHING_READ, type ReaderFirst } from '#domain/reading/reader-first.ts'
import type { ReaderBefore, ReaderState } from './open-reader.ts'

/** What an open reader knows, for screens to follow. */
export class FollowedReaderState implements ReaderState {
  read = $state.raw<ReaderFirst>(NOTHING_READ)
  before = $state.raw<ReaderBefore | null>(null)
  wordsThen = $state.raw<string | null>(null)
}
