import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestOf } from '@ci-kit/oci/digest'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { javaDatabase, vulnerabilityDatabase } from '@ci-kit/trivy-scan/database/find-database'
import { JAVA_DATABASE } from '@ci-kit/trivy-scan/database/kind'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'
import {
  artifactManifest,
  boltFile,
  databaseLayer,
  metadata,
  NOW,
  sqliteFile,
  tarGz,
  UPDATED,
} from './samples.ts'
import { workbench } from './workbench.ts'

const REF_NAME = 'org.opencontainers.image.ref.name'
const HOUR = 3_600_000

type Files = Readonly<Record<string, string | Buffer>>

const folderOf = (files: Files): string => {
  const folder = folderWith()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const TWO: Files = { 'trivy.db': boltFile(), 'metadata.json': metadata(UPDATED) }

/** An OCI layout with these layers, each under a name. */
const layoutOf = (layers: Readonly<Record<string, Buffer>>, more: Files = {}): string => {
  const blobs: Record<string, Buffer> = {}
  const blob = (bytes: Buffer) => {
    blobs[`blobs/sha256/${digestOf(bytes).slice(7)}`] = bytes
    return { digest: digestOf(bytes), size: bytes.length }
  }
  const manifests = Object.entries(layers).map(([name, layer]) => {
    blob(layer)
    const annotations = { [REF_NAME]: name }
    return { mediaType: OCI_MANIFEST, ...blob(artifactManifest([layer])), annotations }
  })
  return folderOf({
    ...blobs,
    'index.json': JSON.stringify({ schemaVersion: 2, manifests }),
    'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
    ...more,
  })
}

const offline = (path: string, more: Parameters<typeof workbench>[0] = {}) => {
  const bench = workbench({ ...more, path, repositories: '127.0.0.1:1/nobody' })
  return { bench, call: vulnerabilityDatabase(bench.request, bench.ports) }
}

describe('a database that is brought', () => {
  test.each<[string, () => Promise<string> | string]>([
    ['a folder of the two files', () => folderOf(TWO)],
    [
      "a folder of trivy's",
      () =>
        folderOf(
          Object.fromEntries(Object.entries(TWO).map(([name, content]) => [`db/${name}`, content])),
        ),
    ],
    ['a tar.gz', async () => join(folderOf({ 'db.tar.gz': await databaseLayer() }), 'db.tar.gz')],
    ['an OCI layout', async () => layoutOf({ '': await databaseLayer() })],
  ])('as %s is used, without the network', async (_, make) => {
    const path = await make()
    const { bench, call } = offline(path)
    const found = await call
    expect(found).toMatchObject({ source: 'offline', updatedAt: UPDATED, repository: path })
    expect(readFileSync(join(bench.cacheDir, 'db/trivy.db')).equals(boltFile())).toBe(true)
    expect(readdirSync(bench.cacheDir)).toEqual(['db'])
    // A second step of the job finds it there.
    const { ino } = statSync(join(bench.cacheDir, 'db/trivy.db'))
    await vulnerabilityDatabase(bench.request, bench.ports)
    expect(statSync(join(bench.cacheDir, 'db/trivy.db')).ino).toBe(ino)
  })

  test('is not written to, and may be read-only', async () => {
    const path = folderOf(TWO)
    for (const name of Object.keys(TWO)) chmodSync(join(path, name), 0o400)
    chmodSync(path, 0o500)
    const { bench, call } = offline(path)
    await call
    expect(readdirSync(path).toSorted()).toEqual(['metadata.json', 'trivy.db'])
    expect(statSync(join(bench.cacheDir, 'db/trivy.db')).ino).not.toBe(
      statSync(join(path, 'trivy.db')).ino,
    )
    chmodSync(path, 0o700)
  })

  test('is copied again when it has changed', async () => {
    const path = folderOf(TWO)
    const { bench, call } = offline(path)
    await call
    writeFileSync(join(path, 'trivy.db'), boltFile({ note: 'newer' }))
    await vulnerabilityDatabase(bench.request, bench.ports)
    const file = readFileSync(join(bench.cacheDir, 'db/trivy.db'))
    expect(file.equals(boltFile({ note: 'newer' }))).toBe(true)
  })

  test('in a layout of several is the one with the name of the schema', async () => {
    const wanted = await databaseLayer({ note: 'wanted' })
    const { call } = offline(layoutOf({ 1: await databaseLayer(), 2: wanted }))
    expect((await call).manifestDigest).toBe(digestOf(artifactManifest([wanted])))
  })

  test.each<[string, () => string | Promise<string>, string | RegExp]>([
    ['nothing', () => join(folderWith(), 'missing'), 'there is nothing. Check the path.'],
    [
      'an empty folder',
      () => folderWith(),
      'it holds neither trivy.db, nor db/trivy.db, nor an OCI layout',
    ],
    [
      'no metadata.json',
      () => folderOf({ 'trivy.db': boltFile() }),
      'no metadata.json beside trivy.db, so it cannot be dated',
    ],
    [
      'a corrupt file',
      () => folderOf({ ...TWO, 'trivy.db': 'x' }),
      'its trivy.db is corrupt: it is no bbolt database',
    ],
    [
      'metadata without a date',
      () => folderOf({ ...TWO, 'metadata.json': '{"Version":2}' }),
      'it cannot be dated',
    ],
    [
      'an archive of something else',
      () => join(folderOf({ 'x.zip': 'PK' }), 'x.zip'),
      'it is no tar.gz. Give one of trivy.db and metadata.json, or a folder.',
    ],
    [
      'half an archive',
      async () => join(folderOf({ x: (await databaseLayer()).subarray(0, 200) }), 'x'),
      'its archive is no whole tar.gz',
    ],
    [
      'a layout without an index',
      async () => layoutOf({ 2: await databaseLayer() }, { 'index.json': 'x' }),
      'its index.json is no OCI index',
    ],
    ['an empty layout', () => layoutOf({}), 'its index.json names no manifest'],
    [
      'a layout of others',
      async () => layoutOf({ a: await databaseLayer(), b: await databaseLayer({ note: 'b' }) }),
      'its index.json names 2 manifests (a, b), and not exactly one of them is named 2',
    ],
    [
      'a layout with another layer',
      async () => {
        const layer = await databaseLayer()
        const blob = `blobs/sha256/${digestOf(layer).slice(7)}`
        return layoutOf({ 2: layer }, { [blob]: Buffer.alloc(layer.length) })
      },
      // Whichever is noticed first.
      /no whole tar\.gz|not the one that the manifest names/,
    ],
    [
      'a layout without its layer',
      async () => {
        const other = await databaseLayer({ note: 'other' })
        return layoutOf(
          {},
          {
            'index.json': JSON.stringify({
              manifests: [
                { mediaType: OCI_MANIFEST, digest: digestOf(artifactManifest([other])), size: 1 },
              ],
            }),
            [`blobs/sha256/${digestOf(artifactManifest([other])).slice(7)}`]: artifactManifest([
              other,
            ]),
          },
        )
      },
      'is missing',
    ],
  ])('as %s is refused by name', async (_, make, reason) => {
    const path = await make()
    const { bench, call } = offline(path)
    await expect(call).rejects.toThrow(`Input 'db-path' is '${path}', which cannot be used: `)
    await expect(call).rejects.toThrow(reason)
    expect(bench.has('db')).toBe(false)
  })

  test('has to be young enough', async () => {
    const path = folderOf(TWO)
    const { call } = offline(path, { maxAge: 6 * HOUR })
    await expect(call).rejects.toThrow(
      "it was updated 7 hours ago (2026-11-21T03:00Z), and input 'max-db-age' allows 6 hours. Bring a newer one, or raise input 'max-db-age'.",
    )
    expect(await offline(path, { maxAge: 7 * HOUR }).call).toHaveProperty('source', 'offline')
  })

  test('with a date in the future gets a warning, and no age', async () => {
    const path = folderOf({ ...TWO, 'metadata.json': metadata(new Date(NOW + 48 * HOUR)) })
    const { bench, call } = offline(path)
    await call
    expect(bench.log.at(-1)).toContain(
      'warning The vulnerability database was updated in the future',
    )
    await expect(offline(path, { maxAge: HOUR }).call).rejects.toThrow('its age is not known')
  })
})

describe('the Java database', () => {
  test('is put where trivy looks for it, at any age', async () => {
    const path = join(
      folderOf({
        'java.tar.gz': await tarGz([
          { name: JAVA_DATABASE.file, content: sqliteFile() },
          { name: 'metadata.json', content: metadata(new Date(NOW - 1000 * HOUR), 1) },
        ]),
      }),
      'java.tar.gz',
    )
    const bench = workbench({ path, maxAge: HOUR })
    const found = await javaDatabase(bench.request, bench.ports)
    expect(found.source).toBe('offline')
    expect(readdirSync(join(bench.cacheDir, 'java-db')).toSorted()).toEqual([
      'metadata.json',
      'origin.json',
      'trivy-java.db',
    ])
    expect(bench.log.at(-1)).toContain('info The Java database: updated 41 days ago')
  })

  test('is not taken for the other', async () => {
    const path = folderOf(TWO)
    const bench = workbench({ path })
    await expect(javaDatabase(bench.request, bench.ports)).rejects.toThrow(
      `Input 'java-db-path' is '${path}', which cannot be used: it holds neither trivy-java.db, nor java-db/trivy-java.db`,
    )
  })
})
