import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { Outcome } from '#domain/problem.ts'
import type { GroupId } from '#contract/install-manifest.ts'
import type { InstallState } from '#data/install/install-state.ts'

const comlink = fileURLToPath(new URL('../../node_modules/comlink/dist/umd/comlink.min.js', import.meta.url))

/** The built app's own install worker, spoken to from its page. */
export interface InstallerOnPage {
  state(): Promise<Outcome<InstallState>>
  install(id: GroupId): Promise<Outcome<InstallState>>
  installFromFile(bytes: readonly number[]): Promise<Outcome<{ url: string }>>
}

/** Starts the install worker on a page of the app; the page is loaded once more for that. */
export async function openInstaller(page: Page): Promise<InstallerOnPage> {
  await page.addInitScript({ path: comlink })
  await page.reload()
  await page.evaluate(async () => {
    const manifest = (await (await fetch('/install.json')).json()) as {
      groups: { files: { url: string }[] }[]
    }
    const urls = manifest.groups.flatMap((group) => group.files.map((file) => file.url))
    const url = urls.find((name) => /\/install\.worker[.-]/.test(name)) ?? ''
    const { trustedTypes, Comlink } = globalThis as unknown as {
      trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } }
      Comlink: { wrap(worker: Worker): unknown; proxy(callback: () => void): unknown }
    }
    const policy = trustedTypes.createPolicy('default', { createScriptURL: (name: string) => name })
    const worker = new Worker(policy.createScriptURL(url), { type: 'module' })
    Object.assign(globalThis, { installer: Comlink.wrap(worker), silent: Comlink.proxy(() => undefined) })
  })
  return {
    state: () => page.evaluate(() => (globalThis as unknown as Ground).installer.state()),
    install: (id) =>
      page.evaluate((group) => {
        const { installer, silent } = globalThis as unknown as Ground
        return installer.install(group, silent)
      }, id),
    installFromFile: (bytes) =>
      page.evaluate(
        (list) => (globalThis as unknown as Ground).installer.installFromFile(Uint8Array.from(list)),
        bytes,
      ),
  }
}

interface Ground {
  readonly silent: unknown
  readonly installer: {
    state(): Promise<Outcome<InstallState>>
    install(id: string, onProgress: unknown): Promise<Outcome<InstallState>>
    installFromFile(bytes: Uint8Array): Promise<Outcome<{ url: string }>>
  }
}
