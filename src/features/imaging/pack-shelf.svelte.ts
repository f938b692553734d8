import type { GroupId } from '#contract/install-manifest.ts'
import { FILM_PACKS, INTAKE_PACK, type FilmPack } from '#data/imaging/film-packs.ts'
import type { GroupState } from '#data/install/install-state.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'

/** What runs any model: the engine, and the pack that the engine is tried with. */
export const ENGINE_GROUPS: readonly GroupId[] = ['ort-wasm', 'pack:ecg-rhythm-1lead']

const groupOf = (pack: Pick<FilmPack, 'id'>): GroupId => `pack:${pack.id}`

/** The packs for pictures of this build: which are here, what the others cost, and bringing them. */
class PackShelf {
  /** Id of the pack that is being brought, with all that it needs. */
  bringing = $state<string | null>(null)
  /** A person ended it: what came is kept, nothing more is brought. */
  #stopped = false

  readonly here: readonly FilmPack[] = $derived.by(() =>
    FILM_PACKS.filter((pack) => this.#status(groupOf(pack)) === 'installed'),
  )

  isHere(pack: FilmPack): boolean {
    return this.here.includes(pack)
  }

  /** What of a pack and of what it needs is not here yet, in the order in which it is brought. */
  missing(pack: FilmPack): readonly GroupState[] {
    const ids: readonly GroupId[] = [...ENGINE_GROUPS, `pack:${INTAKE_PACK}`, groupOf(pack)]
    return [...new Set(ids)].flatMap((id) => {
      const group = tabletState.install?.groups.find((each) => each.id === id)
      return group && group.status !== 'installed' ? [group] : []
    })
  }

  /** Bytes that would cross the line. */
  costBytes(pack: FilmPack): number {
    return this.missing(pack).reduce((sum, group) => sum + group.transferBytes - group.doneBytes, 0)
  }

  async bring(pack: FilmPack): Promise<void> {
    if (this.bringing !== null) return
    this.bringing = pack.id
    this.#stopped = false
    for (const { id } of this.missing(pack)) {
      if (this.#stopped || !(await tabletState.installGroup(id))) break
    }
    this.bringing = null
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await tabletState.stopInstall()
  }

  /** The engine and the intake stay: others need them. */
  async remove(pack: FilmPack): Promise<void> {
    await tabletState.removeGroup(groupOf(pack))
  }

  #status(id: GroupId): GroupState['status'] | null {
    return tabletState.install?.groups.find((group) => group.id === id)?.status ?? null
  }
}

export const packShelf = new PackShelf()
