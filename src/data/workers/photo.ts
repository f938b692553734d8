import { proxy, transfer } from 'comlink'
import photoUrl from '../../../workers/photo.worker.ts?worker&url'
import type { PhotoIntake } from '../imaging/photo-intake.ts'
import { WatchedWorker } from './watched.ts'

const worker = new WatchedWorker<PhotoIntake>(photoUrl, 'photo')

/** The photo worker: looks at photographs and straightens them off the page. It ends with its screen. */
export const photoWorker: PhotoIntake & { end(): void } = {
  take: (given, subject) =>
    worker.call((remote) => remote.take(given instanceof Blob ? given : transfer(given, [given]), subject)),
  judge: (subject, quad) => worker.call((remote) => remote.judge(subject, quad)),
  flatten: (quad, subject, isEven, onShare) =>
    worker.call((remote, alive) =>
      remote.flatten(
        quad,
        subject,
        isEven,
        proxy((share) => {
          alive()
          onShare(share)
        }),
      ),
    ),
  png: (turns, isMirrored) => worker.call((remote) => remote.png(turns, isMirrored)),
  /** Ends what it does and frees its memory; the next call starts it anew. */
  end: () => worker.end(),
}
