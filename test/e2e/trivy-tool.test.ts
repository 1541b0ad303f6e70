import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Registry, startRegistry } from '@ci-kit/cli/engine'
import { isObject, type Json } from '@ci-kit/core/json'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pushArtifact, pushIndex, writeLayout } from '../fakes/oci-artifact.ts'
import {
  carefulDockerfile,
  carelessDockerfile,
  cycloneDx,
  jarOf,
  nodeModules,
  packageLock,
  requirementsTxt,
  SECRET,
  secretFile,
} from '../fakes/sample-files.ts'
import { type AlpineImage, alpineImage, dockerArchive } from '../fakes/sample-image.ts'
import type { Files } from '../fakes/tar.ts'
import { makeDatabase, makeJavaDatabase } from '../fakes/trivy-database.ts'
import { runTrivy, trivyCache } from '../fakes/trivy-tools.ts'
import { ADVISORIES, BUSYBOX, FIXED, KNOWN_JAR, VULNERABLE } from './trivy-samples.ts'

/** The samples of all other tests, as the real trivy sees them. */
let registry: Registry
let cache: string
const folders: string[] = []

beforeAll(async () => {
  registry = await startRegistry()
  const database = makeDatabase(ADVISORIES)
  const java = makeJavaDatabase([KNOWN_JAR])
  cache = trivyCache({ db: database, 'java-db': java })
  folders.push(database, java, cache)
})
afterAll(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true })
  await registry?.stop()
})

const folderWith = (files: Files): string => {
  const folder = mkdtempSync(join(tmpdir(), 'trivy-tool-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

const members = (from: unknown, name: string): readonly Json[] => {
  const list = isObject(from) ? from[name] : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}

/** `CVE-… package`, or the id of the rule, of all results, in order. */
const found = async (...args: readonly string[]): Promise<readonly string[]> => {
  const report: unknown = JSON.parse(await runTrivy(cache, args))
  return members(report, 'Results')
    .flatMap((result) => [
      ...members(result, 'Vulnerabilities').map((at) => `${at.VulnerabilityID} ${at.PkgName}`),
      ...members(result, 'Misconfigurations').map(({ ID }) => String(ID)),
      ...members(result, 'Secrets').map(({ RuleID }) => String(RuleID)),
      ...members(result, 'Licenses').map((at) => `${at.Name} ${at.Category} ${at.PkgName}`),
    ])
    .toSorted()
}

const IMAGE = ['image', '--format', 'json'] as const

const pushed = async (name: string, image: AlpineImage): Promise<string> => {
  await pushArtifact(registry.address, name, '1', await alpineImage(image))
  return `${registry.address}/${name}:1`
}

const foundIn = async (name: string, image: AlpineImage, ...args: readonly string[]) =>
  found(...IMAGE, '--image-src', 'remote', ...args, await pushed(name, image))

describe('an image of a registry', () => {
  test('with an old package has its hole', async () => {
    expect(await foundIn('old', { packages: VULNERABLE })).toEqual(['CVE-2026-0001 openssl'])
  })

  test('with the fixed package has none', async () => {
    expect(await foundIn('fixed', { packages: FIXED })).toEqual([])
  })

  test('has the holes of its language packages, jars by name and by the Java database', async () => {
    const thing = { group: 'com.example', artifact: 'thing', version: '1.5.0' }
    const files = {
      ...nodeModules('app', { lodash: '4.17.20' }),
      'app/named.jar': jarOf(thing),
      'app/nameless.jar': KNOWN_JAR.jar,
      'app/fixed.jar': jarOf({ ...thing, version: '2.0.0' }),
    }
    expect(await foundIn('languages', { packages: FIXED, files })).toEqual([
      'CVE-2026-0002 lodash',
      'CVE-2026-0004 com.example:thing',
      'CVE-2026-0004 com.example:thing',
    ])
  })

  test('tells secrets and licences', async () => {
    const licenses = { busybox: 'GPL-2.0-only' }
    const image = { packages: FIXED, licenses, files: { 'app/settings.env': secretFile() } }
    expect(await foundIn('others', image, '--scanners', 'secret,license')).toEqual([
      'GPL-2.0-only restricted busybox',
      'MIT notice openssl',
      'github-pat',
    ])
  })

  test('of an index is the one of the platform', async () => {
    const [amd64, arm64] = ['linux/amd64', 'linux/arm64']
    await pushIndex(registry.address, 'index', '1', [
      { platform: amd64, artifact: await alpineImage({ packages: FIXED, platform: amd64 }) },
      { platform: arm64, artifact: await alpineImage({ packages: VULNERABLE, platform: arm64 }) },
    ])
    const on = (platform: string) =>
      found(...IMAGE, '--platform', platform, `${registry.address}/index:1`)
    expect(await on(amd64)).toEqual([])
    expect(await on(arm64)).toEqual(['CVE-2026-0001 openssl'])
  })
})

describe('an image of the disk', () => {
  const image = () => alpineImage({ packages: VULNERABLE })

  test('is read as an OCI layout', async () => {
    const folder = folderWith({})
    writeLayout(folder, await image())
    expect(await found(...IMAGE, '--input', folder)).toEqual(['CVE-2026-0001 openssl'])
  })

  test('is read as an archive of docker save', async () => {
    const folder = folderWith({ 'image.tar': await dockerArchive(await image(), 'app:1') })
    expect(await found(...IMAGE, '--input', join(folder, 'image.tar'))).toEqual([
      'CVE-2026-0001 openssl',
    ])
  })
})

describe('files', () => {
  test('with locked packages and a secret', async () => {
    const folder = folderWith({
      'package-lock.json': packageLock({ lodash: '4.17.20' }),
      'requirements.txt': requirementsTxt({ jinja2: '3.1.0' }),
      'settings.env': secretFile(),
    })
    expect(await found('fs', '--format', 'json', folder)).toEqual([
      'CVE-2026-0002 lodash',
      'CVE-2026-0003 jinja2',
      'github-pat',
    ])
    expect(await runTrivy(cache, ['fs', '--format', 'json', folder])).not.toContain(SECRET)
  })

  test('with a careless Dockerfile and with a careful one', async () => {
    const careless = folderWith({ Dockerfile: carelessDockerfile() })
    const careful = folderWith({ Dockerfile: carefulDockerfile() })
    expect(await found('config', '--format', 'json', careless)).toEqual(
      expect.arrayContaining(['DS-0001', 'DS-0002']),
    )
    expect(await found('config', '--format', 'json', careful)).toEqual([])
  })

  test('that list the packages of something else', async () => {
    const folder = folderWith({ 'sbom.json': cycloneDx({ lodash: '4.17.20' }) })
    expect(await found('sbom', '--format', 'json', join(folder, 'sbom.json'))).toEqual([
      'CVE-2026-0002 lodash',
    ])
  })
})

test('a database that has moved knows more about the same image', async () => {
  const newer = makeDatabase([...ADVISORIES, BUSYBOX])
  const moved = trivyCache({ db: newer })
  folders.push(newer, moved)
  const reference = await pushed('moved', { packages: VULNERABLE })
  const report = await runTrivy(moved, [...IMAGE, '--image-src', 'remote', reference])
  expect(report).toContain(BUSYBOX.id)
  expect(await found(...IMAGE, '--image-src', 'remote', reference)).toEqual([
    'CVE-2026-0001 openssl',
  ])
})
