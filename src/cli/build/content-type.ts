import { extname } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.hea': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}

/** The content type of a built file by its ending; plain bytes where no type is known. */
export function contentTypeOf(url: string): string {
  return types[extname(url)] ?? 'application/octet-stream'
}

/** Whether a file is text that browsers negotiate an encoding for. */
export function isText(url: string): boolean {
  return /charset=utf-8$/.test(contentTypeOf(url))
}
