import type { SharedFile } from '#contract/service-worker-messages.ts'
import { ask } from './service-worker-port.ts'

/**
 * Takes over files that another app shared with this one. To be called on the page at `shareLandingPath`.
 * @returns the files, once; empty when none wait, or when no service worker was there to take them
 */
export async function claimShared(): Promise<readonly SharedFile[]> {
  const controller = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null
  if (!controller) return []
  return (await ask<SharedFile[]>(controller, { kind: 'claim-shared' })) ?? []
}
