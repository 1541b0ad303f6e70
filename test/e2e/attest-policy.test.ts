import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { bundlesOf, listOf } from './attest-bundles.ts'
import { attestWorkbench, WORKFLOW } from './attest-workbench.ts'

/* The policy of the gate, tried where it is signed. */

const bench = attestWorkbench()

const signer = WORKFLOW.replace('https://github.com/', '')

const tried = async (policy: string, inputs: Readonly<Record<string, string>> = {}) => {
  const image = await bench.pushIndex()
  const result = await bench.attest({ inputs: { images: image.tagged, policy, ...inputs } })
  return { image, result }
}

describe('a policy that the run meets', () => {
  const accepting = [
    { name: 'by its workflow', policy: `signer-workflow: ${signer}` },
    { name: 'by its identity', policy: `signer-identity: ${WORKFLOW}` },
    {
      name: 'by everything it may ask for',
      policy: [
        `signer-workflow: ${signer}`,
        'source-repository: octo/shop',
        'source-ref: refs/heads/*',
        'hosted-runner-only: true',
        'max-age: 1h',
        'predicate-types: [provenance, sbom, vulns]',
        'deny-open: critical',
      ].join('\n'),
    },
  ]
  test.each(accepting)('$name is green', async ({ policy }) => {
    const { result } = await tried(policy)
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
    expect(result.outputs.verified).toBe('true')
  })

  test('is read from a file', async () => {
    bench.file('.github/gate.yml', `signer-workflow: ${signer}\nsource-ref: refs/heads/main\n`)
    const { result } = await tried('.github/gate.yml')
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
  })
})

describe('a policy that the run does not meet', () => {
  const refusing = [
    {
      name: 'another signer',
      policy: 'signer-workflow: octo/shop/.github/workflows/other.yml@refs/heads/main',
      reason: 'other.yml',
    },
    {
      name: 'another ref',
      policy: `signer-workflow: ${signer}\nsource-ref: refs/tags/*`,
      reason: 'refs/tags/*',
    },
    {
      name: 'another repository',
      policy: `signer-workflow: ${signer}\nsource-repository: octo/other`,
      reason: 'octo/other',
    },
    {
      name: 'an environment',
      policy: `signer-workflow: ${signer}\nenvironment: production`,
      reason: 'production',
    },
  ]
  test.each(refusing)(
    '$name is red with the reason, and nothing is stored',
    async ({ policy, reason }) => {
      const { image, result } = await tried(policy)
      expect(result.exitCode).toBe(1)
      const [error = '', ...more] = errorsOf(result)
      expect(more).toEqual([])
      expect(error).toContain(reason)
      expect(error).toContain('Nothing was stored')
      for (const digest of [image.digest, ...image.platforms])
        expect(await bench.attachedTo(image.name, digest)).toEqual([])
      // What was signed is told all the same.
      expect(result.outputs.verified).toBe('false')
      expect(bundlesOf(result)).toHaveLength(1)
      expect(listOf(result, 'results')).toHaveLength(1)
      expect(listOf(result, 'referrers')).toEqual([])
    },
  )
})

test('a scan that tells of what the gate denies is red, and is where the gate finds it', async () => {
  bench.file('scan.json', {
    scanner: { uri: 'pkg:github/example/scanner', result: [{ id: 'CVE-2026-1', severity: [] }] },
    metadata: { scanStartedOn: '2026-01-01T00:00:00Z', scanFinishedOn: '2026-01-01T00:00:00Z' },
  })
  const policy = `signer-workflow: ${signer}\ndeny-open: critical`
  const { image, result } = await tried(policy, { 'vulns-path': 'linux/amd64=scan.json' })
  expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
  expect(errorsOf(result)).toEqual([expect.stringContaining('CVE-2026-1')])
  const [amd64 = image.digest] = image.platforms
  expect(await bench.attachedTo(image.name, amd64)).toHaveLength(1)
})

describe('a policy that is none', () => {
  test.each([
    { name: 'an unknown member', policy: 'signer: me', reason: 'signer' },
    { name: 'a file that is not there', policy: '.github/none.yml', reason: '.github/none.yml' },
  ])('$name is red before anything is signed', async ({ policy, reason }) => {
    const { result } = await tried(policy)
    expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
    expect(errorsOf(result)).toEqual([expect.stringContaining(reason)])
    expect(bench.asked('fulcio')).toEqual([])
  })
})
