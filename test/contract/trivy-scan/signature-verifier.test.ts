import { readdirSync } from 'node:fs'
import { fakeSigstore, workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { signatureVerifier } from '@ci-kit/trivy-scan/signature-verifier'
import { describe, expect, test } from '@jest/globals'
import { ARTIFACT, bytesOf } from '../attestation/bundles.ts'
import { folderWith } from '../folders.ts'

const BY = workflowIdentity()

const withRoot = async (trustedRoot: string) => {
  const sigstore = await fakeSigstore()
  const root = JSON.stringify(sigstore.trustedRoot())
  const workspace = folderWith({ 'keys/trusted_root.json': root, 'keys/none.json': 'x' })
  const privateFolder = folderWith()
  const verifier = signatureVerifier({
    trustedRoot,
    workspace,
    privateFolder,
    log: { notice: () => undefined },
  })
  const bundle = bytesOf(await sigstore.signArtifact(ARTIFACT, BY))
  return { privateFolder, verify: () => verifier.artifact(bundle, ARTIFACT, BY) }
}

describe('signatures are verified with the trusted root of the input', () => {
  test('which is a path in the workspace', async () => {
    const { verify, privateFolder } = await withRoot('keys/trusted_root.json')
    await expect(verify()).resolves.toMatchObject({ signer: { identity: BY.identity } })
    expect(readdirSync(privateFolder)).toEqual([])
  })

  test.each([
    [
      'is not there',
      'keys/other.json',
      /trusted-root: ".*keys\/other\.json" cannot be read: ENOENT/,
    ],
    ['is no root', 'keys/none.json', /trusted-root: ".*none\.json" is no JSON object/],
  ])(
    'which is not looked at before a signature comes, and then refused if it %s',
    async (_what, path, says) => {
      const { verify } = await withRoot(path)
      await expect(verify()).rejects.toThrow(says)
    },
  )
})

test('nothing is fetched and nothing kept before the first signature', async () => {
  const { privateFolder } = await withRoot('')
  expect(readdirSync(privateFolder)).toEqual([])
})
