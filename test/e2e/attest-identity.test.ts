import { objectAt } from '@ci-kit/core/json'
import type { GitHubClaims } from '@ci-kit/local-sigstore/github-claims'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { bundlesOf, statementIn } from './attest-bundles.ts'
import { attestWorkbench, WORKFLOW } from './attest-workbench.ts'

/* Jobs that are other than a push on a hosted runner. */

const bench = attestWorkbench()

const REUSABLE = 'octo/workflows/.github/workflows/image.yml@refs/tags/v3'

const signedAs = async (claims: Partial<GitHubClaims>, policy = '') => {
  const image = await bench.pushImage()
  const result = await bench.attest({ claims, inputs: { images: image.tagged, policy } })
  return { image, result }
}

describe('the own check passes', () => {
  type Job = {
    readonly name: string
    readonly claims: Partial<GitHubClaims>
    readonly identity: string
    readonly policy: readonly string[]
    /** What the gate says of this job when it wants something else. */
    readonly refused: readonly string[]
  }
  const jobs: readonly Job[] = [
    {
      name: 'on a runner of your own',
      claims: { runner_environment: 'self-hosted' },
      identity: WORKFLOW,
      policy: ['hosted-runner-only: false'],
      refused: ['hosted-runner-only: true'],
    },
    {
      name: 'in a deployment environment',
      claims: { environment: 'production' },
      identity: WORKFLOW,
      policy: ['environment: production'],
      refused: ['environment: staging'],
    },
    {
      name: 'in a reusable workflow of another repository',
      claims: { job_workflow_ref: REUSABLE, job_workflow_sha: 'e'.repeat(40) },
      identity: `https://github.com/${REUSABLE}`,
      policy: ['source-repository: octo/shop'],
      refused: ['source-repository: octo/workflows'],
    },
    {
      name: 'of a tag',
      claims: { ref: 'refs/tags/v1', ref_type: 'tag' },
      identity: WORKFLOW.replace('heads/main', 'tags/v1'),
      policy: ['source-ref: refs/tags/*'],
      refused: ['source-ref: refs/heads/*'],
    },
  ]

  test.each(jobs)('$name', async ({ claims, identity, policy, refused }) => {
    const signer = `signer-identity: ${identity}`
    const { result } = await signedAs(claims, [signer, ...policy].join('\n'))
    expect([result.exitCode, errorsOf(result)]).toEqual([0, []])
    expect(result.outputs.verified).toBe('true')
    expect(result.summary).toContain(`--certificate-identity ${identity}`)
    const [bundle = ''] = bundlesOf(result)
    const { runDetails } = objectAt(statementIn(bundle), 'predicate') ?? {}
    expect(runDetails).toMatchObject({ builder: { id: identity } })
    const other = await signedAs(claims, [signer, ...refused].join('\n'))
    expect(other.result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
  })
})
