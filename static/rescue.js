// The page for when nothing else works: no framework, no file but this one.
;(function () {
  'use strict'

  const factsDatabase = 'hinterland-clinic-facts'
  const blobFolder = ['keeper', 'clinic', 'blobs']
  // What another tablet can use; keys of this tablet and counts of wrong tries stay here.
  const exported = ['users', 'scopeKeys', 'subjectKeys', 'facts', 'drafts', 'readings', 'films', 'blobRows']
  const shellCaches = /^(hinterland-shell|workbox-)/

  const look = [
    ':root{--paper:#f5f7f6;--ink:#14201d;--ink-2:#42514d;--line:#7b8884;--accent:#0a6a57;--on:#fff}',
    '@media (prefers-color-scheme:dark){:root{--paper:#0e1412;--ink:#e7eeeb;--ink-2:#b6c3be;--line:#74837d;--accent:#62cfb4;--on:#05231b}}',
    'body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}',
    'main{max-width:40rem;margin:0 auto;padding:24px}',
    'h1{font-size:1.5rem;line-height:1.25;margin:0 0 16px}',
    '[lang=en]{color:var(--ink-2)}',
    'button [lang=en],a [lang=en]{color:inherit}',
    'dl{display:grid;grid-template-columns:auto 1fr;gap:8px 24px;border-block:1px solid var(--line);padding:16px 0}',
    'dd{margin:0;font-variant-numeric:tabular-nums;font-weight:600}',
    '.acts{display:flex;flex-wrap:wrap;gap:12px;align-items:center}',
    'button,a{min-height:48px;padding:0 16px;border-radius:6px;font:inherit;box-sizing:border-box}',
    'a{display:inline-flex;align-items:center;gap:4px;color:var(--accent)}',
    'button{border:1px solid var(--line);background:transparent;color:var(--ink)}',
    '#export{background:var(--accent);border-color:var(--accent);color:var(--on);font-weight:600}',
    ':focus-visible{outline:3px solid var(--accent);outline-offset:2px}',
  ]
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(look.join('\n'))
    document.adoptedStyleSheets = [sheet]
  } catch {
    // The page works without its looks.
  }

  const place = (id) => document.getElementById(id)
  const say = (id, text) => (place(id).textContent = text)
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1) + ' MB'

  const shown = Promise.allSettled([
    show('version', version),
    show('kept', kept),
    show('unsent', unsent),
    show('installed', installed),
    show('space', space),
  ])
  place('export').addEventListener('click', () => act(exportKept))
  place('reinstall').addEventListener('click', () => act(reinstall))
  void shown.then(() => (document.documentElement.dataset.shown = 'yes'))

  async function show(id, find) {
    try {
      say(id, await find())
    } catch {
      say(id, '读不出来 cannot be read')
    }
  }

  async function act(work) {
    try {
      say('done', '…')
      say('done', await work())
    } catch (fault) {
      say('done', '没有做成 It did not work: ' + (fault && fault.name))
    }
  }

  async function version() {
    const manifest = await (await fetch('/install.json')).json()
    return manifest.version + ' (' + manifest.build + ')'
  }

  async function kept() {
    const { facts, readings, films } = await readStores(['facts', 'readings', 'films'])
    const listed = [...(readings || []), ...(films || [])].filter((row) => row.removedAtMs === null)
    return (facts || []).length + ' 条记录 facts · ' + listed.length + ' 份读图 readings'
  }

  async function unsent() {
    const { facts } = await readStores(['facts'])
    return String((facts || []).filter((row) => row.unsent === 1).length)
  }

  async function installed() {
    const names = await caches.keys()
    const counts = []
    for (const name of names) counts.push(name + ' ' + (await (await caches.open(name)).keys()).length)
    return counts.join(', ') || '0'
  }

  async function space() {
    const { usage, quota } = await navigator.storage.estimate()
    const persisted = await navigator.storage.persisted()
    const words = persisted ? '长期保存 persistent' : '浏览器可能清除 the browser may clear it'
    return megabytes(usage) + ' / ' + megabytes(quota) + ' · ' + words
  }

  // Writes everything that is kept into one file, sealed as it lies here: "Restore from a backup" takes it.
  async function exportKept() {
    const stores = await readStores([...exported, 'meta'])
    const { meta = [], ...rows } = stores
    const clinic = meta.find((row) => row.name === 'clinic') || null
    const users = (rows.users || []).map((user) => ({ ...user, wraps: [] }))
    const scopeKeys = (rows.scopeKeys || []).filter((row) => row.to === 'recovery')
    const content = { ...rows, users, scopeKeys, clinic, blobs: await blobs(), madeAtMs: Date.now() }
    const text = JSON.stringify(await plain({ format: 'hinterland-rescue', v: 1, ...content }))
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    link.download = 'hinterland-rescue.json'
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    return '已导出 Exported: ' + (rows.facts || []).length + ' + ' + (rows.readings || []).length
  }

  async function blobs() {
    const found = []
    try {
      let folder = await navigator.storage.getDirectory()
      for (const name of blobFolder) folder = await folder.getDirectoryHandle(name)
      for await (const [name, handle] of folder)
        found.push({ name, sealed: new Uint8Array(await (await handle.getFile()).arrayBuffer()) })
    } catch {
      // No folder: nothing large was kept.
    }
    return found
  }

  // Forgets the program, never what was kept: the next start fetches the program anew.
  async function reinstall() {
    const answer = await fetch('/healthz', { cache: 'no-store' }).catch(() => null)
    if (!answer || !answer.ok) {
      return '现在连不上服务器，旧程序保留。 The server cannot be reached now, so the program was left as it is.'
    }
    const registrations = await navigator.serviceWorker.getRegistrations()
    for (const registration of registrations) await registration.unregister()
    for (const name of await caches.keys()) if (shellCaches.test(name)) await caches.delete(name)
    return '已清除旧程序。请点“打开应用”。 The old program is gone. Choose “Open the app”.'
  }

  async function readStores(names) {
    const known = indexedDB.databases ? await indexedDB.databases() : [{ name: factsDatabase }]
    if (!known.some(({ name }) => name === factsDatabase)) return {}
    const database = await opened()
    try {
      const stores = {}
      for (const name of names) {
        if (!database.objectStoreNames.contains(name)) continue
        stores[name] = await result(database.transaction(name).objectStore(name).getAll())
      }
      return stores
    } finally {
      database.close()
    }
  }

  function opened() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(factsDatabase)
      // A database that is not there must not be made here.
      request.onupgradeneeded = () => request.transaction.abort()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  }

  function result(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  }

  async function plain(value) {
    if (value instanceof Blob)
      return { base64: base64(new Uint8Array(await value.arrayBuffer())), type: value.type }
    if (value instanceof ArrayBuffer) return { base64: base64(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) {
      return {
        base64: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
        array: value.constructor.name,
      }
    }
    if (value instanceof CryptoKey) return null
    if (Array.isArray(value)) return Promise.all(value.map(plain))
    if (value instanceof Date || value === null || typeof value !== 'object') return value
    const entries = Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)])
    return Object.fromEntries(await Promise.all(entries))
  }

  function base64(bytes) {
    let text = ''
    for (let at = 0; at < bytes.length; at += 0x8000)
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
    return btoa(text)
  }
})()
