import { registryPlatforms } from '@ci-kit/deploy-ecs/preflight/registry-platforms'
import { OCI_INDEX, OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { parseReference } from '@ci-kit/oci/reference'
import { registryClient } from '@ci-kit/oci/registry'
import { RegistryError } from '@ci-kit/oci/registry-error'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pushArtifact } from '../../fakes/oci-artifact.ts'
import { repositoryAt } from '../../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../../fakes/registry-server.ts'
import { imageOf } from '../../fakes/sample-image.ts'

let server: RegistryServer
beforeEach(async () => {
  server = await registryServer()
})
afterEach(() => server.close())

const platforms = (ending: string) =>
  registryPlatforms((host) => registryClient({ host, limits: { attempts: 1 } }))(
    parseReference(`${server.host}/org/app${ending}`),
  )

test('a single image is asked for its config, by tag or digest', async () => {
  const image = await imageOf({ layers: [], platform: 'linux/arm64' })
  const digest = await pushArtifact(server.host, 'org/app', '1.0', image)
  expect(await platforms(':1.0')).toEqual(['linux/arm64'])
  expect(await platforms(`@${digest}`)).toEqual(['linux/arm64'])
})

test('an index names its platforms, without attestations', async () => {
  const image = await imageOf({ layers: [], platform: 'linux/amd64' })
  const digest = await pushArtifact(server.host, 'org/app', 'amd64', image)
  const entry = (platform: object, more: object = {}) => ({
    mediaType: OCI_MANIFEST,
    digest,
    size: image.manifest.length,
    platform,
    ...more,
  })
  const attestation = { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }
  const manifests = [
    entry({ os: 'linux', architecture: 'amd64' }),
    entry({ os: 'windows', architecture: 'amd64', 'os.version': '10.0.20348.1' }),
    entry({ os: 'unknown', architecture: 'unknown' }, attestation),
  ]
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests }
  await repositoryAt(server).manifests.put('latest', {
    mediaType: OCI_INDEX,
    bytes: Buffer.from(JSON.stringify(index)),
  })
  expect(await platforms('')).toEqual(['linux/amd64', 'windows(10.0.20348.1)/amd64'])
})

test('what is not there has no platforms', async () => {
  expect(await platforms(':none')).toBeUndefined()
})

test('a registry that refuses has not said that nothing is there', async () => {
  server.fail({ answer: { status: 403, headers: {}, body: Buffer.from('{}') } })
  await expect(platforms(':1.0')).rejects.toBeInstanceOf(RegistryError)
})
