import type { UploadInit } from '../network.ts'

/** What a worker of a browser sends with: `fetch` does not tell how much of a body has left, this does. */
export function countedUpload(
  path: string,
  { method, headers, body, signal }: UploadInit,
  onSent: (bytes: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const request = new XMLHttpRequest()
    request.open(method, path, true)
    request.responseType = 'arraybuffer'
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded }) => onSent(loaded)
    request.onerror = () => reject(new TypeError('there is no line'))
    request.onabort = () => reject(signal.reason)
    request.onload = () => resolve(responseOf(request))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })
}

/** Answers without a body by their status (Fetch, "null body status"). */
const WITHOUT_BODY = new Set([101, 103, 204, 205, 304])

function responseOf(request: XMLHttpRequest): Response {
  const { status } = request
  const headers = new Headers()
  for (const line of request
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const body = WITHOUT_BODY.has(status) ? null : (request.response as ArrayBuffer)
  return new Response(body, { status, headers })
}
