import type { Browser } from '@playwright/test'
import { startHub, type HubProcess } from '../e2e/hub-process.ts'
import type { Conditions } from './conditions.ts'
import type { Row } from './row.ts'

/** What an area is given. */
export interface Bench {
  readonly browser: Browser
  readonly conditions: Conditions
  /** Starts the real server; what an area leaves running is stopped behind it. */
  serve(folder: string): Promise<HubProcess>
  /** Says on stderr what is going on, so that nobody waits in front of a silent screen. */
  progress(what: string): void
}

export type Area = (bench: Bench) => Promise<Row[]>

/** Runs one area; what it started and did not stop, as after a failure, is stopped. */
export async function runArea(area: Area, bench: Omit<Bench, 'serve'>): Promise<Row[]> {
  const hubs: HubProcess[] = []
  const serve = async (folder: string) => {
    const hub = await startHub(folder)
    hubs.push(hub)
    return hub
  }
  try {
    return await area({ ...bench, serve })
  } finally {
    await Promise.all(bench.browser.contexts().map((context) => context.close()))
    await Promise.all(hubs.map((hub) => hub.stop()))
  }
}
