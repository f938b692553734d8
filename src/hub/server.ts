import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { fastify } from 'fastify'
import type { FastifyError, FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseInstallManifest } from '#contract/install-manifest.ts'
import { shareLandingPath, sharePostPath } from '#contract/service-worker-messages.ts'
import { noSuchAddress } from './run/api-answers.ts'

/** App and API on one origin; without a hub it serves the built app and holds nothing of anybody. */
export interface ServerOptions {
  /** The built and sealed app. */
  readonly folder: string
  /** False leaves COOP and COEP away, as some proxies do: the app must then run on one thread. */
  readonly isolation?: boolean
  /** Answers under `/api/`. */
  readonly hub?: { register(server: FastifyInstance): Promise<void> } | undefined
  /** PEM; without it the server speaks plain HTTP, for localhost or behind a proxy. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Addresses of proxies whose word on where a request comes from is taken. */
  readonly trustedProxies?: readonly string[] | undefined
}

/** Answers of the API are data: nothing may run or be framed, and a metered line carries no policy of the page. */
const apiHeaders = [
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['x-content-type-options', 'nosniff'],
  ['cross-origin-resource-policy', 'same-origin'],
] as const
const isApi = /^\/api(\/|$|\?)/
const neverChanges = /^\/(_app\/immutable|packs|runtime)\//
/** Nothing is sent to this server in a body but what another app shares. */
const bodyLimitBytes = 16 * 1024
/** What another app shares when no service worker is there: read past and forgotten, up to this much. */
const discardedBodyLimitBytes = 256 * 1024 * 1024
/** Names of segments and rooms stand in addresses. */
const addressPartMax = 400

/**
 * Makes the server; the caller listens.
 * @throws when the folder holds no sealed build
 */
export async function createServer({
  folder,
  isolation = true,
  hub,
  tls,
  trustedProxies,
}: ServerOptions): Promise<FastifyInstance> {
  const manifest = manifestOf(folder)
  const headers = Object.entries(manifest.headers).filter(
    ([name]) => isolation || !/^cross-origin-(opener|embedder)-policy$/.test(name),
  )
  const { build, version } = manifest

  // Fastify logs nothing: addresses and file names may say something of a person.
  const server = fastify({
    logger: false,
    forceCloseConnections: 'idle',
    bodyLimit: bodyLimitBytes,
    routerOptions: { maxParamLength: addressPartMax },
    trustProxy: trustedProxies?.length ? [...trustedProxies] : false,
    frameworkErrors: refuse,
    // Null is plain HTTP; the handlers see no difference.
    https: tls ? { cert: tls.cert, key: tls.key } : null,
  } as FastifyHttpOptions<Server>) as FastifyInstance
  /** Also what Fastify itself refuses goes out under the policy of the page. */
  function refuse(error: FastifyError, _request: FastifyRequest, reply: FastifyReply) {
    for (const [name, value] of headers) reply.header(name, value)
    void reply
      .code(error.statusCode ?? 400)
      .type('text/plain; charset=utf-8')
      .send('This request cannot be understood.\n')
  }
  server.addHook('onRequest', (request, reply, done) => {
    for (const [name, value] of isApi.test(request.url) ? apiHeaders : headers) reply.header(name, value)
    // A range counts bytes of the plain file; a packed answer would cut through the packing.
    if (request.headers.range) delete request.headers['accept-encoding']
    done()
  })
  await server.register(fastifyStatic, {
    root: folder,
    wildcard: true,
    preCompressed: true,
    index: false,
    redirect: false,
    cacheControl: false,
    setHeaders: (reply, path) => setFileHeaders(reply, path.slice(folder.length)),
  })
  server.get('/', page)
  server.get('/healthz', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ ok: true, version, build }),
  )
  server.get('/rescue', (_request, reply) => reply.sendFile('rescue.html'))
  takeShares(server)
  await hub?.register(server)
  server.setNotFoundHandler(pageOrNotFound)
  return server
}

/** @throws when the folder holds no sealed build */
export function appVersion(folder: string): { readonly version: string; readonly build: string } {
  const { version, build } = manifestOf(folder)
  return { version, build }
}

function manifestOf(folder: string) {
  const manifest = parseInstallManifest(JSON.parse(readFileSync(join(folder, 'install.json'), 'utf8')))
  if (!manifest.ok) throw new Error(manifest.problem.message)
  return manifest.value
}

/** Pages are addresses of the app itself; everything else that is not there is not there. */
function pageOrNotFound(request: FastifyRequest, reply: FastifyReply) {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (isApi.test(pathname)) return noSuchAddress(reply)
  const isPage =
    (request.method === 'GET' || request.method === 'HEAD') && !/\.[a-z0-9]+$|^\/_app\//i.test(pathname)
  if (isPage) return page(request, reply)
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send('There is nothing at this address.\n')
}

function page(_request: FastifyRequest, reply: FastifyReply) {
  return reply.sendFile('index.html')
}

/**
 * Without a service worker, shared files reach the server. They are read past, never stored, and the page
 * that opens finds none and asks for them to be chosen by hand.
 */
function takeShares(server: FastifyInstance): void {
  server.addContentTypeParser(
    'multipart/form-data',
    { bodyLimit: discardedBodyLimitBytes },
    (_request, body, done) => {
      body.on('end', () => done(null))
      body.on('error', done)
      body.resume()
    },
  )
  server.post(sharePostPath, (_request, reply) => reply.redirect(shareLandingPath, 303))
}

function setFileHeaders(reply: FastifyReply, path: string): void {
  reply.header('cache-control', neverChanges.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
}
