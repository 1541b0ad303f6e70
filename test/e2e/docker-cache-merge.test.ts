import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import { isIndex } from '@ci-kit/oci/image-document'
import { parseObject } from '@ci-kit/oci/json'
import { registryClient } from '@ci-kit/oci/registry'
import { expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import {
  dockerCacheWorkbench,
  pullRequestFrom,
  pushTo,
  REPOSITORY,
  succeeded,
} from './docker-cache-workbench.ts'

/* Images that get their names last: built by digest, joined by digest, and tagged, on a real registry. */

const { engine, workspace, imageName, file, dockerfile, build, digestOf } = dockerCacheWorkbench()

const repository = () => registryClient({ host: engine().registry }).repository(imageName())

const tags = async (): Promise<readonly string[]> => {
  const answer = await fetch(`http://${engine().registry}/v2/${imageName()}/tags/list`)
  const { tags: all } = parseObject(Buffer.from(await answer.arrayBuffer())) ?? {}
  const names = Array.isArray(all) ? all.map(String) : []
  return names.filter((tag) => !/^(cache|inputs|mount-cache)-/.test(tag)).toSorted()
}

/** Tags by content have hexadecimal digits that no test needs to know. */
const namesOf = (all: readonly string[]): readonly string[] =>
  all.filter((tag) => !tag.startsWith('in-'))

const BY_DIGEST = { push: 'by-digest' }
const part = (platform: string): Promise<StepResult> =>
  build({ inputs: { ...BY_DIGEST, platforms: platform } })
const merge = (digests: string | undefined, inputs: Readonly<Record<string, string>> = {}) =>
  build({ inputs: { mode: 'merge', digests: digests ?? '', ...inputs } })

test('an image that was pushed by digest is found again by its content, and not built', async () => {
  dockerfile('COPY f /f')
  file('f', '1')
  const first = succeeded(await build({ inputs: BY_DIGEST }))
  expect(first.outputs).toMatchObject({ skipped: 'false', tags: '', version: '' })
  expect(namesOf(await tags())).toEqual([])
  expect(await tags()).toEqual([expect.stringMatching(/^in-[0-9a-f]+/)])
  const second = succeeded(await build({ inputs: BY_DIGEST }))
  expect(second.outputs).toMatchObject({
    ...{ skipped: 'true', digest: first.outputs.digest, image: first.outputs.image },
    ...{ tags: '', version: '' },
  })
  file('f', '2')
  const third = succeeded(await build({ inputs: BY_DIGEST }))
  expect(third.outputs.skipped).toBe('false')
  expect(third.outputs.digest).not.toBe(first.outputs.digest)
  expect(namesOf(await tags())).toEqual([])
})

test('one image gets its tags last, and its digest stays', async () => {
  dockerfile('RUN true')
  const { outputs } = succeeded(await build({ inputs: BY_DIGEST }))
  const tagged = succeeded(await merge(outputs.image, { tags: '1.0\nlatest' }))
  expect(tagged.outputs.digest).toBe(outputs.digest)
  expect(tagged.outputs.version).toBe('1.0')
  expect(namesOf(await tags())).toEqual(['1.0', 'latest'])
  expect(await digestOf('latest')).toBe(outputs.digest)
  expect(tagged.summary).toContain(': tagged, ')
})

test('images of platforms are joined without a tag, and tagged without another digest', async () => {
  for (const folder of ['amd64', 'arm64']) {
    mkdirSync(join(workspace(), folder))
    file(`${folder}/f`, folder)
  }
  file('Dockerfile', 'FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /x\n')
  const parts = [succeeded(await part('linux/amd64')), succeeded(await part('linux/arm64'))]
  const digests = parts.map(({ outputs }) => outputs.digest).join('\n')
  const joined = succeeded(await merge(digests, BY_DIGEST))
  expect(joined.outputs).toMatchObject({ tags: '', version: '' })
  expect(joined.outputs.image).toBe(`${engine().registry}/${imageName()}@${joined.outputs.digest}`)
  expect(namesOf(await tags())).toEqual([])
  const tagged = succeeded(await merge(joined.outputs.digest))
  expect(tagged.outputs.digest).toBe(joined.outputs.digest)
  expect(namesOf(await tags())).toEqual(['main'])
  const stored = await repository().manifests.get('main')
  expect([isIndex(stored), stored.digest]).toEqual([true, joined.outputs.digest])
  // Nothing changed: the parts are found, and the same index comes of them.
  const again = [succeeded(await part('linux/amd64')), succeeded(await part('linux/arm64'))]
  expect(again.map(({ outputs }) => outputs.skipped)).toEqual(['true', 'true'])
  const rejoined = await merge(again.map(({ outputs }) => outputs.digest).join('\n'), BY_DIGEST)
  expect(succeeded(rejoined).outputs.digest).toBe(joined.outputs.digest)
})

test('a run of a fork gives an image no name', async () => {
  dockerfile('RUN true')
  const { outputs } = succeeded(await build({ inputs: BY_DIGEST, event: pushTo('main') }))
  const event = pullRequestFrom('stranger/shop')
  const inputs = { mode: 'merge', digests: outputs.digest ?? '', tags: 'latest' }
  const refused = await build({ inputs, event })
  expect(refused.exitCode).toBe(1)
  expect(errorsOf(refused).join()).toContain('the fork stranger/shop')
  expect(namesOf(await tags())).toEqual([])
  const own = succeeded(await build({ inputs, event: pullRequestFrom(REPOSITORY) }))
  expect(own.outputs.digest).toBe(outputs.digest)
})
