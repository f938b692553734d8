import { getLocale } from '#words/runtime.js'
import { m } from '#words/messages.js'

/** Letters of a wording; more is no draft any more. */
export const WORDING_MAX = 4000

const keyOf = (language: string) => `hinterland-ecg-wording-${language}`

/**
 * The wording of drafts, on this tablet, one a language. It holds no word of a patient, so plain local storage is the
 * place; no kind of fact says how a clinic likes its sentences, so the other tablets of a clinic have their own.
 */
class SiteWording {
  /** Counts changes: what was read from storage is read again. */
  #changes = $state(0)

  get now(): string {
    void this.#changes
    try {
      return localStorage.getItem(keyOf(getLocale())) ?? m.ecg_wording_delivered()
    } catch {
      return m.ecg_wording_delivered()
    }
  }

  /** The delivered wording is not stored: a better one of a later version then comes by itself. */
  set(wording: string): void {
    const plain = wording.normalize('NFC').trim().slice(0, WORDING_MAX)
    try {
      if (plain === '' || plain === m.ecg_wording_delivered()) localStorage.removeItem(keyOf(getLocale()))
      else localStorage.setItem(keyOf(getLocale()), plain)
    } catch {
      // A browser that forbids storage keeps to the delivered wording.
    }
    this.#changes++
  }
}

export const siteWording = new SiteWording()
