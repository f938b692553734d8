import { transfer } from 'comlink'
import type { Described } from '#contract/dicom/describe.ts'
import type { DicomDir } from '#contract/dicom/dicomdir.ts'
import { isDirectory } from '#contract/dicom/refusals.ts'
import { groupIntoStudies } from '#contract/dicom/studies.ts'
import type { Frame, ImageInstance, ImageStudy } from '#domain/imaging/image.ts'
import { good, type Outcome, type Problem } from '#domain/problem.ts'
import { framePicture } from '#inference/image/pack-picture.ts'
import type { InstalledFiles } from '#inference/installed-files.ts'
import { FilmDecoding } from './film-decoding.ts'
import type { FilmFile, GivenFile } from './film-intake.ts'
import { KIND_BYTES, kindOf } from './film-kind.ts'
import { thumbnailOf } from './film-thumbnail.ts'
import { FilmParts, type FilmPart, type ReadPart } from './film-parts.ts'
import {
  DROP_FILES_MAX,
  DROP_SIZE_BYTES_MAX,
  FILE_SIZE_BYTES_MAX,
  notOpen,
  noPicture,
  tooLarge,
  tooMany,
  unreadable,
} from './film-problems.ts'
import type { FilmWorker } from './film-worker.ts'

/** What the intake is made of; in a test the readers are those of the tree. */
export interface FilmIntakeParts {
  readonly read: ReadPart
  /** Files of a practice study of our own. */
  readonly sample: (name: string) => Promise<readonly FilmFile[]>
  /** As they may be kept: preambles zeroed. */
  readonly forKeeping: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>
  /** Part of the worker that builds volumes; it comes when one is asked for. */
  readonly volumes: () => Promise<typeof import('./film-volume.ts')>
  /** Part of the worker that asks packs. */
  readonly asking: () => Promise<typeof import('./film-asking.ts')>
  readonly packFiles: InstalledFiles
  readonly budgets?: { readonly fileBytes: number; readonly frameBytes: number }
}

/** Files of the open studies in memory; the field tablet has 3 GB, and a CT desk may take 700 MB in all. */
const FILES_HELD_BYTES_MAX = 192 * 1024 * 1024
/** Frames that were decoded before they were asked for. */
const FRAMES_HELD_BYTES_MAX = 96 * 1024 * 1024
/** So often the page hears how a study grows. */
const TELL_EVERY_MS = 250
/** A disc is waited for while the file before is taken apart. */
const READ_AHEAD = 4
/** From this size on the first bytes decide whether the rest is read. */
const SNIFF_FROM_BYTES = 2 * 1024 * 1024

type OnStudy = Parameters<FilmWorker['take']>[1]
type OnProblem = Parameters<FilmWorker['take']>[2]

/** What was read and may be of one study: by its UID, or all that came together without one. */
interface Together {
  readonly described: Described[]
}

/** The image worker (`FilmWorker`), testable in Node with the readers of the tree. */
export function filmIntakeOf({
  read,
  sample,
  forKeeping,
  volumes,
  asking,
  packFiles,
  budgets = { fileBytes: FILES_HELD_BYTES_MAX, frameBytes: FRAMES_HELD_BYTES_MAX },
}: FilmIntakeParts): FilmWorker {
  const parts = new FilmParts(read, budgets.fileBytes)
  const together = new Map<string, Together>()
  /** Where a study that the page knows is found. */
  const places = new Map<string, string>()
  /** Which file holds an instance or a document. */
  const holders = new Map<string, string>()
  let directories: readonly DicomDir[] = []
  const decoding = new FilmDecoding(partOf, budgets.frameBytes)
  let takes = 0
  /** Takes up to this one were cancelled; one that begins afterwards does not bring them back to life. */
  let cancelledUpTo = 0
  let fileCount = 0

  async function partOf(id: string): Promise<Outcome<FilmPart>> {
    const key = holders.get(id)
    return (key === undefined ? undefined : await parts.get(key)) ?? notOpen()
  }

  /** A frame that stays here, with what its file says: looked at in this very task, before it could be moved away. */
  async function lookAt(
    instance: string,
    index: number,
  ): Promise<Outcome<{ frame: Frame; described: ImageInstance }>> {
    const part = await partOf(instance)
    if (!part.ok) return part
    const described = part.value.described.find((one) => 'instance' in one && one.instance.id === instance)
    if (!described || !('instance' in described)) return notOpen()
    const frame = await decoding.peek(instance, index)
    return frame.ok ? good({ frame: frame.value, described: described.instance }) : frame
  }

  /** @returns where it was put: what lies there has grown */
  function add(given: GivenFile, part: FilmPart, mine: number): readonly string[] {
    const key = `${++fileCount}`
    const grown = new Set<string>()
    for (const described of part.described) {
      const id = idOf(described)
      const place = described.study.id ?? `given ${mine}`
      grown.add(place)
      // The same object twice: a folder and its copy.
      if (holders.has(id)) continue
      holders.set(id, key)
      const group = together.get(place) ?? { described: [] }
      group.described.push(described)
      together.set(place, group)
      if (!parts.has(key)) parts.add(key, given, part)
    }
    return [...grown]
  }

  function studiesAt(place: string): readonly ImageStudy[] {
    const studies = groupIntoStudies(together.get(place)?.described ?? [], directories)
    for (const { id } of studies) places.set(id, place)
    return studies
  }

  function studyOf(id: string): ImageStudy | null {
    return studiesAt(places.get(id) ?? '').find((study) => study.id === id) ?? null
  }

  async function take(files: readonly GivenFile[], onStudy: OnStudy, onProblem: OnProblem): Promise<void> {
    const mine = ++takes
    const telling = new Telling((place, done) =>
      studiesAt(place).map((study) => onStudy(study, done, files.length)),
    )
    let [done, givenBytes, opened] = [0, 0, 0]
    const tables: DicomDir[] = []
    const begin = (given: GivenFile, index: number): Promise<Outcome<FilmPart>> => {
      const problem = whyNot(given, index, givenBytes)
      if (problem) return Promise.resolve({ ok: false, problem })
      givenBytes += given.file.size
      return readOne(given, read)
    }
    const begun: Promise<Outcome<FilmPart>>[] = []
    let next = 0
    for (const given of files) {
      if (mine <= cancelledUpTo) break
      for (; next < Math.min(done + READ_AHEAD, files.length); next++) begun.push(begin(files[next]!, next))
      const part = await begun.shift()!
      done++
      if (!part.ok) telling.heard([onProblem(given.path, part.problem, done, files.length)])
      else {
        if (part.value.directory) tables.push(part.value.directory)
        const grown = add(given, part.value, mine)
        opened += grown.length
        telling.grown(grown, done)
      }
      await telling.pause(done)
    }
    // Last: what a table lists and nobody gave is known once everything was read.
    directories = [...directories, ...tables]
    if (tables.length > 0) telling.all([...together.keys()])
    telling.rest(done)
    const [table] = tables
    if (table && opened === 0)
      telling.heard([onProblem(table.file, isDirectory(table.file).problem, done, files.length)])
    await telling.allHeard()
  }

  return {
    take,
    async takeBytes(files) {
      const mine = ++takes
      let problem: Problem | null = null
      let place: string | null = null
      for (const { name, bytes } of files) {
        const given = { path: name, file: new Blob([bytes]) }
        const part = await readOne(given, read)
        if (!part.ok) problem ??= part.problem
        else {
          const [grown] = add(given, part.value, mine)
          place ??= grown ?? null
        }
      }
      const study = place === null ? null : studiesAt(place)[0]
      const outcome = study ? good(study) : { ok: false as const, problem: problem ?? notOpen().problem }
      return { files: files.map(({ name }) => name), outcome }
    },
    async sample(name) {
      return this.takeBytes(await sample(name))
    },
    async cancel() {
      cancelledUpTo = takes
    },
    async frame(instance, index) {
      const outcome = await decoding.frame(instance, index)
      return outcome.ok ? handOver(outcome.value) : outcome
    },
    async prefetch(wanted) {
      decoding.wish(wanted)
    },
    async thumbnail(instance, index, sizePx) {
      const looked = await lookAt(instance, index)
      if (!looked.ok) return looked
      const thumbnail = thumbnailOf(looked.value.frame, looked.value.described, index, sizePx)
      return transfer(good(thumbnail), [thumbnail.rgba.buffer])
    },
    async claims(packs, { instance, frame: index, asked }, run) {
      const looked = await lookAt(instance, index)
      if (!looked.ok) return looked
      const made = framePicture(looked.value.frame, looked.value.described, index, asked)
      const { claimsOn } = await asking()
      return good(await claimsOn(packFiles, packs, { instance, frame: index, asked }, made, run))
    },
    async files(study) {
      const found: FilmFile[] = []
      for (const key of filesOf(study)) {
        const given = parts.given(key)
        if (!given) continue
        const bytes = forKeeping(new Uint8Array(await given.file.arrayBuffer()))
        found.push({ name: given.path, bytes })
      }
      return transfer(
        found,
        found.map(({ bytes }) => bytes.buffer),
      )
    },
    async document(id) {
      const part = await partOf(id)
      if (!part.ok) return part
      const bytes = part.value.pdf()?.slice()
      if (!bytes) return notOpen()
      return transfer(good({ name: `${id}.pdf`, bytes }), [bytes.buffer])
    },
    async release(study) {
      const keys = filesOf(study)
      const place = places.get(study)
      const gone = new Set<string>()
      for (const [id, key] of holders) if (keys.has(key)) gone.add(id)
      for (const id of gone) holders.delete(id)
      for (const key of keys) parts.release(key)
      decoding.drop((instance) => gone.has(instance))
      places.delete(study)
      if (place === undefined) return
      const left = together.get(place)?.described.filter((described) => !gone.has(idOf(described))) ?? []
      if (left.length > 0) together.set(place, { described: left })
      else together.delete(place)
    },
    ...volumeCalls(),
  }

  /** Keys of the files of a study, in the order in which they came. */
  function filesOf(study: string): ReadonlySet<string> {
    const found = studyOf(study)
    const ids = found
      ? [...found.series.flatMap(({ instances }) => instances), ...found.documents].map(({ id }) => id)
      : []
    const keys = ids.flatMap((id) => holders.get(id) ?? [])
    return new Set(keys.toSorted((a, b) => Number(a) - Number(b)))
  }

  function volumeCalls(): Pick<FilmWorker, 'volume' | 'reslice' | 'closeVolume' | 'segments'> {
    let desk: InstanceType<typeof import('./film-volume.ts').VolumeDesk> | null = null
    return {
      async volume(seriesId, budgetBytes, onProgress) {
        const { VolumeDesk } = await volumes()
        desk?.close()
        desk = new VolumeDesk((instance, index) => decoding.peek(instance, index))
        const series = [...together.keys()]
          .flatMap((place) => studiesAt(place).flatMap(({ series }) => series))
          .find(({ id }) => id === seriesId)
        return series ? desk.open(series, budgetBytes, onProgress) : notOpen()
      },
      async reslice(series, asked) {
        const cut = desk?.cut(series, asked) ?? notOpen()
        return cut.ok ? transfer(cut, [cut.value.frame.pixels.buffer as ArrayBuffer]) : cut
      },
      async closeVolume() {
        desk?.close()
        desk = null
      },
      async segments(document, instance, index) {
        const part = await partOf(document)
        return part.ok ? part.value.segments(instance, index) : part
      },
    }
  }
}

function idOf(described: Described): string {
  return 'instance' in described ? described.instance.id : described.document.id
}

/** Tells of studies that have grown, now and then, and lets `cancel` and questions for frames in. */
class Telling {
  readonly #tell: (place: string, done: number) => readonly unknown[]
  /** What the page has been told and has not answered: a proxy's call ends when the page has heard it. */
  #telling: readonly unknown[] = []
  readonly #grown = new Set<string>()
  /** The first study is told at once: it is what somebody waits for. */
  #nextAtMs = 0

  constructor(tell: (place: string, done: number) => readonly unknown[]) {
    this.#tell = tell
  }

  grown(places: readonly string[], done: number): void {
    for (const place of places) this.#grown.add(place)
    if (performance.now() >= this.#nextAtMs) this.rest(done)
  }

  all(places: readonly string[]): void {
    for (const place of places) this.#grown.add(place)
  }

  rest(done: number): void {
    for (const place of this.#grown) this.heard(this.#tell(place, done))
    this.#grown.clear()
    this.#nextAtMs = performance.now() + TELL_EVERY_MS
  }

  heard(calls: readonly unknown[]): void {
    this.#telling = [...this.#telling, ...calls]
  }

  /** The page must not hear that all is read before it has heard of what was read. */
  async allHeard(): Promise<void> {
    await Promise.all(this.#telling)
    this.#telling = []
  }

  async pause(done: number): Promise<void> {
    // Reading a file waits for its bytes, and lets others in; a run of refusals does not.
    if (done % 16 !== 0) return
    await this.allHeard()
    await new Promise((resolve) => setTimeout(resolve))
  }
}

function whyNot({ path, file }: GivenFile, index: number, heldBytes: number): Problem | null {
  if (index >= DROP_FILES_MAX || heldBytes + file.size > DROP_SIZE_BYTES_MAX) return tooMany(path)
  return file.size > FILE_SIZE_BYTES_MAX ? tooLarge(path, file.size) : null
}

/** What is no picture by its first bytes is not read to its end. */
async function readOne(given: GivenFile, read: ReadPart): Promise<Outcome<FilmPart>> {
  try {
    if (given.file.size >= SNIFF_FROM_BYTES) {
      const head = new Uint8Array(await given.file.slice(0, KIND_BYTES).arrayBuffer())
      const kind = kindOf(head)
      if (['pdf', 'archive', 'program', 'page'].includes(kind))
        return { ok: false, problem: noPicture(given.path, kind) }
    }
    return await read(given)
  } catch {
    return { ok: false, problem: unreadable(given.path) }
  }
}

/** The samples move to the page; what is a view of something larger is copied out first. */
function handOver(frame: Frame): Outcome<Frame> {
  const { pixels } = frame
  const own = pixels.byteLength === pixels.buffer.byteLength ? frame : { ...frame, pixels: pixels.slice() }
  return transfer(good(own), [own.pixels.buffer as ArrayBuffer])
}
