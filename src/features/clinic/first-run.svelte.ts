import { clinic } from '#data/clinic.svelte.ts'
import type { RecoverySheet } from '#data/keeper/keeper.ts'
import { keeper } from '#data/workers/keeper.ts'
import { bad, type Outcome, type Problem } from '#domain/problem.ts'
import type { Role } from '#domain/record/kinds/staff.ts'
import { keepDiskAnswer, type DiskAnswer } from './disk-encryption.ts'

type FirstRunStep = 'welcome' | 'clinic' | 'passphrase' | 'sheet' | 'confirm' | 'backup'

/** Walking to the printer and back must not lock the tablet while the sheet can be read only here. */
const STAY_OPEN_EVERY_MS = 20_000

/**
 * Setting up a clinic, step by step. It outlives its screen: the recovery sheet is given once, and neither a change
 * of language nor a look at another screen may lose it. A reload does lose it; then a new one is made.
 */
class FirstRun {
  step = $state<FirstRunStep>('welcome')
  clinicName = $state('')
  showClinicName = $state(true)
  name = $state('')
  label = $state('')
  role = $state<Role | null>(null)
  passphrase = $state('')
  disk = $state<DiskAnswer | null>(null)
  takeReadings = $state(true)
  /** In this page's memory only, until it has been confirmed and the first backup was tried. */
  sheet = $state.raw<RecoverySheet | null>(null)
  /** Which group the person is asked to type, from 0. */
  askedGroup = $state(0)
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)

  #staying: ReturnType<typeof setInterval> | undefined

  get clinicStepDone(): boolean {
    return [this.clinicName, this.name, this.label].every((text) => text.trim() !== '') && this.role !== null
  }

  async create(): Promise<void> {
    const role = this.role
    if (!role || !this.disk) return
    const made = await this.#ask(() =>
      keeper.createClinic({
        clinic: this.clinicName.trim(),
        showClinicName: this.showClinicName,
        user: { name: this.name.trim(), label: this.label.trim(), role, passphrase: this.passphrase },
        emergencyRead: false,
        takeReadings: this.takeReadings,
      }),
    )
    if (!made) return
    keepDiskAnswer(this.disk)
    this.passphrase = ''
    this.#show(made)
  }

  /** The sheet was never confirmed, or is lost: a new one, and the old one opens nothing any more. */
  async newSheet(): Promise<void> {
    const made = await this.#ask(() => keeper.newRecoverySheet())
    if (made) this.#show(made)
  }

  askForGroup(): void {
    const groups = this.sheet?.groups.length ?? 1
    this.askedGroup = crypto.getRandomValues(new Uint32Array(1))[0]! % groups
    this.problem = null
    this.step = 'confirm'
  }

  async confirm(typed: string): Promise<void> {
    const confirmed = await this.#ask(() => keeper.confirmRecoverySheet(this.askedGroup, typed))
    if (confirmed !== undefined) this.step = 'backup'
  }

  /** The paper was printed before the app was opened anew: all of its code proves it. */
  async confirmWhole(typed: string): Promise<void> {
    await this.#ask(() => keeper.confirmRecoverySheet(null, typed))
  }

  async practise(): Promise<void> {
    await this.#ask(() => keeper.openPractice())
  }

  /** Everything typed and shown leaves the page's memory. */
  finish(): void {
    clearInterval(this.#staying)
    this.step = 'welcome'
    this.sheet = null
    this.clinicName = this.name = this.label = this.passphrase = ''
    this.role = null
    this.disk = null
    this.problem = null
  }

  #show(sheet: RecoverySheet): void {
    this.sheet = sheet
    this.step = 'sheet'
    clearInterval(this.#staying)
    this.#staying = setInterval(() => {
      if (clinic.open) void keeper.touch()
      else this.finish()
    }, STAY_OPEN_EVERY_MS)
  }

  /** @returns undefined where it did not succeed; `problem` says why */
  async #ask<T>(act: () => Promise<Outcome<T>>): Promise<T | undefined> {
    this.busy = true
    this.problem = null
    const outcome = await act().catch(keeperSilent)
    this.busy = false
    if (outcome.ok) return outcome.value
    this.problem = outcome.problem
    return undefined
  }
}

export function keeperSilent(cause: unknown) {
  return bad(
    'storage-failed',
    `The store did not answer: ${String(cause)}.`,
    'Close other windows of the app and open this page again.',
  )
}

export const firstRun = new FirstRun()
