import type { KeyId } from '#domain/record/fact.ts'

/**
 * Where somebody stood when the tablet was closed, in this page's memory only: after unlocking they go on there.
 * Somebody else begins at Today, unless the tablet was handed over on purpose.
 */
export class WayBack {
  #left: { readonly key: KeyId | null; readonly href: string } | null = null

  /**
   * @param key who stood there; null after a reload, when nobody knows
   * @returns where the page goes, so that the address says nothing; null to stay
   */
  close(key: KeyId | null, href: string): string | null {
    this.#left = { key, href }
    return href === '/' ? null : '/'
  }

  /** @returns where the page goes now; null to stay */
  open(key: KeyId, href: string, handedOver: boolean): string | null {
    const left = this.#left
    this.#left = null
    if (!left || left.href === href) return null
    return handedOver || left.key === null || left.key === key ? left.href : null
  }
}
