import { createReadStream } from 'node:fs'
import type { FastifyReply } from 'fastify'
import type { FoundBlob } from './finished-blobs.ts'

/** Bytes of somebody's file are bytes: no browser is to find a page, a script or a picture in them. */
const HEADERS = {
  'content-type': 'application/octet-stream',
  'x-content-type-options': 'nosniff',
  'content-disposition': 'attachment',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'private, no-cache',
  'accept-ranges': 'bytes',
}

/** Answers `HEAD` or `GET` of a blob, the whole or the one range that was asked for. */
export function sendBlob(
  reply: FastifyReply,
  { path, sizeBytes }: FoundBlob,
  asked: { readonly method: string; readonly range: string | undefined },
): FastifyReply {
  const range = readRange(asked.range, sizeBytes)
  reply.headers(HEADERS)
  if (range === 'none') return reply.code(416).header('content-range', `bytes */${sizeBytes}`).send('')
  const { from, to } = range ?? { from: 0, to: sizeBytes - 1 }
  if (range) reply.code(206).header('content-range', `bytes ${from}-${to}/${sizeBytes}`)
  reply.header('content-length', String(to - from + 1))
  if (asked.method === 'HEAD' || sizeBytes === 0) return reply.send('')
  return reply.send(createReadStream(path, { start: from, end: to }))
}

const ONE_RANGE = /^bytes=(\d{1,15})-(\d{0,15})$/

/** @returns null: the whole (no range, or one of a form that tablets do not send); `none`: behind the end */
function readRange(header: string | undefined, sizeBytes: number) {
  const found = ONE_RANGE.exec(header ?? '')
  if (!found) return null
  const from = Number(found[1])
  const to = Math.min(found[2] ? Number(found[2]) : Infinity, sizeBytes - 1)
  return from > to ? ('none' as const) : { from, to }
}
