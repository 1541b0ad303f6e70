import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import { OCI_MANIFEST } from '@ci-kit/oci/media-types'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Artifact } from '../fakes/oci-artifact.ts'
import type { RegistryAuth } from '../fakes/registry-auth.ts'
import { USER } from '../fakes/registry-client.ts'
import { type RegistryServer, registryServer } from '../fakes/registry-server.ts'
import { alpineImage } from '../fakes/sample-image.ts'
import { databaseArtifact, makeDatabase } from '../fakes/trivy-database.ts'
import { errorsOf } from './actions.ts'
import { ADVISORIES, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'
import { trivyWrapper } from './trivy-scan-wrapper.ts'

/* Registries that want to know who asks: they are told, nobody else is, and no trace stays. */

const { scan, workspace, file } = trivyScanWorkbench()
const { folder, wrapped } = trivyWrapper()

let servers: RegistryServer[] = []
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()))
  servers = []
})

const serve = async (artifact: Artifact, tag: string, auth?: RegistryAuth) => {
  const server = await registryServer(auth && { auth })
  servers.push(server)
  const { config, layers, manifest: bytes } = artifact
  for (const blob of [config, ...layers]) server.store.addBlob('org/app', blob)
  server.store.addManifest('org/app', tag, { mediaType: OCI_MANIFEST, bytes })
  return server
}

const database = async () => {
  const made = makeDatabase(ADVISORIES)
  const artifact = await databaseArtifact(made)
  rmSync(made, { recursive: true })
  return serve(artifact, '2')
}

const privateImage = async (kind: 'basic' | 'bearer' = 'basic') =>
  serve(await alpineImage({ packages: VULNERABLE }), '1', { kind, ...USER })

const refOf = ({ host }: RegistryServer, tag = '1') => `${host}/org/app:${tag}`

const RED = { exitCode: 1, verdict: 'fail', total: '1' }
const ENCODED = Buffer.from(`${USER.username}:${USER.password}`).toString('base64')

/** Less the mask, which the runner needs. */
const withoutTrace = (result: StepResult): void => {
  const lines = result.log.split('\n').filter((line) => !line.startsWith('::add-mask::'))
  for (const text of [lines.join('\n'), result.summary, JSON.stringify(result.outputs)])
    for (const secret of [USER.password, ENCODED]) expect(text).not.toContain(secret)
}

const failed = (result: StepResult): string => {
  expect(result.exitCode).toBe(1)
  expect(result.outputs.verdict).toBe('error')
  const [error = '', ...more] = errorsOf(result)
  expect(more).toEqual([])
  return error
}

describe('a private registry', () => {
  test.each(['basic', 'bearer'] as const)('with %s authorization is logged in to', async (kind) => {
    const image = await privateImage(kind)
    const mirror = await database()
    const temp = join(workspace(), 'temp')
    mkdirSync(temp)
    const path = wrapped(
      `env >> '${folder()}/env'`,
      `echo "$@" >> '${folder()}/argv'`,
      `ls -la "$DOCKER_CONFIG" > '${folder()}/config' 2>/dev/null`,
    )
    const result = await scan({
      temp,
      inputs: { 'image-ref': refOf(image), 'db-repositories': refOf(mirror, '2'), ...USER },
      env: { PATH: path },
    })
    expect(outcomeOf(result)).toEqual(RED)
    withoutTrace(result)
    for (const name of ['env', 'argv']) {
      const text = readFileSync(join(folder(), name), 'utf8')
      for (const secret of [USER.password, ENCODED]) expect(text).not.toContain(secret)
    }
    // Only its owner may read what holds the login.
    expect(readFileSync(join(folder(), 'config'), 'utf8')).toMatch(/^-rw------- .*config\.json$/m)
    expect(readdirSync(temp)).toEqual(['ci-kit-trivy'])
    expect(mirror.requests.filter(({ headers }) => headers.authorization)).toEqual([])
    expect(mirror.requests.length).toBeGreaterThan(0)
  })

  test('is logged in to by what the job has in its Docker configuration', async () => {
    const image = await privateImage()
    const mirror = await database()
    const config = { auths: { [image.host]: { auth: ENCODED } } }
    file('.docker/config.json', JSON.stringify(config))
    const inputs = { 'image-ref': refOf(image), 'db-repositories': refOf(mirror, '2') }
    const result = await scan({ inputs })
    expect(outcomeOf(result)).toEqual(RED)
    withoutTrace(result)
    expect(mirror.requests.filter(({ headers }) => headers.authorization)).toEqual([])
    // It is read, not written.
    expect(readFileSync(join(workspace(), '.docker/config.json'), 'utf8')).toBe(
      JSON.stringify(config),
    )
  })

  test('without a login is one error that says so', async () => {
    const image = await privateImage()
    const message = failed(await scan({ inputs: { 'image-ref': refOf(image) } }))
    for (const word of [image.host, '401']) expect(message).toContain(word)
    expect(message).toMatch(/log(?:ged)? in/i)
  })

  test('with a wrong password is one error without it', async () => {
    const image = await privateImage()
    const inputs = { 'image-ref': refOf(image), username: 'me', password: 'wr0ng-password' }
    const result = await scan({ inputs })
    const message = failed(result)
    for (const word of [image.host, '401']) expect(message).toContain(word)
    expect(result.log.replaceAll('::add-mask::wr0ng-password', '')).not.toContain('wr0ng-password')
  })

  test('and another one cannot share the inputs for a login', async () => {
    const [one, other] = [await privateImage(), await privateImage()]
    const inputs = { 'image-ref': `${refOf(one)}\n${refOf(other)}`, ...USER }
    const message = failed(await scan({ inputs }))
    for (const word of [one.host, other.host, "'username'"]) expect(message).toContain(word)
    expect([...one.requests, ...other.requests]).toEqual([])
  })
})

test('a token for GitHub goes to no other registry', async () => {
  const image = await serve(await alpineImage({ packages: VULNERABLE }), '1')
  const mirror = await database()
  const inputs = { 'image-ref': refOf(image), 'db-repositories': refOf(mirror, '2') }
  const result = await scan({ inputs: { ...inputs, 'github-token': 'ghs_secret' } })
  expect(outcomeOf(result)).toEqual(RED)
  const sent = [...image.requests, ...mirror.requests]
  expect(sent.length).toBeGreaterThan(3)
  expect(sent.filter(({ headers }) => headers.authorization)).toEqual([])
})
