import { untrack } from 'svelte'
import type { GroupId } from '#contract/install-manifest.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import { clinic } from './clinic.svelte.ts'
import type { InstallProgress } from './install/installer.ts'
import type { InstallState } from './install/install-state.ts'
import { askToPersist, storageState, type StorageState } from './install/storage-state.ts'
import { Updates, type UpdatePhase } from './install/updates.ts'
import { ecgEngines } from './workers/engines.ts'
import { groupInstaller } from './workers/installer.ts'
import { readingStore } from './workers/keeper.ts'

/** What this tablet has and does, for the one place where the app says so in words. */
class TabletState {
  online = $state(navigator.onLine)
  keptCount = $state<number | null>(null)
  storage = $state.raw<StorageState | null>(null)
  install = $state.raw<InstallState | null>(null)
  installing = $state.raw<InstallProgress | null>(null)
  installProblem = $state.raw<Problem | null>(null)
  update = $state<UpdatePhase>('current')
  updateProblem = $state.raw<Problem | null>(null)

  #updates: Updates | null = null
  /** Somebody opened the film desk: it shall be there without a network, too. */
  #wantsFilms = false
  #underWay: Promise<unknown> = Promise.resolve()
  #byItself: Promise<unknown> = Promise.resolve()

  /** A clinic stands here, open or not, or somebody practises. */
  get needsRecords(): boolean {
    const phase = clinic.state?.phase
    return phase === 'open' || phase === 'locked' || phase === 'station'
  }

  /** @param unsaved whether something is written that is not kept; a new version waits for it */
  async start(unsaved: () => boolean): Promise<void> {
    addEventListener('online', () => {
      this.online = true
      void this.#installWhatOfflineNeeds()
    })
    addEventListener('offline', () => (this.online = false))
    this.#updates = await Updates.start({
      mayUpdate: () => !unsaved(),
      onPhase: (phase) => this.#phase(phase),
    })
    await this.refresh()
    await this.#installWhatOfflineNeeds()
    $effect.root(() => {
      const needed = $derived(this.needsRecords)
      $effect(() => {
        if (needed) untrack(() => void this.#installWhatOfflineNeeds())
      })
    })
    // Warm before the first file: the first answer must not wait for a runtime to start.
    await ecgEngines()
      .start()
      .catch(() => undefined)
  }

  async refreshKept(): Promise<void> {
    // A store that fails must not hide what is installed, nor stop what is still to be installed.
    this.keptCount = await readingStore()
      .count()
      .catch(() => null)
  }

  async refresh(): Promise<void> {
    await this.refreshKept()
    this.storage = await storageState()
    const state = await groupInstaller.state().catch(() => null)
    if (state?.ok) this.install = state.value
  }

  wantFilms(): void {
    if (this.#wantsFilms) return
    this.#wantsFilms = true
    if (this.install) void this.#installWhatOfflineNeeds()
  }

  async persist(): Promise<void> {
    this.storage = await askToPersist()
  }

  async installGroup(id: GroupId): Promise<boolean> {
    const done = this.#install(id)
    this.#underWay = done
    return done
  }

  async #install(id: GroupId): Promise<boolean> {
    this.installProblem = null
    const group = this.install?.groups.find((candidate) => candidate.id === id)
    this.installing = {
      group: id,
      doneBytes: group?.doneBytes ?? 0,
      transferBytes: group?.transferBytes ?? 0,
    }
    const bring = () =>
      groupInstaller.install(id, (progress) => (this.installing = progress)).catch(installerSilent)
    let outcome = await bring()
    // The worker was ended under it: what came is kept, and a fresh one goes on from there.
    if (!outcome.ok && outcome.problem.code === 'install-silent') outcome = await bring()
    this.installing = null
    return this.#installed(outcome)
  }

  async stopInstall(): Promise<void> {
    if (this.installing) await groupInstaller.cancel(this.installing.group).catch(() => undefined)
  }

  async removeGroup(id: GroupId): Promise<void> {
    await this.#installed(await groupInstaller.remove(id).catch(installerSilent))
  }

  async installFromFile(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer())
    await this.#installed(await groupInstaller.installFromFile(bytes).catch(installerSilent))
  }

  /** Shows what is here now, and lets the engines look again. */
  async #installed(outcome: Outcome<unknown>): Promise<boolean> {
    const stopped = !outcome.ok && outcome.problem.code === 'install-cancelled'
    this.installProblem = outcome.ok || stopped ? null : outcome.problem
    await this.refresh()
    if (outcome.ok) void ecgEngines().refresh()
    return outcome.ok
  }

  async applyUpdate(): Promise<void> {
    const outcome = await this.#updates?.apply()
    this.updateProblem = outcome && !outcome.ok ? outcome.problem : null
  }

  #phase(phase: UpdatePhase): void {
    this.update = phase
    // The shell has just been stored: what can be done without a network has changed.
    if (phase === 'current') void this.refresh()
  }

  /** One after the other: two downloads of a group would end each other. */
  #installWhatOfflineNeeds(): Promise<unknown> {
    this.#byItself = this.#byItself.then(() => this.#bringNeeded())
    return this.#byItself
  }

  /**
   * What comes by itself: the light start, which is small and without which the tablet reads nothing offline; the rest
   * of the desk; then, where there is a clinic, the records, without which nobody is found or registered offline; last the
   * film desk, where there is a clinic or somebody has opened it.
   */
  async #bringNeeded(): Promise<void> {
    for (const id of ['light', 'desk', 'records', 'film'] as const) {
      // What a person asked for goes first.
      await this.#underWay
      if (id === 'records' && !this.needsRecords) continue
      if (id === 'film' && !this.needsRecords && !this.#wantsFilms) continue
      const group = this.install?.groups.find((each) => each.id === id)
      if (!group || group.status === 'installed') continue
      if (!this.online || !(await this.installGroup(id))) return
    }
  }
}

function installerSilent(cause: unknown) {
  return bad(
    'install-silent',
    `The installer did not answer: ${String(cause)}.`,
    'What came is kept; try again, it goes on from there.',
  )
}

export const tabletState = new TabletState()
