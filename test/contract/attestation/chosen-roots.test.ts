import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ChosenTrust, chosenRoots } from '@ci-kit/attestation/trust/chosen-roots'
import { fakeSigstore } from '@ci-kit/local-sigstore/sigstore'
import { expect, test } from '@jest/globals'
import { folderWith } from '../folders.ts'

const ASKED: ChosenTrust = { trustedRoots: [], sigstore: 'auto', refresh: 'never' }

const namesOf = async (asked: Partial<ChosenTrust>, serverUrl = 'https://github.com') => {
  const workspace = folderWith()
  const sigstore = await fakeSigstore()
  writeFileSync(join(workspace, 'root.json'), JSON.stringify(sigstore.trustedRoot()))
  const places = { workspace, serverUrl, cacheFolder: join(workspace, 'cache') }
  const roots = await chosenRoots({ ...ASKED, ...asked }, { ...places, log: { notice: () => {} } })
  return (await roots.current()).map(({ name }) => name)
}

test('of a server are those of all that sign for its repositories', async () => {
  expect(await namesOf({})).toHaveLength(2)
})

test('of one instance are its own', async () => {
  const [name, ...others] = await namesOf({ sigstore: 'github' })
  expect(name).toMatch(/GitHub/)
  expect(others).toEqual([])
})

test('of the workflow take the place of all others, from the workspace', async () => {
  expect(await namesOf({ trustedRoots: ['root.json'] })).toEqual([
    expect.stringContaining('root.json'),
  ])
})

test('of a tenant have to be named by the workflow', async () => {
  await expect(namesOf({}, 'https://acme.ghe.com')).rejects.toThrow('trusted-root')
})
