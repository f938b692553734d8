import { proxy, transfer } from 'comlink'
import filmUrl from '../../../workers/film.worker.ts?worker&url'
import type { RunPack } from '../imaging/film-asking.ts'
import type { FilmWorker } from '../imaging/film-worker.ts'
import { WatchedWorker, WorkerEnded } from './watched.ts'

/** After this a worker that was asked to stop is ended. */
const STOP_WITHIN_MS = 5000
const ALIVE_EVERY_MS = 10_000

const worker = new WatchedWorker<FilmWorker>(filmUrl, 'film')

/** What is asked while the worker was ended has no one to stop any more. */
function unlessEnded(error: unknown): void {
  if (!(error instanceof WorkerEnded)) throw error
}

/** What a network gave goes on to the worker; the page keeps none of it. */
function movedOn(report: Awaited<ReturnType<RunPack>>): typeof report {
  if (!report.ok) return report
  const buffers = report.value.outputs.flatMap((outputs) =>
    Object.values(outputs).map(({ data }) => data.buffer as ArrayBuffer),
  )
  return transfer(report, [...new Set(buffers)])
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
  claims: (packs, asked, run) =>
    worker.call((remote, alive) =>
      remote.claims(
        packs,
        asked,
        proxy(async (...question) => {
          // While a network runs the worker waits for us, not we for it.
          const waiting = setInterval(alive, ALIVE_EVERY_MS)
          try {
            return movedOn(await run(...question))
          } finally {
            clearInterval(waiting)
            alive()
          }
        }),
      ),
    ),
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
