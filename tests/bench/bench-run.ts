import type { Browser, BrowserContext } from '@playwright/test'
import { startHub, type HubProcess } from '../e2e/hub-process.ts'
import type { Conditions } from './conditions.ts'
import { openProfile, type ProfileOnDisk } from './ground/ground.ts'
import type { Row } from './row.ts'

/** What an area is given. */
export interface Bench {
  readonly browser: Browser
  readonly conditions: Conditions
  /** Starts the real server; what an area leaves running is stopped behind it. */
  serve(folder: string): Promise<HubProcess>
  /** A browser context with its stores on disk, as on a tablet; those of `browser` keep everything in memory. */
  openOnDisk(): Promise<BrowserContext>
  /** The same with its folder, for those who look at what lies in it. */
  openProfile(): Promise<ProfileOnDisk>
  /** Says on stderr what is going on, so that nobody waits in front of a silent screen. */
  progress(what: string): void
}

export type Area = (bench: Bench) => Promise<Row[]>

/** Runs one area; what it started and did not stop, as after a failure, is stopped. */
export async function runArea(
  area: Area,
  bench: Omit<Bench, 'serve' | 'openOnDisk' | 'openProfile'>,
): Promise<Row[]> {
  const hubs: HubProcess[] = []
  const serve = async (folder: string) => {
    const hub = await startHub(folder)
    hubs.push(hub)
    return hub
  }
  const profiles: ProfileOnDisk[] = []
  const openOne = async () => {
    const profile = await openProfile()
    profiles.push(profile)
    return profile
  }
  const openOnDisk = async () => (await openOne()).context
  try {
    return await area({ ...bench, serve, openOnDisk, openProfile: openOne })
  } finally {
    for (const profile of profiles) await profile.remove()
    await Promise.all(bench.browser.contexts().map((context) => context.close()))
    await Promise.all(hubs.map((hub) => hub.stop()))
  }
}
