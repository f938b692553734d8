import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sealBuild } from '../../cli/build/seal.ts'
import { createServer } from '../server.ts'
import { FIRST, SECOND } from './tls.fixture.ts'
import { readTls, renewTls } from './tls.ts'

describe('given certificates', () => {
  let folder: string
  const paths = () => ({ cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') })
  function put({ cert, key }: typeof FIRST) {
    writeFileSync(paths().cert, cert)
    writeFileSync(paths().key, key)
  }
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hinterland-tls-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  test('are read with the day on which they end', () => {
    put(FIRST)
    const read = readTls(paths())
    expect(read.ok && read.value.notAfterMs).toBeGreaterThan(Date.UTC(2100, 0, 1))
  })

  test('that do not fit their key, are no PEM or are not there are refused', () => {
    put({ cert: FIRST.cert, key: SECOND.key })
    expect(readTls(paths())).toMatchObject({ problem: { code: 'tls-files' } })
    put({ cert: 'no certificate', key: FIRST.key })
    expect(readTls(paths())).toMatchObject({ problem: { code: 'tls-files' } })
    rmSync(paths().cert)
    expect(readTls(paths())).toMatchObject({
      problem: { code: 'tls-files', details: { why: `ENOENT ${paths().cert}` } },
    })
  })

  test('are exchanged while the server runs', async () => {
    const app = join(folder, 'app')
    mkdirSync(app)
    const page = `<meta http-equiv="content-security-policy" content="default-src 'none'">`
    const files = { 'index.html': page, 'rescue.html': '', 'rescue.js': '' }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(app, name), text)
    writeFileSync(join(app, 'service-worker.js'), 'self.__HINTERLAND_SEAL__')
    await sealBuild(app)
    const server = await createServer({ folder: app, tls: FIRST })
    const { port } = new URL(await server.listen({ port: 0 }))
    expect(await subjectAt(Number(port))).toBe('first.example')
    renewTls(server.server, SECOND)
    expect(await subjectAt(Number(port))).toBe('second.example')
    await server.close()
  })
})

function subjectAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.end()
    }).on('error', reject)
  })
}
