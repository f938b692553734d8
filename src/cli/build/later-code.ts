import { posix } from 'node:path'

/** Code that is installed after the shell: the desks' parts for everybody, the records where there is a clinic. */
export type LaterGroup = 'desk' | 'film' | 'records'

interface LaterPart {
  readonly id: LaterGroup
  /** Places of the app that belong to nothing else. */
  readonly places: RegExp
  /** A later import keeps the names of what it exports: that is how its chunk is known. */
  readonly chunk: RegExp
}

const exporting = (names: string) => new RegExp(`export\\s*\\{[^}]*\\b(${names})\\b`)

/**
 * What two parts need belongs to the first; what films and records need, to the desk.
 * Desk: readers of what carts write, the unfolded numbers, report, comparison, exports.
 * Film: the film desk, its readers, codecs and practice studies.
 * Records: besides its places, the keeper's dictionary of readings (pinyin-pro, 143 kB gzip), asked for when somebody
 * is registered; all that a clinic has to do with a hub and other tablets; signing where the browser's WebCrypto has no
 * Ed25519; whose tracing it is, at the reading desk.
 */
const parts: readonly LaterPart[] = [
  {
    id: 'desk',
    places: /^\/(read\/print|ledger|bench)(\/|$)/,
    chunk: exporting(
      'EVERY_FORMAT|DeskDetails|StatementsPanel|interpretEcg|CriticalBanner|CriticalListEditor|claimSources|ReportPanel|ComparePanel|exportRecording|exportFhir',
    ),
  },
  {
    id: 'film',
    places: /^\/film(\/|$)/,
    chunk: exporting('sayTemplate|takeFilms'),
  },
  {
    id: 'records',
    places: /^\/(people|person|visit|roster|room|sync|join|nearby|hub)(\/|$)/,
    chunk: exporting('readingsOf|ed25519|WhoseTracing|Together'),
  },
]
const code = '/_app/immutable/'
const entry = /^\/_app\/immutable\/entry\/app\.[^/]+\.js$/

/**
 * Finds the built code that comes after the shell: what is reached from the places of a part and from no place of the
 * shell, and the chunks that are asked for later. A file is reached when what reaches it names it.
 * @param urls every file of the build
 * @param read text of a file
 * @returns groups by address; empty for a folder without an app
 * @throws when the app's list of places cannot be read: everything would fall into the shell unseen
 */
export function laterCode(urls: readonly string[], read: (url: string) => string): Map<string, LaterGroup> {
  const app = urls.find((url) => entry.test(url))
  if (app === undefined) return new Map()
  const texts = new Map(urls.filter(isText).map((url) => [url, read(url)]))
  const names = namesIn(texts, app)
  const pages = pagesOf(texts.get(app)!)
  const found = parts.map(({ id, places, chunk }) => {
    const own = pages.filter((page) => page.places.length > 0 && page.places.every((at) => places.test(at)))
    const later = urls.filter((url) => /\/chunks\//.test(url) && chunk.test(texts.get(url) ?? ''))
    const scripts = own.map(({ script }) => script)
    return { id, scripts, later, files: reached([...later, ...scripts], names) }
  })
  const scripts = new Set(found.flatMap((part) => part.scripts))
  // What nobody is seen to need stays in the shell, with all that it needs.
  const shell = [
    ...pages.map(({ script }) => script).filter((script) => !scripts.has(script)),
    ...urls.filter((url) => !found.some(({ files }) => files.has(url))),
  ]
  const needed = reached(shell, names, new Set(found.flatMap(({ later }) => later)))
  const groups = new Map<string, LaterGroup>()
  for (const { id, files } of found.toReversed()) {
    for (const url of files) if (!needed.has(url)) groups.set(url, id)
  }
  // Films and records come one without the other; the desk is on every tablet.
  const [films, records] = [found.find(({ id }) => id === 'film'), found.find(({ id }) => id === 'records')]
  for (const url of films?.files ?? [])
    if (records?.files.has(url) && !needed.has(url)) groups.set(url, 'desk')
  return groups
}

/** A layout or page, and the places of the app that show it. */
interface Page {
  readonly script: string
  readonly places: readonly string[]
}

/** Reads Kit's entry: `import("../nodes/5.x.js")` for each page, `"/people":[5]` for each place. */
function pagesOf(app: string): Page[] {
  const places = [...app.matchAll(/"(\/[^"]*)":\[([\d,[\]]+)\]/g)].map(([, place, ids]) => ({
    place: place!,
    ids: new Set((ids!.match(/\d+/g) ?? []).map(Number)),
  }))
  const nodes = [...app.matchAll(/import\([`"']\.\.\/nodes\/((\d+)\.[^`"']+)[`"']\)/g)]
  if (!places.some(({ place }) => place === '/') || nodes.length === 0)
    throw new Error('the list of places in the built app cannot be read')
  return nodes.map(([, name, id]) => ({
    script: `${code}nodes/${name}`,
    places: places.filter(({ ids }) => ids.has(Number(id))).map(({ place }) => place),
  }))
}

/**
 * Which built files each file names. What Vite lists for a later import (`import("./a.js"),__vite__mapDeps([0,2])`:
 * styles, chunks) is named by what is imported and not by who imports it; the app does not name its pages.
 */
function namesIn(texts: ReadonlyMap<string, string>, app: string): Map<string, Set<string>> {
  const built = [...texts.keys()].filter((url) => url.startsWith(code))
  const byName = new Map(built.map((url) => [posix.basename(url), url]))
  const found = new Map(built.map((url) => [url, new Set<string>()]))
  for (const [url, text] of texts) {
    const [whole, listed] = /\.f=\[([^\]]*)\]/.exec(text) ?? ['', '']
    const list = [...listed!.matchAll(/"([^"]+)"/g)].map((match) => byName.get(posix.basename(match[1]!)))
    for (const [, imported, needs] of text.matchAll(laterImport)) {
      const names = found.get(byName.get(posix.basename(imported!)) ?? '')
      for (const index of needs!.match(/\d+/g) ?? [])
        if (list[Number(index)]) names?.add(list[Number(index)]!)
    }
    const own = whole === '' ? text : text.replace(whole, '')
    const names = found.get(url) ?? new Set<string>()
    for (const [name, other] of byName) if (other !== url && own.includes(name)) names.add(other)
    if (url === app) for (const other of names) if (other.startsWith(`${code}nodes/`)) names.delete(other)
    found.set(url, names)
  }
  return found
}

const laterImport = /import\([`"']([^`"']+\.js)[`"']\)[^]{0,400}?__vite__mapDeps\(\[([\d,]*)\]\)/g

/** Everything that these files name, directly or through others; what is behind a door is left out. */
function reached(
  from: readonly string[],
  names: ReadonlyMap<string, ReadonlySet<string>>,
  doors: ReadonlySet<string> = new Set(),
): Set<string> {
  const found = new Set<string>()
  const waiting = [...from]
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (found.has(url) || doors.has(url)) continue
    found.add(url)
    waiting.push(...(names.get(url) ?? []))
  }
  return found
}

function isText(url: string): boolean {
  return /\.(js|css|html|json)$/.test(url)
}
