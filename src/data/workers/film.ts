import { proxy } from 'comlink'
import filmUrl from '../../../workers/film.worker.ts?worker&url'
import type { FilmWorker } from '../imaging/film-worker.ts'
import { WatchedWorker, WorkerEnded } from './watched.ts'

/** After this a worker that was asked to stop is ended. */
const STOP_WITHIN_MS = 5000

const worker = new WatchedWorker<FilmWorker>(filmUrl, 'film')

/** What is asked while the worker was ended has no one to stop any more. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof WorkerEnded)) throw error
}

const intake: FilmWorker = {
  async take(files, onStudy, onProblem) {
    await worker.call((remote, alive) =>
      remote.take(
        files,
        proxy((...study) => {
          alive()
          onStudy(...study)
        }),
        proxy((...problem) => {
          alive()
          onProblem(...problem)
        }),
      ),
    )
  },
  takeBytes: (files) => worker.call((remote) => remote.takeBytes(files)),
  sample: (name) => worker.call((remote) => remote.sample(name)),
  frame: (instance, index) => worker.call((remote) => remote.frame(instance, index)),
  prefetch: (wanted) => worker.call((remote) => remote.prefetch(wanted)),
  thumbnail: (instance, index, sizePx) => worker.call((remote) => remote.thumbnail(instance, index, sizePx)),
  packPicture: (instance, index, asked) =>
    worker.call((remote) => remote.packPicture(instance, index, asked)),
  files: (study) => worker.call((remote) => remote.files(study)),
  document: (id) => worker.call((remote) => remote.document(id)),
  release: (study) => worker.call((remote) => remote.release(study)),
  volume: (series, budgetBytes, onProgress) =>
    worker.call((remote, alive) =>
      remote.volume(
        series,
        budgetBytes,
        proxy((...progress) => {
          alive()
          onProgress(...progress)
        }),
      ),
    ),
  reslice: (series, asked) => worker.call((remote) => remote.reslice(series, asked)),
  closeVolume: () => worker.call((remote) => remote.closeVolume()).catch(unlessEnded),
  segments: (document, instance, index) =>
    worker.call((remote) => remote.segments(document, instance, index)),
  cancel: () => worker.call((remote) => remote.cancel(), STOP_WITHIN_MS).catch(unlessEnded),
}

/** Ends the worker and all that it holds; the next call starts a fresh one. */
export function endFilmWorker(): void {
  worker.end()
}

/** The image worker: reads files and decodes pictures off the page. */
export function filmWorker(): FilmWorker {
  return intake
}
