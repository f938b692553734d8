import type { Seal } from '#contract/install-manifest.ts'

declare const self: ServiceWorkerGlobalScope & { readonly __HINTERLAND_SEAL__: Seal }

/** The list of files of this version and the rescue page; the build writes both in place of this name. */
export const seal: Seal = self.__HINTERLAND_SEAL__
