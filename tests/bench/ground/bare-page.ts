import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sealBuild } from '../../../src/cli/build/seal.ts'
import { root } from './built-app.ts'

/** A SvelteKit app of one prerendered page with a heading and a button that Svelte enables. */
const files: Record<string, string> = {
  'package.json': '{ "name": "bare", "private": true, "type": "module" }',
  'svelte.config.js': `import adapter from '@sveltejs/adapter-static'
export default { kit: { adapter: adapter(), csp: { mode: 'hash', directives: { 'script-src': ['self'] } } } }`,
  'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite'
export default { plugins: [sveltekit()], logLevel: 'error', build: { assetsInlineLimit: 0, target: 'es2022' } }`,
  'src/app.html': `<!doctype html><html lang="en"><head><meta charset="utf-8">%sveltekit.head%</head>
<body><div>%sveltekit.body%</div></body></html>`,
  'src/routes/+layout.js': 'export const prerender = true',
  'src/routes/+page.svelte': `<script>
  let ready = $state(false)
  $effect(() => { ready = true })
</script>
<main><h1>Bare</h1><button disabled={!ready}>Press</button></main>`,
  // Our server serves sealed builds only, and a seal needs these three.
  'static/service-worker.js': 'self.__HINTERLAND_SEAL__',
  'static/rescue.html': '<h1>rescue</h1>',
  'static/rescue.js': '',
}

/**
 * Builds the reference of a first load: a bare SvelteKit page, with the packages of this tree, sealed and
 * packed as the app is, so that the same server code serves it.
 * @returns the folder of the build, in the temporary folder of the system; the caller removes it
 */
export async function buildBarePage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hinterland-bare-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const built = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(`the bare page was not built:\n${built.stderr}`)
  await sealBuild(join(folder, 'build'))
  return join(folder, 'build')
}
