import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { credentialsFile } from '@ci-kit/login/credentials-file'
import type { Credential } from '@ci-kit/oci/credentials'
import { dockerCredentials } from '@ci-kit/oci/credentials'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const KNOWN: Readonly<Record<string, Credential>> = {
  'r.test': { kind: 'basic', username: 'me', password: 'a:b' },
  'docker.io': { kind: 'basic', username: 'hub', password: 'pw' },
  'identity.test': { kind: 'identity-token', token: 'refresh' },
  'bearer.test': { kind: 'registry-token', token: 'bearer' },
}

describe('a file with credentials for another program', () => {
  test('holds those of the registries that are named, and no others', async () => {
    const asked: string[] = []
    const hosts = ['r.test', 'docker.io', 'identity.test', 'bearer.test', 'none.test', 'r.test']
    const folder = await credentialsFile(
      hosts,
      async (host) => {
        asked.push(host)
        return KNOWN[host]
      },
      join(folderWith(), 'docker'),
    )
    expect(asked).toEqual([...new Set(hosts)])
    const content: unknown = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))
    expect(content).toEqual({
      auths: {
        'r.test': { auth: Buffer.from('me:a:b').toString('base64') },
        'https://index.docker.io/v1/': { auth: Buffer.from('hub:pw').toString('base64') },
        'identity.test': { identitytoken: 'refresh' },
        'bearer.test': { registrytoken: 'bearer' },
      },
    })
  })

  test('is read back as Docker does it', async () => {
    const folder = await credentialsFile(
      Object.keys(KNOWN),
      async (host) => KNOWN[host],
      join(folderWith(), 'docker'),
    )
    const read = dockerCredentials({ env: { DOCKER_CONFIG: folder } })
    for (const [host, credential] of Object.entries(KNOWN))
      expect(await read(host)).toEqual(credential)
    expect(await read('none.test')).toBeUndefined()
  })

  test('is for this user alone, in a folder that may be there already', async () => {
    const folder = join(folderWith(), 'new')
    await credentialsFile([], async () => undefined, folder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'config.json')).mode & 0o777).toBe(0o600)
    await credentialsFile(['r.test'], async (host) => KNOWN[host], folder)
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toContain('r.test')
  })

  test('is not written when a registry cannot be asked for', async () => {
    const folder = folderWith()
    const failing = credentialsFile(
      ['r.test'],
      async () => {
        throw new Error('the helper failed')
      },
      folder,
    )
    await expect(failing).rejects.toThrow('the helper failed')
    expect(() => statSync(join(folder, 'config.json'))).toThrow('ENOENT')
  })
})
