import type { Verifier } from '@ci-kit/attestation/verify/verifier'
import {
  type FakeSigstore,
  fakeSigstore,
  GITHUB_ISSUER,
  workflowIdentity,
} from '@ci-kit/local-sigstore/sigstore'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { ARTIFACT, bytesOf, refused, verifierOn } from './bundles.ts'

const WANTED = workflowIdentity()
const POLICY = { issuer: GITHUB_ISSUER, identity: WANTED.identity }

describe('who signed', () => {
  let sigstore: FakeSigstore
  let verifier: Verifier

  beforeAll(async () => {
    sigstore = await fakeSigstore()
    verifier = verifierOn(sigstore.trustedRoot())
  })

  const answerTo = async (by: typeof WANTED, policy = POLICY) =>
    refused(verifier.artifact(bytesOf(await sigstore.signArtifact(ARTIFACT, by)), ARTIFACT, policy))

  test.each([
    ['another repository', workflowIdentity('evil/app')],
    ['a repository whose name goes on', workflowIdentity('org/app-fork')],
    ['another workflow', workflowIdentity('org/app', 'pull-request.yml')],
    ['a workflow whose name goes on', workflowIdentity('org/app', 'release.yml.x')],
    ['another branch', workflowIdentity('org/app', 'release.yml', 'refs/heads/feature')],
    [
      'a branch whose name goes on',
      workflowIdentity('org/app', 'release.yml', 'refs/heads/main-2'),
    ],
    ['a tag of the same name', workflowIdentity('org/app', 'release.yml', 'refs/tags/main')],
  ])('is refused from %s, and both names are told', async (_name, by) => {
    const { refusal, message } = await answerTo(by)
    expect(refusal).toBe('identity')
    expect(message).toContain(`signed by "${by.identity}"`)
    expect(message).toContain(`expected "${WANTED.identity}"`)
  })

  test('is refused with the right name from another issuer', async () => {
    const issuer = 'https://token.actions.githubusercontent.com.evil.test'
    const { refusal, message } = await answerTo({ ...WANTED, issuer })
    expect(refusal).toBe('identity')
    expect(message).toBe(
      `It is signed by the right name, but its issuer is "${issuer}", expected "${GITHUB_ISSUER}".`,
    )
  })

  test('is refused with a dot of the expected name taken for any character', async () => {
    const { refusal } = await answerTo(workflowIdentity('org/app', 'releaseXyml'))
    expect(refusal).toBe('identity')
  })

  test('is accepted by a pattern', async () => {
    const identity = 'https://github.com/org/app/.github/workflows/release.yml@refs/tags/v*'
    const by = workflowIdentity('org/app', 'release.yml', 'refs/tags/v1.2.3')
    const bundle = bytesOf(await sigstore.signArtifact(ARTIFACT, by))
    await expect(
      verifier.artifact(bundle, ARTIFACT, { ...POLICY, identity }),
    ).resolves.toBeDefined()
  })

  test('is refused by a pattern that it only begins like', async () => {
    const identity = 'https://github.com/org/app/.github/workflows/release.yml@refs/tags/v*'
    const { refusal } = await answerTo(
      workflowIdentity('org/app', 'release.yml', 'refs/tags/v1/x'),
      { ...POLICY, identity },
    )
    expect(refusal).toBe('identity')
  })

  test('is refused when the name only looks the same without the highest bits of its bytes', async () => {
    // "ð" is f0 in Latin-1, which is "p" (70) without its highest bit.
    const by = { ...WANTED, identity: WANTED.identity.replace('app', 'apð') }
    const { refusal } = await answerTo(by)
    expect(['certificate', 'identity']).toContain(refusal)
  })

  test('is refused when the certificate names no issuer', async () => {
    const { issuer } = WANTED
    const by = { ...WANTED, extensions: { 8: '' } }
    const answer = await answerTo(by, { ...POLICY, issuer })
    expect(answer).toMatchObject({ refusal: 'certificate' })
    expect(answer.message).toContain('no issuer')
  })

  test('is read from long names, whose length takes two bytes', async () => {
    const by = workflowIdentity(`org/${'a'.repeat(200)}`)
    const bundle = bytesOf(await sigstore.signArtifact(ARTIFACT, by))
    const policy = { ...POLICY, identity: by.identity }
    const { signer } = await verifier.artifact(bundle, ARTIFACT, policy)
    expect(signer.sourceRepository).toBe(`https://github.com/org/${'a'.repeat(200)}`)
  })
})
