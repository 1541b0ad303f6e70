import { runRules } from '@ci-kit/attest/identity/run-policy'
import { describe, expect, test } from '@jest/globals'
import { workflowClaims, workflowIdentity } from './claims.ts'

const SERVER = 'https://github.com'

describe('what every statement of a run has to meet', () => {
  test('exactly this workflow, repository and ref', () => {
    expect(runRules(workflowIdentity(), SERVER, 'required')).toEqual({
      signers: [
        {
          issuer: 'https://token.actions.githubusercontent.com',
          identity: 'https://github.com/octo/shop/.github/workflows/ci.yml@refs/heads/main',
        },
      ],
      sourceRepository: 'https://github.com/octo/shop',
      sourceRef: 'refs/heads/main',
      hostedRunnerOnly: true,
      otherStatements: 'refuse',
      transparencyLog: 'required',
    })
  })

  test('of a reusable workflow its own name, and the repository of the caller', () => {
    const jobWorkflowRef = 'octo/flows/.github/workflows/build.yml@refs/tags/v1'
    const rules = runRules(workflowIdentity({ jobWorkflowRef }), SERVER, 'required')
    expect(rules.signers[0].identity).toBe(`${SERVER}/${jobWorkflowRef}`)
    expect(rules.sourceRepository).toBe(`${SERVER}/octo/shop`)
  })

  test('the environment of the job, and a runner of its own', () => {
    const identity = workflowIdentity({ environment: 'production', runner: 'self-hosted' })
    expect(runRules(identity, SERVER, 'optional')).toMatchObject({
      environment: 'production',
      hostedRunnerOnly: false,
      transparencyLog: 'optional',
    })
  })

  test('outside of GitHub only who signs', () => {
    const claims = { ...workflowClaims(), issuer: 'https://issuer.test', subject: 'me@example.com' }
    expect(runRules({ claims, workflow: undefined }, SERVER, 'required')).toEqual({
      signers: [{ issuer: 'https://issuer.test', identity: 'me@example.com' }],
      hostedRunnerOnly: false,
      otherStatements: 'refuse',
      transparencyLog: 'required',
    })
  })
})
