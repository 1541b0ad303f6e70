import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@ci-kit/core/errors'
import { dockerCredentials } from '@ci-kit/oci/credentials'
import { helperProcess } from '@ci-kit/oci/helper-process'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docker-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const configured = async (config: unknown) => {
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  await writeFile(join(folder, 'config.json'), text)
}

/** A real helper on a PATH of its own, as a shell script. */
const installed = async (name: string, script: string) => {
  const file = join(folder, `docker-credential-${name}`)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
}

const lookup = (registry: string, env: Record<string, string> = {}) =>
  dockerCredentials({
    env: { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env.PATH}`, ...env },
  })(registry)

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') })

describe("Docker's configuration", () => {
  test('that is not there means no credentials', async () => {
    expect(await lookup('ghcr.io')).toBeUndefined()
  })

  test('is read at every look-up', async () => {
    const credentials = dockerCredentials({ env: { DOCKER_CONFIG: folder } })
    expect(await credentials('ghcr.io')).toBeUndefined()
    await configured({ auths: { 'ghcr.io': auth('me:pass') } })
    expect(await credentials('ghcr.io')).toEqual({
      kind: 'basic',
      username: 'me',
      password: 'pass',
    })
  })

  test('in DOCKER_AUTH_CONFIG comes first and the file second', async () => {
    await configured({ auths: { 'ghcr.io': auth('file:1'), 'quay.io': auth('file:2') } })
    const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': auth('variable:3') } }) }
    expect(await lookup('ghcr.io', env)).toMatchObject({ username: 'variable' })
    expect(await lookup('quay.io', env)).toMatchObject({ username: 'file' })
  })

  test('that is malformed is named', async () => {
    await configured('{"auths": {"ghcr.io": {"auth": "c2VjcmV0"')
    await expect(lookup('ghcr.io')).rejects.toThrow(UserError)
    await expect(lookup('ghcr.io')).rejects.toThrow(`${join(folder, 'config.json')} is malformed`)
    await expect(lookup('ghcr.io')).rejects.not.toThrow('c2VjcmV0')
  })

  test('that cannot be read is named', async () => {
    await mkdir(join(folder, 'config.json'))
    await expect(lookup('ghcr.io')).rejects.toThrow(`${join(folder, 'config.json')} cannot be read`)
  })
})

describe('credential helpers', () => {
  test('of one registry come before the general one and before auths', async () => {
    await installed('own', 'read host; echo "{\\"Username\\":\\"$1-$host\\",\\"Secret\\":\\"x\\"}"')
    await installed(
      'general',
      'read host; echo "{\\"Username\\":\\"general-$host\\",\\"Secret\\":\\"x\\"}"',
    )
    await configured({
      auths: { 'ghcr.io': auth('me:pass') },
      credsStore: 'general',
      credHelpers: { 'ghcr.io': 'own' },
    })
    expect(await lookup('ghcr.io')).toMatchObject({ username: 'get-ghcr.io' })
    expect(await lookup('docker.io')).toMatchObject({
      username: 'general-https://index.docker.io/v1/',
    })
  })

  test('that know nothing end the search', async () => {
    await installed('empty', 'echo "credentials not found in native keychain"; exit 1')
    await configured({ auths: { 'ghcr.io': auth('me:pass') }, credsStore: 'empty' })
    expect(await lookup('ghcr.io')).toBeUndefined()
  })

  test('that are missing are named', async () => {
    await configured({ credsStore: 'nowhere-to-be-found' })
    await expect(lookup('ghcr.io')).rejects.toThrow('docker-credential-nowhere-to-be-found')
    await expect(lookup('ghcr.io')).rejects.toThrow("Install it on the runner's PATH")
  })

  test('may leave their input unread', async () => {
    await installed('deaf', 'echo "{\\"Username\\":\\"a\\",\\"Secret\\":\\"b\\"}"')
    await configured({ credsStore: 'deaf' })
    expect(await lookup('ghcr.io')).toMatchObject({ username: 'a' })
  })

  test.each([
    ['do not answer', 'sleep 20', 'did not answer within 0.1 s'],
    [
      'answer without end',
      'while :; do echo xxxxxxxxxxxxxxxx; done',
      'printed more than 1000 bytes',
    ],
  ])('that %s are ended', async (_, script, words) => {
    await installed('bad', script)
    const timeoutMs = script.startsWith('sleep') ? 100 : 10_000
    const env = { PATH: `${folder}:${process.env.PATH}` }
    const run = helperProcess(env, { timeoutMs, outputBytes: 1_000 })
    await expect(run('docker-credential-bad', 'ghcr.io')).rejects.toThrow(words)
  })
})
