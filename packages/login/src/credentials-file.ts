import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Credential, Credentials } from '@ci-kit/oci/credentials'
import { serverKey } from '@ci-kit/oci/docker-config'

/**
 * Writes a `config.json` of Docker with the credentials for exactly these
 * registries into a folder, which may be there already, and answers the folder
 * for DOCKER_CONFIG. Helpers of the job are asked here, so the program that
 * reads the file starts none and needs nothing of their environment.
 */
export const credentialsFile = async (
  hosts: readonly string[],
  credentials: Credentials,
  folder: string,
): Promise<string> => {
  const auths: Record<string, Entry> = {}
  for (const host of new Set(hosts)) {
    const credential = await credentials(host)
    if (credential !== undefined) auths[serverKey(host)] = entryOf(credential)
  }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths }), { mode: 0o600 })
  return folder
}

/** As docker/cli reads them (cli/config/types, AuthConfig). */
type Entry = { readonly [member in 'auth' | 'identitytoken' | 'registrytoken']?: string }

const entryOf = (credential: Credential): Entry => {
  if (credential.kind === 'identity-token') return { identitytoken: credential.token }
  if (credential.kind === 'registry-token') return { registrytoken: credential.token }
  const { username, password } = credential
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') }
}
