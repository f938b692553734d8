import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Kit numbers its nodes: 0 is the layout around every page, 2 the first page in the tree, which is Home. */
const homeNodes = /^(0|2)\./

/**
 * What a browser must have before it can show Home: the page, the scripts and styles it names, the nodes of
 * layout and Home, and everything these import before they run.
 * @param folder the built app
 * @returns addresses, the page first
 */
export function firstPaint(folder: string): string[] {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const named = [...html.matchAll(/<(?:script src|link href)="(\/[^"]+)"|import\("(\/[^"]+)"\)/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((url) => /\.(js|css)$/.test(url))
  const nodes = ['nodes', 'assets'].flatMap((name) => homeFiles(folder, `/_app/immutable/${name}`))
  const found = new Set(['/index.html'])
  const waiting = [...named, ...nodes]
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (found.has(url) || !existsSync(join(folder, url))) continue
    found.add(url)
    if (url.endsWith('.js')) waiting.push(...importsOf(folder, url))
  }
  return [...found]
}

function homeFiles(folder: string, place: string): string[] {
  const path = join(folder, place)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((name) => homeNodes.test(name) && /\.(js|css)$/.test(name))
    .map((name) => `${place}/${name}`)
}

/** Static imports alone: what is imported later is not waited for. */
function importsOf(folder: string, url: string): string[] {
  const text = readFileSync(join(folder, url), 'utf8')
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*"(\.{1,2}\/[^"]+\.js)"/g)].map((match) =>
    posix.join(posix.dirname(url), match[1] ?? ''),
  )
}
