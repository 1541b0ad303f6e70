import { expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { bundlesOf, linesOf, statementIn, subjectsOf } from './attest-bundles.ts'
import { attestWorkbench, PROVENANCE, type Pushed, repositoryOf } from './attest-workbench.ts'

const bench = attestWorkbench()
const { attest, attachedTo } = bench

const countsOf = ({ name, digest, platforms }: Pushed) =>
  Promise.all([digest, ...platforms].map(async (one) => (await attachedTo(name, one)).length))

const retag = async ({ name, tagged }: Pushed, { digest }: Pushed) => {
  const { manifests } = repositoryOf(name)
  const there = await manifests.get(digest)
  if (there === undefined) throw new Error(`There is no ${digest}.`)
  await manifests.put(tagged.split(':').at(-1) ?? '', there)
}

test('several images of two repositories are attested in one step, with one certificate', async () => {
  const images = [
    await bench.pushIndex('org/shop/api', 'several'),
    await bench.pushIndex('org/shop/web', 'several'),
    await bench.pushImage('org/shop/web', 'single'),
  ]
  const result = await attest({ inputs: { images: images.map(({ tagged }) => tagged).join('\n') } })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  expect(linesOf(result, 'bundle-paths')).toHaveLength(3)
  expect(bundlesOf(result).map((bundle) => statementIn(bundle).subject)).toEqual(
    images.map(({ name, digest, platforms }) => subjectsOf(name, digest, ...platforms)),
  )
  expect(await Promise.all(images.map(countsOf))).toEqual([[1, 1, 1], [1, 1, 1], [1]])
  expect(bench.asked('fulcio')).toHaveLength(1)
})

test('a tag is resolved once: the digest counts after it has moved', async () => {
  const before = await bench.pushImage('org/moving', '1')
  const after = await bench.pushImage('org/moving', '2')
  // Whoever moves it while the step runs: after it has told what the tag stands for.
  let moved: Promise<void> | undefined
  const result = await attest({
    inputs: { images: before.tagged },
    onLine: (line) => {
      if (line.includes(before.digest)) moved ??= retag(before, after)
    },
  })
  await moved
  expect(moved).toBeDefined()
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  const [bundle = ''] = bundlesOf(result)
  expect(statementIn(bundle).subject).toEqual(subjectsOf(before.name, before.digest))
  expect([await countsOf(before), await countsOf(after)]).toEqual([[1], [0]])
})

test('name and digest are taken as the peer takes them', async () => {
  const image = await bench.pushIndex()
  const named = { 'subject-name': image.name, 'subject-digest': image.digest }
  const result = await attest({ inputs: { ...named, 'push-to-registry': 'true' } })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  expect(await countsOf(image)).toEqual([1, 1, 1])
})

test('platforms: none attests what is named and nothing else', async () => {
  const image = await bench.pushIndex()
  const result = await attest({ inputs: { images: image.tagged, platforms: 'none' } })
  expect(result.exitCode).toBe(0)
  expect(await countsOf(image)).toEqual([1, 0, 0])
  const [bundle = ''] = bundlesOf(result)
  expect(statementIn(bundle)).toMatchObject({
    predicateType: PROVENANCE,
    subject: subjectsOf(image.name, image.digest),
  })
})

test('an image that is not there is told before anything is signed', async () => {
  const result = await attest({ inputs: { images: `${bench.registry()}/org/nothing:1` } })
  expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
  expect(errorsOf(result)).toEqual([expect.stringContaining('org/nothing')])
  expect(bench.asked('fulcio')).toEqual([])
})
