import { expose } from 'comlink'
import { browserGround } from '#data/install/browser.ts'
import { Installer } from '#data/install/installer.ts'

const installer = browserGround().then((ground) => new Installer(ground))

/** What the page asks of the installer, over comlink. */
export const installWorker = {
  state: async () => (await installer).state(),
  install: async (...args: Parameters<Installer['install']>) => (await installer).install(...args),
  cancel: async (...args: Parameters<Installer['cancel']>) => (await installer).cancel(...args),
  remove: async (...args: Parameters<Installer['remove']>) => (await installer).remove(...args),
  installFromFile: async (...args: Parameters<Installer['installFromFile']>) =>
    (await installer).installFromFile(...args),
}

export type InstallWorker = typeof installWorker

if ('WorkerGlobalScope' in globalThis) expose(installWorker)
