import { benchDrawer } from '#data/readings/bench-drawer.ts'
import { packsHere } from '#data/workers/film-claims.ts'
import type { FilmPack } from '#data/imaging/film-packs.ts'
import { storeProblem } from '#data/store-problem.ts'
import type { FilmClaims } from '#domain/imaging/claims.ts'
import {
  drawnRows,
  newPictureBench,
  pictureBenchOf,
  withPictureOurs,
  type PictureBench,
  type PictureQuestion,
  type PictureRead,
} from '#domain/imaging/picture-bench.ts'
import { bad, type Problem } from '#domain/problem.ts'
import { nextOf, withRead } from '#domain/reading/bench-rounds.ts'
import { claimsOn, closePicture, openPicture, oursOf, type BenchPicture } from './film-bench-cases.ts'
import { labelledFolder, sha256Of, sourceOf, type LabelledFolder } from './labelled-folder.ts'

/** The picture that is being read; `claims` null in the first round. */
export interface OpenPicture extends BenchPicture {
  readonly id: string
  readonly claims: FilmClaims | null
}

const drawer = benchDrawer('picture-bench', pictureBenchOf)

/**
 * One reader's bench of pictures: which folder, what is open, what comes next. Every answer is kept as soon as it is given;
 * the pictures are not: to go on another day the folder is chosen again.
 */
export class FilmBenchDesk {
  bench = $state.raw<PictureBench | null>(null)
  folder = $state.raw<LabelledFolder | null>(null)
  reading = $state(false)
  open = $state.raw<OpenPicture | null>(null)
  /** What the reader waits for. */
  waiting = $state<'folder' | 'opening' | 'asking' | null>(null)
  looked = $state(false)
  packs = $state.raw<readonly FilmPack[]>([])
  problem = $state.raw<Problem | null>(null)

  readonly next = $derived(this.bench && nextOf(this.bench))

  /** Pictures of the bench, by hash. */
  #files = $state.raw<Readonly<Record<string, File>>>({})
  #stop = new AbortController()

  /** Whether the pictures of the bench under way are at hand. */
  get hasPictures(): boolean {
    return this.bench !== null && this.bench.cases.every(({ source }) => source.sha256 in this.#files)
  }

  async look(): Promise<void> {
    const found = await drawer.kept()
    if (found.ok) this.bench = found.value
    else this.problem = found.problem
    this.packs = await packsHere()
    this.looked = true
  }

  /** A folder for a new bench; of the bench under way its pictures. */
  async take(files: readonly File[]): Promise<void> {
    this.waiting = 'folder'
    this.problem = null
    if (this.bench) await this.#findPictures(this.bench, files)
    else {
      const read = await labelledFolder(files)
      if (read.ok) this.folder = read.value
      else this.problem = read.problem
    }
    this.waiting = null
  }

  /** @param at ISO 8601 instant */
  async begin(question: PictureQuestion, count: number, seed: number, at: string): Promise<void> {
    const { folder } = this
    if (!folder) return
    this.waiting = 'folder'
    const rows = drawnRows(
      folder.pictures.map(({ row }) => row),
      question,
      count,
      seed,
    )
    const chosen = rows.map((row) => folder.pictures.find((picture) => picture.row === row)!)
    const sources = await Promise.all(chosen.map((picture) => sourceOf(picture, question.column)))
    this.#files = Object.fromEntries(sources.map(({ sha256 }, i) => [sha256, chosen[i]!.file]))
    this.waiting = null
    if (await this.#keep(newPictureBench(sources, question, seed, at))) await this.goOn()
  }

  async goOn(): Promise<void> {
    this.reading = true
    await this.#openNext()
  }

  /** What was begun of the open picture is not counted: it starts again. */
  pause(): void {
    this.#stop.abort()
    this.#stop = new AbortController()
    this.reading = false
    this.#close()
    this.waiting = null
  }

  /** @param read null: left out */
  async done(read: PictureRead | null): Promise<void> {
    const { bench, open, next } = this
    if (!bench || !next || (open && open.id !== next.case.id)) return
    let now = withRead(bench, next.round, next.case.id, read)
    if (open?.claims) now = withPictureOurs(now, open.id, oursOf(open.claims))
    if (await this.#keep(now)) await this.#openNext()
  }

  async discard(): Promise<void> {
    this.pause()
    await drawer.drop().catch((cause: unknown) => (this.problem = storeProblem(cause).problem))
    this.bench = null
  }

  async #findPictures({ cases }: PictureBench, files: readonly File[]): Promise<void> {
    const wanted = cases.map(({ source }) => source.sha256)
    const found: Record<string, File> = {}
    for (const file of files) {
      if (wanted.every((hash) => hash in found)) break
      const hash = await sha256Of(file)
      if (wanted.includes(hash)) found[hash] = file
    }
    this.#files = found
    const missing = wanted.filter((hash) => !(hash in found)).length
    if (missing > 0)
      this.problem = bad(
        'film-bench-pictures-missing',
        `${missing} of the pictures of this bench are not in that folder.`,
        'Choose the folder that the bench was begun with.',
        { missing },
      ).problem
  }

  /** @returns false where it could not be kept: the reader stays where they are */
  async #keep(bench: PictureBench): Promise<boolean> {
    const kept = await drawer.keep(bench)
    this.problem = kept.ok ? null : kept.problem
    if (kept.ok) this.bench = bench
    return kept.ok
  }

  #close(): void {
    if (this.open) closePicture(this.open)
    this.open = null
  }

  async #openNext(): Promise<void> {
    this.#close()
    const { next } = this
    const file = next && this.#files[next.case.source.sha256]
    if (!next || !file) {
      this.reading = false
      return
    }
    const { signal } = this.#stop
    this.waiting = 'opening'
    const opened = await openPicture(file)
    if (signal.aborted) return
    if (!opened.ok) {
      this.problem = opened.problem
      this.waiting = null
      return
    }
    let claims: FilmClaims | null = null
    if (next.round === 'aided') {
      this.waiting = 'asking'
      claims = await claimsOn(opened.value, next.case.source, signal).catch(() => null)
      if (signal.aborted) return closePicture(opened.value)
    }
    this.waiting = null
    this.open = { id: next.case.id, ...opened.value, claims }
  }
}
