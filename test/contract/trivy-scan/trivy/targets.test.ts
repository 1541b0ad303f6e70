import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { credentialsFile } from '@ci-kit/login/credentials-file'
import type { Credentials } from '@ci-kit/oci/credentials'
import { credentialFor } from '@ci-kit/oci/credentials'
import { parseNamedImages } from '@ci-kit/oci/named-images'
import { registryClient } from '@ci-kit/oci/registry'
import { resolveImage } from '@ci-kit/trivy-scan/target/resolve-image'
import type { ArchiveTarget } from '@ci-kit/trivy-scan/target/target'
import type { ScanResult } from '@ci-kit/trivy-scan/trivy/scan-all'
import { afterEach, describe, expect, test } from '@jest/globals'
import { FIXED, VULNERABLE } from '../../../e2e/trivy-samples.ts'
import type { Artifact } from '../../../fakes/oci-artifact.ts'
import { BASIC, USER } from '../../../fakes/registry-client.ts'
import {
  type RegistryServer,
  type RegistryServerOptions,
  registryServer,
} from '../../../fakes/registry-server.ts'
import { alpineImage, dockerArchive } from '../../../fakes/sample-image.ts'
import { type Files, tarOf } from '../../../fakes/tar.ts'
import { layoutOf, resolving } from '../target/archives.ts'
import { entry, index } from '../target/images.ts'
import { foundIn, realTrivy } from './real-trivy.ts'

const { folderWith, scanAll } = realTrivy()

const OPENSSL = ['CVE-2026-0001 openssl']

/** Only the image for arm64 has a hole. */
const images = () =>
  Promise.all([
    alpineImage({ packages: FIXED, platform: 'linux/amd64' }),
    alpineImage({ packages: VULNERABLE, platform: 'linux/arm64' }),
  ])

const indexOf = ([amd64, arm64]: readonly [Artifact, Artifact]) =>
  index(entry(amd64, 'linux/amd64'), entry(arm64, 'linux/arm64'))

const layout = async (): Promise<Files> => {
  const both = await images()
  const whole = indexOf(both)
  return layoutOf([entry(whole)], whole, ...both)
}

const told = (results: readonly ScanResult[]) =>
  results.map((result) => (result.kind === 'report' ? foundIn(result) : result.error.message))

const scanned = async ({ platforms }: ArchiveTarget) =>
  told(await scanAll(platforms.map(({ input, folder }) => ({ kind: 'archive', input, folder }))))

describe('a layout with two platforms', () => {
  test.each<[string, (files: Files) => Promise<Files>]>([
    [
      'as a folder',
      async (files) =>
        Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`app/${name}`, bytes])),
    ],
    ['as an archive', async (files) => ({ app: await tarOf(files) })],
    ['as a gzipped archive', async (files) => ({ app: gzipSync(await tarOf(files)) })],
  ])('%s has the hole of the one that has it', async (_, form) => {
    const workspace = folderWith(await form(await layout()))
    expect(await scanned(await resolving(workspace, 'app').target)).toEqual([[], OPENSSL])
  })

  test('keeps its name in the report, and any name is good', async () => {
    const name = '--server=a:b@c'
    const files = Object.entries(await layout()).map(([at, bytes]) => [`${name}/${at}`, bytes])
    const workspace = folderWith(Object.fromEntries(files))
    const { platforms } = await resolving(workspace, name).target
    const results = await scanAll(
      platforms.map(({ input, folder }) => ({ kind: 'archive', input, folder })),
    )
    expect(told(results)).toEqual([[], OPENSSL])
    expect(results[0]).toMatchObject({ report: { ArtifactName: 'image--server_a_b_c' } })
  })
})

describe('an archive of docker save', () => {
  const saved = async () => dockerArchive(await alpineImage({ packages: VULNERABLE }), 'app:1')

  test.each([
    ['image.tar', (bytes: Uint8Array) => bytes],
    ['image.tar.gz', gzipSync],
    ['a:b@c.tar', (bytes: Uint8Array) => bytes],
    ['--debug', (bytes: Uint8Array) => bytes],
    ['out, "x"/image.tar', (bytes: Uint8Array) => bytes],
  ])('named %s', async (name, form) => {
    const workspace = folderWith({ [name]: form(await saved()) })
    expect(await scanned(await resolving(workspace, name).target)).toEqual([OPENSSL])
  })

  test('by an absolute path', async () => {
    const path = join(folderWith({ 'image.tar': await saved() }), 'image.tar')
    expect(await scanned(await resolving(folderWith({}), path).target)).toEqual([OPENSSL])
  })
})

let server: RegistryServer | undefined
afterEach(() => server?.close())

/** A registry with an index of two platforms; answers the subjects that the name stands for. */
const subjectsIn = async (
  auth: RegistryServerOptions['auth'],
  credentials: (host: string) => Credentials,
) => {
  server = await registryServer(auth === undefined ? {} : { auth })
  const { host, store } = server
  const both = await images()
  for (const { config, layers, manifest: bytes, mediaType } of both) {
    for (const blob of [config, ...layers]) store.addBlob('org/app', blob)
    store.addManifest('org/app', undefined, { mediaType, bytes })
  }
  const { mediaType, manifest: bytes } = indexOf(both)
  store.addManifest('org/app', '1', { mediaType, bytes })
  const [named] = parseNamedImages('image-ref', `${host}/org/app:1`).images
  if (named === undefined) throw new Error('no name')
  const { platforms } = await resolveImage(named, 'all', (at) =>
    registryClient({ host: at, credentials: credentials(host) }),
  )
  const subjects = platforms.map(({ reference }) => ({ kind: 'registry', reference }) as const)
  return { host, subjects }
}

describe('an index in a registry', () => {
  test.each<[string, RegistryServerOptions['auth']]>([
    ['that is open', undefined],
    ['that wants a password', { kind: 'basic', ...USER }],
    ['that hands out tokens', { kind: 'bearer', ...USER }],
  ])('%s has the hole of the platform that has it', async (_, auth) => {
    const credentials = (host: string) => credentialFor(host, BASIC)
    const { host, subjects } = await subjectsIn(auth, credentials)
    const file = await credentialsFile([host], credentials(host), join(folderWith({}), 'docker'))
    expect(told(await scanAll(subjects, { env: { DOCKER_CONFIG: file } }))).toEqual([[], OPENSSL])
  })

  test('is not read without the credentials, and says what to do', async () => {
    const credentials = (host: string) => credentialFor(host, BASIC)
    const { subjects } = await subjectsIn({ kind: 'basic', ...USER }, credentials)
    const [first] = told(await scanAll(subjects))
    expect(first).toMatch(/^The registry refused to hand out .* Log in to it before this step/)
  })
})
