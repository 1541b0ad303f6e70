import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { ADVISORIES, VULNERABLE } from '../../../e2e/trivy-samples.ts'
import { pushArtifact } from '../../../fakes/oci-artifact.ts'
import { refusal } from '../../../fakes/registry-http.ts'
import { type Fault, type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'
import { packageLock } from '../../../fakes/sample-files.ts'
import { alpineImage } from '../../../fakes/sample-image.ts'
import { makeDatabase } from '../../../fakes/trivy-database.ts'
import { foundIn, realTrivy } from './real-trivy.ts'

const { folderWith, scan, failure } = realTrivy()

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const pushed = async () => {
  const image = await alpineImage({ packages: VULNERABLE })
  const digest = await pushArtifact(server.host, 'org/app', '1', image)
  return { kind: 'registry', reference: `${server.host}/org/app@${digest}` } as const
}

describe('an image in a registry', () => {
  test('is read by its digest', async () => {
    expect(foundIn(await scan(await pushed()))).toEqual(['CVE-2026-0001 openssl'])
  })

  test.each<[string, Fault, string, string]>([
    [
      'was deleted',
      { path: /manifests/, answer: refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown') },
      'is not in the registry any more',
      'Push it again',
    ],
    [
      'lacks a layer',
      { method: 'GET', path: /blobs/, answer: refusal(404, 'BLOB_UNKNOWN', 'blob unknown') },
      'or a layer of it, is not in the registry any more',
      'Push it again',
    ],
    [
      'is kept back',
      { path: /manifests/, answer: refusal(403, 'DENIED', 'requested access is denied') },
      'The registry refused to hand out',
      'Log in to it before this step',
    ],
    [
      'is kept back without a login',
      { path: /manifests/, answer: refusal(401, 'UNAUTHORIZED', 'authentication required') },
      'The registry refused to hand out',
      'Log in to it before this step',
    ],
    [
      'is asked for too often',
      { path: /manifests/, answer: refusal(429, 'TOOMANYREQUESTS', 'slow down') },
      'The registry limits how often it answers',
      'Wait and run the job again',
    ],
    [
      'breaks off',
      {
        method: 'GET',
        path: /blobs/,
        answer: (request, next) => ({ ...next(request), cutAfter: 20 }),
      },
      'did not arrive whole',
      'Run the job again',
    ],
  ])(
    'that %s',
    async (_, fault, what, fix) => {
      const subject = await pushed()
      server.fail(fault)
      const message = await failure(subject)
      expect(message).toContain(what)
      expect(message).toContain(fix)
    },
    60_000,
  )

  test('of a registry that is not running', async () => {
    const subject = await pushed()
    await server.close()
    expect(await failure(subject)).toMatch(/^The registry of .* did not answer trivy \(.*refused/)
  })

  test('of a registry with an error of its own', async () => {
    const subject = await pushed()
    server.fail({ path: /manifests/, answer: refusal(500, 'UNKNOWN', 'disk full') })
    expect(await failure(subject)).toMatch(
      /^The registry of \S+ answered trivy with an error \(GET .*: UNKNOWN: disk full\)\. Run the job/,
    )
  })

  test('whose layer was changed on the way', async () => {
    const subject = await pushed()
    server.fail({
      method: 'GET',
      path: /blobs/,
      answer: (request, next) => {
        const { body = '', ...answer } = next(request)
        const bytes = Buffer.from(body)
        return { ...answer, body: bytes.fill(0x20, Math.max(0, bytes.length - 8)) }
      },
    })
    expect(await failure(subject)).toContain('did not arrive whole')
  })
})

describe('a database', () => {
  const subject = () => ({
    kind: 'fs' as const,
    path: folderWith({ 'package-lock.json': packageLock({ lodash: '4.17.20' }) }),
  })

  test('that is not there', async () => {
    expect(await failure(subject(), { database: folderWith({}) })).toMatch(
      /^trivy found no vulnerability database that it can read .*Delete the cached database/,
    )
  })

  test.each([
    ['cut', (file: string) => truncateSync(file, 20_000)],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['no database', (file: string) => writeFileSync(file, 'x'.repeat(70_000))],
    [
      'damaged inside',
      (file: string) => writeFileSync(file, Buffer.from(readFileSync(file)).fill(0xff, 8_192)),
    ],
  ])('that is %s', async (_, spoil) => {
    const database = makeDatabase(ADVISORIES)
    spoil(join(database, 'trivy.db'))
    expect(await failure(subject(), { database })).toMatch(/database.*Delete the cached database/)
  })

  test('of another schema', async () => {
    const database = makeDatabase(ADVISORIES)
    const file = join(database, 'metadata.json')
    const metadata: unknown = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...Object(metadata), Version: 3 }))
    expect(await failure(subject(), { database })).toMatch(/schema/)
  })
})

describe('a file', () => {
  test('that is no archive', async () => {
    const folder = folderWith({ 'image.tar': 'this is no tar' })
    expect(await failure({ kind: 'archive', input: 'image.tar', folder })).toMatch(
      /^image.tar is neither an archive of 'docker save' nor an OCI layout/,
    )
  })

  test('that is no bill of materials', async () => {
    const folder = folderWith({ 'b.json': '{"hello":1}' })
    expect(await failure({ kind: 'sbom', path: join(folder, 'b.json') })).toContain(
      'is no bill of materials that trivy can read',
    )
  })

  test('that is no VEX document', async () => {
    const workspace = folderWith({ 'v.json': '{"hello":1}', 'requirements.txt': 'jinja2==3.1.0\n' })
    const settings = { vexFiles: ['v.json'] }
    expect(await failure({ kind: 'fs', path: '.' }, { workspace, settings })).toContain(
      'A VEX document cannot be used',
    )
  })

  test('that is not there', async () => {
    const workspace = folderWith({})
    expect(await failure({ kind: 'fs', path: 'nothing' }, { workspace })).toContain('nothing')
  })
})

test('a cancellation ends trivy and all scans', async () => {
  const cancel = new AbortController()
  const reason = new Error('cancelled')
  const subject = await pushed()
  server.fail({
    path: /manifests/,
    answer: (request, next) => {
      cancel.abort(reason)
      return next(request)
    },
  })
  await expect(scan(subject, { cancellation: cancel.signal })).rejects.toBe(reason)
})
