import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, objectAt } from '@ci-kit/core/json'
import { digestOf } from '@ci-kit/oci/digest'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { failed, VERIFIED, verdictOf, verifyWorkbench } from './verify-attestation-workbench.ts'

/* What is verified: tags, indexes, files and digests, and what is written about them. */

const bench = verifyWorkbench()
const { push, pushPlatforms, attach, sign, verify, verifyImage, repository, file, spoil } = bench

test('a tag is resolved once, and the digest is what is asked for', async () => {
  const digest = await push('1')
  await attach(digest, await sign(digest))
  const proxy = await spoil([])
  expect(verdictOf(await verifyImage(`${repository(proxy.address)}:1`))).toEqual(VERIFIED)
  expect(proxy.seen.filter(({ path }) => path.endsWith('/manifests/1'))).toHaveLength(1)
})

describe('an index', () => {
  const PLATFORMS = ['linux/amd64', 'linux/arm64']

  test('is covered by a statement about it', async () => {
    const { digest } = await pushPlatforms('1', PLATFORMS)
    await attach(digest, await sign(digest))
    expect(verdictOf(await verifyImage(`${repository()}:1`))).toEqual(VERIFIED)
  })

  test('is covered by statements about all platforms, not by one', async () => {
    const { platforms } = await pushPlatforms('1', PLATFORMS)
    const [one, other] = platforms.map(({ digest }) => digest)
    if (one === undefined || other === undefined) throw new Error('There are no platforms.')
    await attach(one, await sign(one))
    const image = `${repository()}:1`
    const result = await verifyImage(image)
    expect(verdictOf(result)).toEqual(failed('unattested'))
    expect(errorsOf(result).join()).toContain('linux/arm64')
    expect(verdictOf(await verifyImage(image, { platforms: 'linux/amd64' }))).toEqual(VERIFIED)
    await attach(other, await sign(other))
    expect(verdictOf(await verifyImage(image))).toEqual(VERIFIED)
    expect(verdictOf(await verifyImage(image, { platforms: 'index' }))).toEqual(
      failed('unattested'),
    )
  })

  test('has to have the platforms that are wanted', async () => {
    await pushPlatforms('1', PLATFORMS)
    const result = await verifyImage(`${repository()}:1`, {
      platforms: 'linux/s390x',
      mode: 'warn',
    })
    expect(verdictOf(result)).toEqual(failed('unknown'))
    expect(errorsOf(result).join()).toContain('linux/s390x')
  })
})

describe('what is in no registry', () => {
  const filesOnly = { evidence: 'auto', 'bundle-path': 'bundles.jsonl' }

  test('is verified by files, with no network', async () => {
    file('out/app.tgz', 'an archive')
    file('out/app.zip', 'another')
    const bundles = await Promise.all(
      ['an archive', 'another'].map((text) => sign(digestOf(Buffer.from(text)))),
    )
    file('bundles.jsonl', bundles.map((bundle) => JSON.stringify(bundle)).join('\n'))
    const inputs = { ...filesOnly, 'subject-path': 'out/*', images: '' }
    const result = await verify({ inputs })
    expect(verdictOf(result)).toEqual(VERIFIED)
    expect(result.outputs).toMatchObject({ digest: '', image: '', statements: '2' })
    file('out/more.tgz', 'nobody signed this')
    expect(verdictOf(await verify({ inputs }))).toEqual(failed('unattested'))
  })

  test('is verified by its digest', async () => {
    const digest = digestOf(Buffer.from('something'))
    file('bundles.jsonl', JSON.stringify(await sign(digest)))
    const inputs = { ...filesOnly, 'subject-digest': digest }
    const result = await verify({ inputs })
    expect(verdictOf(result)).toEqual(VERIFIED)
    expect(result.outputs.digest).toBe(digest)
  })
})

test('a verification summary tells what passed and what failed', async () => {
  const [good, bad] = [await push('1'), await push('2')]
  await attach(good, await sign(good))
  const summaryOf = async (tag: string) => {
    const result = await verifyImage(`${repository()}:${tag}`, { vsa: 'out/vsa.json' })
    expect(result.outputs['vsa-path']).toBe('out/vsa.json')
    const text = readFileSync(join(bench.workspace(), 'out/vsa.json'), 'utf8')
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : {}
  }
  expect(await summaryOf('1')).toMatchObject({ verificationResult: 'PASSED' })
  expect(objectAt(await summaryOf('1'), 'verifier')).toHaveProperty('id')
  expect(await summaryOf('2')).toMatchObject({ verificationResult: 'FAILED' })
  expect(bad).not.toBe(good)
})
