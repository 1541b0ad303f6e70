import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '@ci-kit/oci/digest'
import { vulnerabilityDatabase } from '@ci-kit/trivy-scan/database/find-database'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { refusal } from '../../../fakes/registry-http.ts'
import { type RegistryServer, registryServer } from '../../../fakes/registry-server.ts'
import { folderWith } from '../../folders.ts'
import { boltFile, databaseLayer, NOW, publish, UPDATED } from './samples.ts'
import { folderCache, workbench } from './workbench.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const HOUR = 3_600_000
const blobReads = () => server.requests.filter(({ path }) => path.includes('/blobs/')).length
const down = () => server.fail({ answer: refusal(503, 'UNAVAILABLE', 'down') })
const mirror = () => `${server.host}/aqua/trivy-db`

/** A cache as an earlier run of the same database has left it. */
const filled = async () => {
  const manifestDigest = publish(server, await databaseLayer())
  const kept = folderCache()
  const bench = workbench({ repositories: mirror(), cache: kept.cache })
  await vulnerabilityDatabase(bench.request, bench.ports)
  return { ...kept, manifestDigest, key: `trivy-db-2-${manifestDigest}` }
}

const evil = await databaseLayer({ note: 'y' })

describe('a database in the cache', () => {
  test('is saved as it was published, under the digest of its manifest', async () => {
    const { keys, key, folder, manifestDigest, asked } = await filled()
    expect(asked).toEqual([key])
    expect(keys).toEqual([key])
    const layer = await databaseLayer()
    const names = readdirSync(join(folder(key), 'blobs/sha256')).toSorted()
    const digests = [digestOf(layer), manifestDigest].map((digest) => digest.slice(7))
    expect(names).toEqual(digests.toSorted())
  })

  test('is used by a later run, which asks the mirror by one HEAD', async () => {
    const { cache, manifestDigest } = await filled()
    const before = server.requests.length
    const bench = workbench({ repositories: mirror(), cache })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found).toMatchObject({ source: 'cache', manifestDigest, updatedAt: UPDATED })
    expect(found.repository).toBe(`${mirror()}:2`)
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual(['HEAD'])
    expect(readFileSync(join(bench.cacheDir, 'db/trivy.db')).equals(boltFile())).toBe(true)
    expect(readdirSync(bench.cacheDir)).toEqual(['db'])
  })

  test('is not used when the mirror has a newer one, which is saved then', async () => {
    const { cache, key, keys } = await filled()
    const newer = publish(server, await databaseLayer({ note: 'newer' }))
    const bench = workbench({ repositories: mirror(), cache })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found).toMatchObject({ source: 'mirror', manifestDigest: newer })
    expect(keys).toEqual([key, `trivy-db-2-${newer}`])
  })

  test.each<[string, (layout: string) => void, string]>([
    [
      'with a layer that was changed',
      (layout) => rewriteLayer(layout, (bytes) => bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30)),
      'damaged',
    ],
    [
      'with another whole database of the same size',
      (layout) => rewriteLayer(layout, () => evil),
      'its layer is not the one that the manifest names: its bytes have the digest',
    ],
    [
      'with a layer that is cut off',
      (layout) => rewriteLayer(layout, (bytes) => bytes.subarray(0, 50)),
      'its layer has 50 bytes',
    ],
    [
      'with another manifest',
      (layout) => {
        const [name = ''] = readdirSync(join(layout, 'blobs/sha256')).filter(
          (each) =>
            readFileSync(join(layout, 'blobs/sha256', each)).toString('latin1', 0, 1) === '{',
        )
        writeFileSync(join(layout, 'blobs/sha256', name), '{"layers":[]}')
      },
      'the bytes of its manifest do not have the digest',
    ],
    [
      'without an index',
      (layout) => writeFileSync(join(layout, 'index.json'), '{}'),
      'no OCI index',
    ],
  ])('%s is noticed and downloaded again', async (_, spoil, reason) => {
    const { cache, key, folder } = await filled()
    spoil(folder(key))
    const bench = workbench({ repositories: mirror(), cache })
    const before = blobReads()
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('mirror')
    expect(blobReads() - before).toBe(1)
    const notices = bench.log.filter((line) => line.startsWith('notice'))
    expect(notices.length).toBe(1)
    expect(notices[0]).toContain(`(${key}) is damaged and not used: `)
    expect(notices[0]).toContain(reason)
    expect(readFileSync(join(bench.cacheDir, 'db/trivy.db')).equals(boltFile())).toBe(true)
  })

  test('that is another good database than its key says is not used', async () => {
    const { cache, key, rename } = await filled()
    const newer = publish(server, await databaseLayer({ note: 'newer' }))
    rename(key, `trivy-db-2-${newer}`)
    const bench = workbench({ repositories: mirror(), cache })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found).toMatchObject({ source: 'mirror', manifestDigest: newer })
    expect(bench.log.join('\n')).toContain('it holds the manifest sha256:')
  })

  test('is left alone while another step works with it', async () => {
    const { cache } = await filled()
    const cacheDir = folderWith({ 'db-artifact/layout/x': 'of another step' })
    const bench = workbench({ repositories: mirror(), cache, cacheDir })
    // The other step has begun one minute ago.
    utimesSync(join(cacheDir, 'db-artifact'), (NOW - 60_000) / 1000, (NOW - 60_000) / 1000)
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('mirror')
    expect(readFileSync(join(cacheDir, 'db-artifact/layout/x'), 'utf8')).toBe('of another step')
    expect(readdirSync(cacheDir).toSorted()).toEqual(['db', 'db-artifact'])
  })

  test('is taken over from a step that has died', async () => {
    const { cache } = await filled()
    const cacheDir = folderWith({ 'db-artifact/layout/index.json': 'half' })
    const bench = workbench({ repositories: mirror(), cache, cacheDir })
    utimesSync(join(cacheDir, 'db-artifact'), (NOW - 2 * HOUR) / 1000, (NOW - 2 * HOUR) / 1000)
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('cache')
    expect(readdirSync(cacheDir)).toEqual(['db'])
  })
})

const rewriteLayer = (layout: string, change: (bytes: Buffer) => unknown): void => {
  const folder = join(layout, 'blobs/sha256')
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name))
    if (bytes.readUInt8(0) !== 0x1f) continue
    const changed = change(bytes)
    writeFileSync(join(folder, name), Buffer.isBuffer(changed) ? changed : bytes)
  }
}

describe('when all mirrors are down', () => {
  test('the newest of the cache is used with a warning', async () => {
    const { cache, manifestDigest } = await filled()
    down()
    const bench = workbench({ repositories: mirror(), cache, now: NOW + 48 * HOUR })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found).toMatchObject({ source: 'cache', manifestDigest })
    const warnings = bench.log.filter((line) => line.startsWith('warning'))
    expect(warnings.length).toBe(1)
    expect(warnings[0]).toContain('updated 2 days ago (2026-11-21T03:00Z)')
    expect(warnings[0]).toContain(`- ${mirror()}:2: Could not look up`)
  })

  test('a damaged one of the cache is not used', async () => {
    const { cache, key, folder } = await filled()
    rewriteLayer(folder(key), (bytes) => bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30))
    down()
    const bench = workbench({ repositories: mirror(), cache })
    await expect(vulnerabilityDatabase(bench.request, bench.ports)).rejects.toThrow(
      'There is no vulnerability database to scan with',
    )
    expect(bench.has('db')).toBe(false)
  })

  test('max-db-age decides about it', async () => {
    const { cache } = await filled()
    down()
    const given = { repositories: mirror(), cache, now: NOW + 48 * HOUR }
    const strict = workbench({ ...given, maxAge: 24 * HOUR })
    const call = vulnerabilityDatabase(strict.request, strict.ports)
    await expect(call).rejects.toThrow("input 'max-db-age' allows 24 hours")
    await expect(call).rejects.toThrow("or raise input 'max-db-age'")
    await expect(call).rejects.toThrow(`- ${mirror()}:2: Could not look up`)
    const lax = workbench({ ...given, maxAge: 72 * HOUR })
    expect((await vulnerabilityDatabase(lax.request, lax.ports)).source).toBe('cache')
  })

  test('a fresh one of an earlier step is used, without the cache', async () => {
    const { cache, asked } = await filled()
    const cacheDir = join(folderWith(), 'cache')
    const before = workbench({ repositories: mirror(), cache, cacheDir })
    await vulnerabilityDatabase(before.request, before.ports)
    const questions = asked.length
    down()
    const bench = workbench({ repositories: mirror(), cache, cacheDir })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('job')
    expect(asked.length).toBe(questions)
  })

  test('an old one of an earlier step is used when the cache has none', async () => {
    const { cache, clear } = await filled()
    const cacheDir = join(folderWith(), 'cache')
    const before = workbench({ repositories: mirror(), cache, cacheDir })
    await vulnerabilityDatabase(before.request, before.ports)
    clear()
    down()
    const bench = workbench({ repositories: mirror(), cache, cacheDir, now: NOW + 48 * HOUR })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('job')
  })
})

describe('a database that is too old', () => {
  test('leads to the next mirror', async () => {
    publish(server, await databaseLayer({ updatedAt: new Date(NOW - 30 * HOUR) }), { name: 'old' })
    publish(server, await databaseLayer({ updatedAt: new Date(NOW - 2 * HOUR) }), { name: 'new' })
    const bench = workbench({
      repositories: `${server.host}/old\n${server.host}/new`,
      maxAge: 24 * HOUR,
    })
    const found = await vulnerabilityDatabase(bench.request, bench.ports)
    expect(found.repository).toBe(`${server.host}/new:2`)
    expect(bench.log.join('\n')).toContain('it was updated 30 hours ago')
  })

  test('is refused with its age, the limit and what to do', async () => {
    publish(server, await databaseLayer({ updatedAt: new Date(NOW - 216 * HOUR) }))
    const bench = workbench({ repositories: mirror(), maxAge: 168 * HOUR })
    const call = vulnerabilityDatabase(bench.request, bench.ports)
    await expect(call).rejects.toThrow(
      "it was updated 9 days ago (2026-11-12T10:00Z), and input 'max-db-age' allows 7 days.",
    )
    await expect(call).rejects.toThrow("or raise input 'max-db-age'.")
  })
})

describe('a database of an earlier step', () => {
  test.each<[string, (folder: string) => void]>([
    ['cut off', (db) => writeFileSync(join(db, 'trivy.db'), boltFile().subarray(0, 9000))],
    ['changed', (db) => writeFileSync(join(db, 'trivy.db'), boltFile({ note: 'evil' }))],
    ['without a note of its origin', (db) => writeFileSync(join(db, 'origin.json'), '{')],
    ['with a note that is a list', (db) => writeFileSync(join(db, 'origin.json'), '[]')],
    ['with another date', (db) => writeFileSync(join(db, 'metadata.json'), '{"Version":2}')],
  ])('that is %s is made again', async (_, spoil) => {
    publish(server, await databaseLayer())
    const bench = workbench({ repositories: mirror() })
    await vulnerabilityDatabase(bench.request, bench.ports)
    spoil(join(bench.cacheDir, 'db'))
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('mirror')
    expect(readFileSync(join(bench.cacheDir, 'db/trivy.db')).equals(boltFile())).toBe(true)
  })

  test('that is in the way as a file is replaced', async () => {
    publish(server, await databaseLayer())
    const cacheDir = folderWith({ db: 'a file' })
    const bench = workbench({ repositories: mirror(), cacheDir })
    expect((await vulnerabilityDatabase(bench.request, bench.ports)).source).toBe('mirror')
    expect(bench.has('db/trivy.db')).toBe(true)
  })

  test('cannot be made where the job may not write', async () => {
    publish(server, await databaseLayer())
    const cacheDir = join(folderWith({ file: '' }), 'file', 'cache')
    const bench = workbench({ repositories: mirror(), cacheDir })
    const call = vulnerabilityDatabase(bench.request, bench.ports)
    await expect(call).rejects.toThrow(`could not be put into '${cacheDir}': ENOTDIR`)
    await expect(call).rejects.toThrow('Check that the job may read and write there, or set input')
  })
})
