import { transfer } from 'comlink'
import scanUrl from '../../../workers/scan.worker.ts?worker&url'
import type { CodeReader } from '../scan/zxing.ts'
import { WatchedWorker } from './watched.ts'

/** A frame takes a tenth of a second, the first one the start of the decoder as well. */
const ANSWER_WITHIN_MS = 20_000

const worker = new WatchedWorker<CodeReader>(scanUrl, 'scan')

/** The scanner: finds the codes of cards in pictures, off the page. */
export const scanner: CodeReader & { end(): void } = {
  frame: (frame) => worker.call((remote) => remote.frame(transfer(frame, [frame])), ANSWER_WITHIN_MS),
  picture: (bytes) =>
    worker.call((remote) => remote.picture(transfer(bytes, [bytes.buffer])), ANSWER_WITHIN_MS),
  /** Frees its memory; the next call starts it anew. */
  end: () => worker.end(),
}
