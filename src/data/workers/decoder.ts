import { proxy } from 'comlink'
import decodeUrl from '../../../workers/decode.worker.ts?worker&url'
import type { EcgIntake } from '../intake/ecg-intake.ts'
import { WatchedWorker, WorkerEnded } from './watched.ts'

/** After this a worker that was asked to stop is ended. */
const STOP_WITHIN_MS = 2000

const decoder = new WatchedWorker<EcgIntake>(decodeUrl, 'decode')

const intake: EcgIntake = {
  async take(files, options, onItem) {
    await decoder.call((remote, alive) =>
      remote.take(
        files,
        options,
        proxy((item, done, whole) => {
          alive()
          onItem(item, done, whole)
        }),
      ),
    )
  },
  takeBytes: (files, options) => decoder.call((remote) => remote.takeBytes(files, options)),
  forDisplay: (tracing, filter) => decoder.call((remote) => remote.forDisplay(tracing, filter)),
  sample: (rhythm, seed) => decoder.call((remote) => remote.sample(rhythm, seed)),
  export: (asked) => decoder.call((remote) => remote.export(asked)),
  async cancel() {
    await decoder
      .call((remote) => remote.cancel(), STOP_WITHIN_MS)
      .catch((error: unknown) => {
        if (!(error instanceof WorkerEnded)) throw error
      })
  },
}

/** The decode worker: reads files and runs the signal code off the page. */
export function ecgIntake(): EcgIntake {
  return intake
}
