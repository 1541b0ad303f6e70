import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSigningConfig } from '@ci-kit/attestation/sign/signing-config'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { bytesOf, config, NOW } from '../../../unit/attestation/sign/signing-configs.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signing-config-'))
  await writeFile(join(folder, 'good.json'), bytesOf(config()))
  await writeFile(join(folder, 'long.json'), '')
  await truncate(join(folder, 'long.json'), 2 * 1024 * 1024)
})
afterAll(() => rm(folder, { recursive: true }))

test('a signing config is read from its file', async () => {
  const { fulcio } = await readSigningConfig(join(folder, 'good.json'), NOW)
  expect(fulcio.host).toBe('fulcio.test')
})

test.each([
  ['missing.json', /^sigstore: ".*missing\.json" cannot be read: ENOENT\. Check the path/],
  ['.', /^sigstore: ".*" is no file\. Give a signing_config\.json/],
  ['long.json', /^sigstore: ".*long\.json" has 2097152 bytes, 1048576 are allowed/],
])('%s is refused', async (name, expected) => {
  await expect(readSigningConfig(join(folder, name), NOW)).rejects.toThrow(expected)
})
