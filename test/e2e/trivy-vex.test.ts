import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObject, type Json } from '@ci-kit/core/json'
import { fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import type { Digest } from '@ci-kit/oci/digest'
import { registryClient } from '@ci-kit/oci/registry'
import type { ImageTarget } from '@ci-kit/trivy-scan/target/target'
import { attachedVex } from '@ci-kit/trivy-scan/vex/attached-vex'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { verifierOn } from '../contract/attestation/bundles.ts'
import { pushIndex } from '../fakes/oci-artifact.ts'
import { type RegistryServer, registryServer } from '../fakes/registry-server.ts'
import { nodeModules } from '../fakes/sample-files.ts'
import { alpineImage } from '../fakes/sample-image.ts'
import { attachBundle } from '../fakes/sigstore-attached.ts'
import { makeDatabase } from '../fakes/trivy-database.ts'
import { runTrivy, trivyCache } from '../fakes/trivy-tools.ts'
import { LODASH, OPENSSL } from './trivy-samples.ts'

/** What the real trivy makes of OpenVEX: the README says it, and documents at images rely on it. */
let registry: RegistryServer
let cache: string
let folder: string
let database: string
let image: ImageTarget

const NAME = 'org/shop/api'

beforeAll(async () => {
  registry = await registryServer()
  database = makeDatabase([OPENSSL, LODASH])
  cache = trivyCache({ db: database })
  folder = mkdtempSync(join(tmpdir(), 'trivy-vex-'))
  const platforms = await Promise.all(
    ['linux/amd64', 'linux/arm64'].map(async (platform) => {
      const files = nodeModules('app', { lodash: '4.17.20' })
      const artifact = await alpineImage({ platform, packages: { openssl: '3.3.2-r0' }, files })
      return { platform, artifact }
    }),
  )
  const repository = `${registry.host}/${NAME}`
  image = {
    name: `${repository}:1`,
    repository,
    digest: await pushIndex(registry.host, NAME, '1', platforms),
    platforms: platforms.map(({ platform, artifact: { digest } }) => ({
      platform,
      digest,
      reference: `${repository}@${digest}`,
    })),
  }
}, 60_000)
afterAll(async () => {
  for (const path of [folder, cache, database]) rmSync(path, { recursive: true })
  await registry.close()
})

let serial = 0
const file = (content: string): string => {
  serial += 1
  const path = join(folder, `${serial}.json`)
  writeFileSync(path, content)
  return path
}

const members = (from: unknown, name: string): readonly Json[] => {
  const list = isObject(from) ? from[name] : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}

/** The ids that one platform is left with, when trivy is given these documents. */
const leftOn = async (platform: number, ...documents: readonly string[]): Promise<string[]> => {
  const report: unknown = JSON.parse(
    await runTrivy(cache, [
      ...['image', '--format=json', '--scanners=vuln', '--image-src=remote', '--insecure'],
      ...documents.map((text) => `--vex=${file(text)}`),
      '--show-suppressed',
      '--',
      image.platforms[platform]?.reference ?? '',
    ]),
  )
  return members(report, 'Results')
    .flatMap((result) => members(result, 'Vulnerabilities'))
    .map(({ VulnerabilityID }) => String(VulnerabilityID))
    .toSorted()
}

const statement = (product: object, more: object = {}) => ({
  vulnerability: { name: OPENSSL.id },
  products: [product],
  status: 'not_affected',
  justification: 'vulnerable_code_not_present',
  ...more,
})

const document = (statements: readonly object[]) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  timestamp: '2026-01-01T00:00:00Z',
  version: 1,
  statements,
})

const [BOTH, EXPLAINED] = [[OPENSSL.id, LODASH.id], [LODASH.id]]

/** A product of the image itself, and what it has to be written like. */
const oci = (rest: string) => ({ '@id': `pkg:oci/api${rest}` })

describe('a product', () => {
  test.each<[string, () => object, readonly string[]]>([
    ['the image by its last name', () => oci(''), EXPLAINED],
    ['another image', () => ({ '@id': 'pkg:oci/web' }), BOTH],
    ['the image by its repository', () => oci(`?repository_url=${image.repository}`), EXPLAINED],
    ['another repository', () => oci('?repository_url=ghcr.io/org/shop/api'), BOTH],
    ['the digest of the platform', () => oci(`@${image.platforms[0]?.digest}`), EXPLAINED],
    ['the digest of the index', () => oci(`@${image.digest}`), BOTH],
    ['the architecture', () => oci('?arch=amd64'), EXPLAINED],
    ['another architecture', () => oci('?arch=arm64'), BOTH],
    ['a tag, which trivy does not know', () => oci('?tag=1'), BOTH],
    ['a package', () => ({ '@id': 'pkg:apk/alpine/openssl' }), EXPLAINED],
    ['a package of this version', () => ({ '@id': 'pkg:apk/alpine/openssl@3.3.2-r0' }), EXPLAINED],
    ['a package of another version', () => ({ '@id': 'pkg:apk/alpine/openssl@3' }), BOTH],
    ['a purl that is no id', () => ({ identifiers: { purl: 'pkg:oci/api' } }), EXPLAINED],
    [
      'the image with a package in it',
      () => ({ ...oci(''), subcomponents: [{ '@id': 'pkg:apk/alpine/openssl@3.3.2-r0' }] }),
      EXPLAINED,
    ],
    [
      'the image with another package in it',
      () => ({ ...oci(''), subcomponents: [{ '@id': 'pkg:apk/alpine/zlib' }] }),
      BOTH,
    ],
    ['the image with a part that nothing names', () => ({ ...oci(''), subcomponents: [{}] }), BOTH],
    ['the reference itself', () => ({ '@id': image.platforms[0]?.reference }), BOTH],
  ])('may be %s', async (_what, product, left) => {
    const text = JSON.stringify(document([statement(product())]))
    expect(await leftOn(0, text)).toEqual(left)
  })
})

describe('several documents', () => {
  const explains = JSON.stringify(document([statement(oci(''))]))
  const takesBack = { status: 'affected', timestamp: '2026-02-01T00:00:00Z' }

  test('count together, and one that explains is enough for trivy', async () => {
    const other = document([statement(oci(''), { vulnerability: { name: LODASH.id } })])
    expect(await leftOn(0, explains, JSON.stringify(other))).toEqual([])
    const later = JSON.stringify(document([statement(oci(''), takesBack)]))
    expect(await leftOn(0, explains, later)).toEqual(EXPLAINED)
  })

  test('as one document, in which the newer statement counts', async () => {
    const one = document([statement(oci(''), takesBack), statement(oci(''))])
    expect(await leftOn(0, JSON.stringify(one))).toEqual(BOTH)
  })

  test.each([
    ['no JSON', 'hello'],
    ['no @context', '{"statements":[]}'],
    ['CycloneDX', '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1}'],
  ])('end the scan when one of them has %s', async (_what, text) => {
    await expect(leftOn(0, explains, text)).rejects.toThrow('VEX error')
  })
})

test('documents that are attached and signed do what they say, on each platform', async () => {
  const [by, sigstore] = [workflowIdentity(), await fakeSigstore()]
  const attach = async (subject: string, predicate: object) => {
    const at: Digest = `sha256:${subject.slice(7)}`
    const of = { subject: [at], predicateType: 'https://openvex.dev/ns', predicate }
    const bundle = await sigstore.signStatement(of, by)
    attachBundle({ store: registry.store, repository: NAME, subject: at }, bundle)
  }
  const arm64 = image.platforms[1]?.digest ?? ''
  // As a tool writes it that knows the image by its index, and then for one platform the opposite.
  await attach(image.digest, document([statement(oci(`@${image.digest}`))]))
  const later = { status: 'affected', timestamp: '2026-02-01T00:00:00Z' }
  await attach(arm64, document([statement(oci(`@${arm64}`), later)]))
  const warnings: string[] = []
  const found = await attachedVex(image, by, {
    registries: (host) => registryClient({ host }),
    verifier: verifierOn(sigstore.trustedRoot()),
    log: { info: () => {}, warning: (text) => void warnings.push(text) },
  })
  expect(warnings).toEqual([])
  const textFor = (platform: number): string =>
    found.find(({ digest }) => digest === image.platforms[platform]?.digest)?.text ?? ''
  expect(await leftOn(0, textFor(0))).toEqual(EXPLAINED)
  expect(await leftOn(1, textFor(1))).toEqual(BOTH)
})
