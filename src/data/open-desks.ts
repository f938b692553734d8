/** A desk that people work at: it may hold what is not kept yet, and it is emptied when the clinic locks. */
interface Desk {
  readonly unsaved: boolean
  clear(): Promise<void>
}

/** The desks that were opened in this page; those that come later join when they come. */
class OpenDesks {
  readonly #desks = new Set<Desk>()

  join(desk: Desk): void {
    this.#desks.add(desk)
  }

  get unsaved(): boolean {
    return [...this.#desks].some((desk) => desk.unsaved)
  }

  /** What was written is kept first; after that nothing of anybody stays in the page's memory. */
  async clear(): Promise<void> {
    await Promise.allSettled([...this.#desks].map((desk) => desk.clear()))
  }
}

export const openDesks = new OpenDesks()
