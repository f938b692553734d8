import type { Browser } from '@playwright/test'
import type { Conditions } from './conditions.ts'
import type { Row } from './row.ts'

/** What an area is given. */
export interface Bench {
  readonly browser: Browser
  readonly conditions: Conditions
  /** Says on stderr what is going on, so that nobody waits in front of a silent screen. */
  progress(what: string): void
}

export type Area = (bench: Bench) => Promise<Row[]>
