import type { AskedFrame } from '#data/imaging/film-asking.ts'
import { askPacks, packsHere } from '#data/workers/film-claims.ts'
import { NO_FILM_CLAIMS, type FilmClaims } from '#domain/imaging/claims.ts'
import { together } from '#domain/imaging/gathered-claims.ts'
import { bad, type Problem } from '#domain/problem.ts'

/**
 * - `idle`: nobody was asked yet, or no pack is here
 * - `working`: packs read in the background
 * - `settled`: all that will be said is said
 * - `stopped`: a person ended it
 */
type VoicesState = 'idle' | 'working' | 'settled' | 'stopped' | 'failed'

/** What packs say of one study: asked in the background when it is opened, kept with its reading. */
export class FilmVoices {
  claims = $state.raw<FilmClaims>(NO_FILM_CLAIMS)
  state = $state<VoicesState>('idle')
  /** Frames that were read, and all that are asked about. */
  progress = $state.raw<{ readonly done: number; readonly whole: number }>({ done: 0, whole: 0 })
  problem = $state.raw<Problem | null>(null)

  readonly #changed: () => void
  readonly #frames: () => readonly AskedFrame[]
  /** What was asked about whom: the same is not asked twice. Null in a reading that was kept with its answers. */
  #askedAbout: string | null = ''
  #stop: AbortController | null = null

  /**
   * @param frames what there is to ask about, as things stand
   * @param changed called when something was said, to have it kept
   */
  constructor(frames: () => readonly AskedFrame[], changed: () => void) {
    this.#frames = frames
    this.#changed = changed
  }

  get settled(): boolean {
    return this.state !== 'working'
  }

  /** A reading that was kept says what it said then. */
  reopen(claims: FilmClaims): void {
    this.claims = claims
    this.state = 'settled'
    this.#askedAbout = null
  }

  /** Asks every pack that is here about what was not asked yet. Nobody waits for it. */
  async ask(): Promise<void> {
    const packs = await packsHere()
    const frames = this.#frames()
    const about = JSON.stringify([packs.map(({ id, version }) => [id, version]), frames])
    const isKept = this.#askedAbout === null
    if (packs.length === 0 || frames.length === 0 || about === this.#askedAbout) return
    this.#askedAbout = about
    if (isKept) return
    await this.#run(packs, frames, NO_FILM_CLAIMS)
  }

  /** Asks again, whatever was said before. */
  async askAgain(): Promise<void> {
    this.#askedAbout = ''
    await this.ask()
  }

  /** One frame more: a slice with a point on it, a picture of a loop. What was said of it before goes. */
  async askAbout(frame: AskedFrame): Promise<void> {
    const others = this.claims.packs.filter(
      (claim) => claim.instance !== frame.instance || claim.frame !== frame.frame,
    )
    await this.#run(await packsHere(), [frame], { packs: others, failed: [] })
  }

  stop(): void {
    if (!this.#stop) return
    this.#end()
    this.#askedAbout = ''
    this.state = 'stopped'
  }

  end(): void {
    this.#end()
  }

  #end(): void {
    this.#stop?.abort()
    this.#stop = null
  }

  async #run(
    packs: Awaited<ReturnType<typeof packsHere>>,
    frames: readonly AskedFrame[],
    before: FilmClaims,
  ): Promise<void> {
    this.#end()
    const stop = new AbortController()
    this.#stop = stop
    this.state = 'working'
    this.problem = null
    this.progress = { done: 0, whole: frames.length }
    let said = before
    try {
      await askPacks(packs, frames, stop.signal, (claims) => {
        if (stop.signal.aborted) return
        said = together(before, claims)
        this.progress = { done: this.progress.done + 1, whole: frames.length }
      })
      if (stop.signal.aborted) return
      // All at once: half an answer would be taken for the whole.
      this.claims = said
      this.state = 'settled'
      this.#changed()
    } catch (cause) {
      if (stop.signal.aborted) return
      this.#askedAbout = ''
      this.state = 'failed'
      this.problem = failed(cause).problem
    } finally {
      if (this.#stop === stop) this.#stop = null
    }
  }
}

function failed(cause: unknown) {
  return bad(
    'film-models-failed',
    `The models could not read it: ${String(cause)}.`,
    'Ask them again; if it stays so, restart the browser.',
  )
}
