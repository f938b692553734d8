import adapterStatic from '@sveltejs/adapter-static'

const folder = 'build'
const plain = adapterStatic({ pages: folder, assets: folder, fallback: 'index.html' })

/** The static adapter, then the seal: hashes, packed forms, `/install.json`, the service worker's list. */
const sealedStatic = /** @type {import('@sveltejs/kit').Adapter} */ ({
  name: 'hinterland-sealed-static',
  async adapt(builder) {
    await plain.adapt(builder)
    // Here, not above: tools that only read this file run on a Node that knows no TypeScript.
    const { sealBuild } = await import('./src/cli/build/seal.ts')
    await sealBuild(folder)
  },
})

/** @type {import('@sveltejs/kit').Config} */
export default {
  kit: {
    adapter: sealedStatic,
    // Registered by src/data/install/updates.ts, after the first picture.
    serviceWorker: { register: false },
    // Kit's default is the time of the build: two builds of one source would differ.
    version: { name: 'hinterland', pollInterval: 0 },
    // The seal turns this into headers for pages and for every script (src/cli/build/headers.ts).
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['none'],
        'script-src': ['self', 'wasm-unsafe-eval'],
        'style-src': ['self'],
        // Style attributes only: Kit's announcer and headless controls place things with them.
        'style-src-attr': ['unsafe-inline'],
        'img-src': ['self', 'blob:', 'data:'],
        'connect-src': ['self'],
        'worker-src': ['self'],
        'manifest-src': ['self'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'require-trusted-types-for': ['script'],
        'trusted-types': [
          'svelte-trusted-html',
          'sveltekit-trusted-url',
          'hinterland',
          'hinterland-service-worker',
          'default',
        ],
      },
    },
  },
}
