import { proxy, type Remote } from 'comlink'
import keeperUrl from '../../../workers/keeper.worker.ts?worker&url'
import { good } from '#domain/problem.ts'
import type { FilmStore } from '../imaging/film-store.ts'
import type { FilmKeeper } from '../keeper/film-keeper.ts'
import type { Keeper } from '../keeper/keeper.ts'
import type { ReadingStore } from '../readings/reading-store.ts'
import { WatchedWorker } from './watched.ts'

/** A sealed-off disk answers in milliseconds, a tired one in a second; after this it is not coming. */
const ANSWER_WITHIN_MS = 15_000
/** What stretches a secret, seals everything anew or takes a school in: seconds on a slow tablet. */
const LONG_ANSWER_WITHIN_MS = 180_000
const LONG: ReadonlySet<string> = new Set<keyof Keeper | keyof Keeper['replica'] | keyof Keeper['peers']>([
  'askToJoin',
  'enrol',
  'join',
  'makeParcel',
  'syncNow',
  'takeParcel',
  'addUser',
  'changePassphrase',
  'createClinic',
  'erase',
  'exportSealed',
  'openPractice',
  'openStation',
  'recover',
  'registerMany',
  'restore',
  'setEmergencyRead',
  'setPin',
  'tryBackup',
  'unlock',
  'wipe',
])

const worker = new WatchedWorker<Keeper>(keeperUrl, 'keeper')

/** Functions travel as proxies; everything else is copied. */
function carried(argument: unknown): unknown {
  return typeof argument === 'function' ? proxy(argument as () => void) : argument
}

/** An object whose every method is asked of the worker. */
function asked<T extends object>(of: (remote: never) => unknown): T {
  return new Proxy({} as T, {
    get:
      (_, method: string) =>
      (...args: readonly unknown[]) =>
        worker.call(
          (remote) => {
            const object = of(remote as never) as Record<string, (...args: readonly unknown[]) => unknown>
            return object[method]!(...args.map(carried))
          },
          LONG.has(method) ? LONG_ANSWER_WITHIN_MS : ANSWER_WITHIN_MS,
        ),
  })
}

/** The readings of this tablet; the keeper has them, sealed. */
const readings = asked<ReadingStore>((remote: { readings: object }) => remote.readings)
const films = filmsByFile(asked<FilmKeeper>((remote: { films: object }) => remote.films))
const replica = asked<Keeper['replica']>((remote: { replica: object }) => remote.replica)
const rooms = asked<Keeper['rooms']>((remote: { rooms: object }) => remote.rooms)
const peers = asked<Keeper['peers']>((remote: { peers: object }) => remote.peers)
const parts: Partial<Keeper> = { readings, films, replica, rooms, peers }
const methods = asked<Keeper>((remote: object) => remote)

/** The one keeper of this page; it lives in its worker and starts on first use. */
export const keeper: Keeper = new Proxy(methods, {
  get: (all, name: keyof Keeper) => parts[name] ?? all[name],
})

export function readingStore(): ReadingStore {
  return readings
}

/** The films of this tablet. */
export function filmStore(): FilmStore {
  return films
}

/**
 * Files of a film travel one by one, in either direction: a study of hundreds is whole on the page that has it, and never
 * in the keeper. Each file has its own time.
 */
function filmsByFile(all: FilmKeeper): FilmKeeper {
  const own: Pick<FilmKeeper, 'keep' | 'open' | 'bring'> = {
    keep: (draft, files, onProgress = () => undefined) =>
      worker.call((remote, alive) => {
        const { films } = remote as unknown as { films: Remote<FilmKeeper> }
        const next = (index: number) => Promise.resolve(files[index]!)
        const onDone = (done: number) => {
          alive()
          onProgress(done)
        }
        return films.keepFrom(draft, files.length, proxy(next), proxy(onDone))
      }, LONG_ANSWER_WITHIN_MS),
    bring: (subject, id, onProgress = () => undefined) =>
      worker.call((remote, alive) => {
        const { films } = remote as unknown as { films: Remote<FilmKeeper> }
        const onFile = (done: number, whole: number) => {
          alive()
          onProgress(done, whole)
        }
        return films.bring(subject, id, proxy(onFile))
      }, LONG_ANSWER_WITHIN_MS),
    open: async (id, onProgress = () => undefined) => {
      const film = await all.film(id)
      if (!film.ok) return film
      const files = []
      for (let index = 0; index < film.value.files.length; index++) {
        const file = await all.file(id, index)
        if (!file.ok) return file
        files.push(file.value)
        onProgress(files.length)
      }
      return good({ film: film.value, files })
    },
  }
  return new Proxy(all, {
    get: (target, name: keyof FilmKeeper) => own[name as keyof typeof own] ?? target[name],
  })
}
