import type { PageQuestion } from '#contract/service-worker-messages.ts'
import { bringInstalledGroups, dropOldFiles, routeInstalled } from './installed.ts'
import { routeRescue } from './rescue.ts'
import { claimShared, routeShared } from './shared-files.ts'
import { routeShell, shell } from './shell.ts'
import { takeOver } from './update.ts'

/**
 * Keeps the app alive without a network: the shell by hash, what is installed by hash, the rescue page from
 * within itself. A new version waits until a page asks for it.
 */
declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', (event) => {
  // Both or nothing: a version that could not bring what was installed does not replace one that has it.
  event.waitUntil(Promise.all([shell.install(event), bringInstalledGroups()]))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([shell.activate(event), dropOldFiles()]).then(() => self.clients.claim()))
})

self.addEventListener('message', (event) => {
  const question = event.data as PageQuestion | null
  const [port] = event.ports
  if (!port) return
  if (question?.kind === 'claim-shared') event.waitUntil(claimShared(port))
  if (question?.kind === 'apply-update') event.waitUntil(takeOver(port))
})

// The first route that fits answers: the rescue page stands before everything that may be damaged.
routeRescue()
routeShared()
routeInstalled()
routeShell()
