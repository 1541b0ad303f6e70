import { isObject, type Json } from '@ci-kit/core/json'
import { workflowIdentity } from '@ci-kit/local-sigstore/sigstore'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import {
  failed,
  resultsOf,
  VERIFIED,
  verdictOf,
  verifyWorkbench,
} from './verify-attestation-workbench.ts'

/* The bundle on a real registry, with statements of a Sigstore that has keys of its own. */

const bench = verifyWorkbench()
const { push, attach, sign, verifyImage, repository, spoil } = bench

test('an image with the provenance of the right workflow is verified', async () => {
  const digest = await push('1')
  await attach(digest, await sign(digest))
  const result = await verifyImage(`${repository()}:1`)
  expect(verdictOf(result)).toEqual(VERIFIED)
  expect(result.outputs).toMatchObject({
    digest,
    image: `${repository()}@${digest}`,
    statements: '1',
    'refused-statements': '0',
    'vsa-path': '',
  })
  expect(result.log).toContain('Verified: 1 subject')
  expect(result.log).toContain('org/app/.github/workflows/release.yml@refs/heads/main')
  expect(result.summary).toContain('```mermaid')
  const [subject] = members(resultsOf(result), 'subjects')
  const [statement] = members(subject, 'statements')
  expect(statement).toMatchObject({ accepted: true, trustedRoot: 'root.json', proof: 'log' })
})

describe('what is signed, and not as it has to be', () => {
  test.each<[string, string, string]>([
    ['another repository', 'identity', 'org/other release.yml refs/heads/main'],
    ['another workflow', 'identity', 'org/app release2.yml refs/heads/main'],
    ['a name with a suffix', 'identity', 'org/app release.yml.x refs/heads/main'],
    ['another branch', 'identity', 'org/app release.yml refs/heads/main2'],
  ])('by %s is refused', async (_what, refusal, by) => {
    const digest = await push('1')
    const [name, workflow, ref] = by.split(' ')
    await attach(digest, await sign(digest, workflowIdentity(name, workflow, ref)))
    const result = await verifyImage(`${repository()}:1`)
    expect(verdictOf(result)).toEqual(failed('refused'))
    expect(result.log).toContain(`refused (${refusal})`)
    expect(errorsOf(result).join()).toContain(by.split(' ')[1])
  })

  test('for another image is refused', async () => {
    const [digest, other] = [await push('1'), await push('2')]
    await attach(digest, await sign(other))
    const result = await verifyImage(`${repository()}:1`)
    expect(verdictOf(result)).toEqual(failed('refused'))
    expect(errorsOf(result).join()).toContain('refused (subject)')
  })

  test('and changed afterwards is refused', async () => {
    const digest = await push('1')
    const bundle = await sign(digest)
    const envelope = bundle.dsseEnvelope
    if (envelope === undefined) throw new Error('The bundle has no envelope.')
    envelope.payload = Buffer.from(
      Buffer.from(envelope.payload, 'base64')
        .toString()
        .replace('"predicate":{}', '"predicate":{"a":1}'),
    ).toString('base64')
    await attach(digest, bundle)
    expect(verdictOf(await verifyImage(`${repository()}:1`))).toEqual(failed('refused'))
  })

  test('beside a good one is refused, and ignored where that is said', async () => {
    const digest = await push('1')
    await attach(digest, await sign(digest), await sign(digest, workflowIdentity('org/evil')))
    const image = `${repository()}:1`
    expect(verdictOf(await verifyImage(image))).toEqual(failed('refused'))
    const ignoring = await verifyImage(image, { 'other-statements': 'ignore' })
    expect(verdictOf(ignoring)).toEqual(VERIFIED)
    expect(ignoring.outputs['refused-statements']).toBe('1')
  })

  test('cut off is refused', async () => {
    const digest = await push('1')
    await attach(digest, JSON.stringify(await sign(digest)).slice(0, 2_000))
    expect(verdictOf(await verifyImage(`${repository()}:1`))).toEqual(failed('refused'))
  })
})

describe('what is not attested', () => {
  test('is red without any statement', async () => {
    await push('1')
    const result = await verifyImage(`${repository()}:1`)
    expect(verdictOf(result)).toEqual(failed('unattested'))
    expect(result.log).toContain('missing')
  })

  test('is red with a statement of another kind', async () => {
    const digest = await push('1')
    await attach(digest, await sign(digest, workflowIdentity(), 'https://spdx.dev/Document'))
    expect(verdictOf(await verifyImage(`${repository()}:1`))).toEqual(failed('unattested'))
  })

  test('is red when one of several kinds is missing', async () => {
    const digest = await push('1')
    await attach(digest, await sign(digest))
    const result = await verifyImage(`${repository()}:1`, { 'predicate-types': 'provenance, sbom' })
    expect(verdictOf(result)).toEqual(failed('unattested'))
    expect(errorsOf(result).join()).toContain('sbom')
  })
})

describe('what nobody knows', () => {
  test('is red, and told apart, when the registry is down', async () => {
    const digest = await push('1')
    await attach(digest, await sign(digest))
    const proxy = await spoil([{ path: /referrers|sha256-/, status: 500 }])
    const result = await verifyImage(`${repository(proxy.address)}:1`)
    expect(verdictOf(result)).toEqual(failed('unknown'))
    expect(result.outputs.digest).toBe(digest)
  })

  test('is red when the image cannot be looked up, and the others are looked at', async () => {
    const digest = await push('1')
    await attach(digest, await sign(digest))
    const result = await verifyImage(`${repository()}:1\n${repository()}:none`)
    expect(verdictOf(result)).toEqual(failed('unknown'))
    expect(result.outputs).toMatchObject({ image: `${repository()}@${digest}`, statements: '1' })
    expect(result.log).toContain('not known')
    expect(errorsOf(result).join()).toContain(':none')
  })

  test('is red without a trusted root', async () => {
    const digest = await push('1')
    await attach(digest, await sign(digest))
    const result = await verifyImage(`${repository()}:1`, { 'trusted-root': 'none.json' })
    expect(verdictOf(result)).toEqual(failed('unknown'))
    expect(errorsOf(result).join()).toContain('none.json')
  })
})

const members = (from: Json | undefined, name: string): readonly Json[] => {
  const list = from?.[name]
  return Array.isArray(list) ? list.filter(isObject) : []
}
