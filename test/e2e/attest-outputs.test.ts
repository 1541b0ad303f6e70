import { readFileSync } from 'node:fs'
import { readManifest } from '@ci-kit/cli/manifest'
import { expect, test } from '@jest/globals'
import { actionFolder, errorsOf } from './actions.ts'
import { bundlesOf, linesOf, listOf } from './attest-bundles.ts'
import { gitHubWorkbench } from './attest-github.ts'
import { attestWorkbench, PROVENANCE, WORKFLOW } from './attest-workbench.ts'

const bench = attestWorkbench()
const { github, artifacts, attest } = gitHubWorkbench(bench)

test('every declared output is there, and says what was done', async () => {
  const server = await github()
  await artifacts()
  const image = await bench.pushIndex()
  const result = await attest({
    signing: { log: 1, timestamps: true },
    inputs: { images: image.tagged, store: 'registry,github,artifact' },
  })
  expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  const declared = [...readManifest(actionFolder('attest')).outputs]
  expect(Object.keys(result.outputs).sort()).toEqual(declared.sort())
  const empty = declared.filter((name) => result.outputs[name] === '')
  expect(empty.sort()).toEqual(['log-outage', 'skipped'])
  expect(result.outputs).toMatchObject({
    verified: 'true',
    reused: '0',
    proof: 'log-and-timestamp',
    'attestation-id': '4711',
    'attestation-url': 'https://github.com/octo/shop/attestations/4711',
  })
  const [bundle = ''] = bundlesOf(result)
  expect(server.stored).toEqual([JSON.parse(bundle)])
  const all = readFileSync(result.outputs['bundle-path'] ?? '', 'utf8')
  expect(
    all
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([JSON.parse(bundle)])
  const digests = [image.digest, ...image.platforms]
  const referrers = listOf(result, 'referrers')
  expect(referrers).toMatchObject(
    digests.map((subject) => ({ image: image.name, subject, predicateType: PROVENANCE })),
  )
  expect(listOf(result, 'results')).toMatchObject([
    {
      kind: 'provenance',
      reused: false,
      referrers,
      bundlePath: linesOf(result, 'bundle-paths')[0],
    },
  ])
})

test('the summary tells who signed and how to verify it; show-summary: false leaves it out', async () => {
  const image = await bench.pushIndex()
  const inputs = { images: image.tagged }
  const { summary, log } = await bench.attest({ inputs })
  for (const said of [
    WORKFLOW,
    'linux/arm64',
    `cosign verify-attestation`,
    'verify-attestation@v1',
  ])
    expect(summary).toContain(said)
  expect(log).toContain('read back from where it is kept, and verified')
  const quiet = await bench.attest({ inputs: { ...inputs, 'show-summary': 'false' } })
  expect(quiet).toMatchObject({ exitCode: 0, summary: '', outputs: { verified: 'true' } })
})

test('the identity token is in nothing that is shown', async () => {
  const image = await bench.pushImage()
  const { log, summary, outputs, commands } = await bench.attest({
    inputs: { images: image.tagged },
  })
  const masked = commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message)
  const shown = log.split('\n').filter((line) => !line.startsWith('::add-mask::'))
  const token = masked.find((text) => text.split('.').length === 3) ?? ''
  expect(token).not.toBe('')
  for (const text of [shown.join('\n'), summary, JSON.stringify(outputs)])
    for (const part of token.split('.')) expect(text).not.toContain(part)
})
