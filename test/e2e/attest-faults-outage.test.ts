import { runStep, type StepResult } from '@ci-kit/cli/run-step'
import type { Fault } from '@ci-kit/local-sigstore/faults'
import { expect, test } from '@jest/globals'
import { actionFolder } from './actions.ts'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'

/* A transparency log that stays away: red, unless the workflow says that a timestamp will do. */

const { attest, attached, digest, file, imageName, registry, sigstore, workspace } =
  faultsWorkbench()

/** Nobody waits that long, so it counts as an outage at once. */
const DOWN: Fault = { kind: 'status', status: 503, headers: { 'retry-after': '3600' } }
const GO_ON = { 'on-log-outage': 'timestamp' }

const warningsOf = ({ commands }: StepResult) =>
  commands.filter(({ name }) => name === 'warning').map(({ message }) => message)

/** The gate of a deployment, on what the registry holds. */
const gate = async (transparencyLog: 'required' | 'optional'): Promise<StepResult> =>
  runStep({
    folder: actionFolder('verify-attestation'),
    workspace: workspace(),
    inputs: {
      images: `${registry()}/${imageName()}@${digest()}`,
      policy: [
        'signer-workflow: org/app/.github/workflows/release.yml@refs/heads/main',
        `transparency-log: ${transparencyLog}`,
      ].join('\n'),
      'trusted-root': 'root.json',
      'github-token': '',
    },
    env: { HOME: workspace() },
  })

test.each([1, 2] as const)('a log of version %i that is down', async (log) => {
  file('signing.json', sigstore().signingConfig({ log, timestamps: true }))
  sigstore().faults.set(log === 1 ? 'rekor' : 'rekor-v2', DOWN)
  expect(red(await attest())).toContain('transparency log')
  expect(await attached()).toBe(0)

  const result = green(await attest({ inputs: GO_ON }))
  expect(result.outputs).toMatchObject({ proof: 'timestamp', 'log-indices': '' })
  expect(result.outputs['log-outage']).toContain('answered 503')
  expect(warningsOf(result)).toEqual([expect.stringContaining('with a timestamp alone')])
  expect(result.summary).toMatch(/timestamp/)
  expect(await attached()).toBe(1)

  const refused = await gate('required')
  expect(refused.exitCode).toBe(1)
  expect(refused.log).toContain('transparency log')
  expect(await gate('optional')).toMatchObject({ exitCode: 0, outputs: { verified: 'true' } })

  // What is there already is as good as this run may make it.
  expect(green(await attest({ inputs: GO_ON })).outputs).toMatchObject({
    reused: '1',
    proof: 'timestamp',
  })
})

test('the log may come back: then it is used, whatever the workflow would do without', async () => {
  sigstore().faults.set('rekor', { kind: 'status', status: 503 }, 1)
  const result = green(await attest({ inputs: GO_ON }))
  expect(result.outputs).toMatchObject({ proof: 'log-and-timestamp', 'log-outage': '' })
  expect(warningsOf(result)).toEqual([])
})

test('an instance without a timestamp authority cannot go on', async () => {
  file('signing.json', sigstore().signingConfig({ log: 1, timestamps: false }))
  sigstore().faults.set('rekor', DOWN)
  expect(red(await attest({ inputs: GO_ON }))).toContain('transparency log')
  expect(await attached()).toBe(0)
})

test('a timestamp authority that is down too', async () => {
  sigstore().faults.set('rekor', DOWN)
  sigstore().faults.set('timestamp', DOWN)
  expect(red(await attest({ inputs: GO_ON }))).toContain('timestamp authority')
  expect(await attached()).toBe(0)
})

test('a log that refuses the entry is no outage', async () => {
  sigstore().faults.set('rekor', { kind: 'status', status: 400 })
  expect(red(await attest({ inputs: GO_ON }))).toContain('answered 400')
  expect(await attached()).toBe(0)
})
