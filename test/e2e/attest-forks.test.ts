import type { StepEvent } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { attestWorkbench, PUSH, REPOSITORY } from './attest-workbench.ts'

const bench = attestWorkbench()
/** Nobody answers there: a step that asks is red. */
const UNREACHABLE = '127.0.0.1:1/org/shop:1'
const SERVICES = ['oidc', 'fulcio', 'rekor', 'rekor-v2', 'timestamp'] as const

const requests = () => SERVICES.flatMap((service) => bench.asked(service))

const pullRequest = (headRepository: string, name = 'pull_request'): StepEvent => ({
  name,
  payload: {
    repository: { visibility: 'public' },
    pull_request: {
      number: 7,
      base: { ref: 'main', sha: 'c'.repeat(40), repo: { full_name: REPOSITORY } },
      head: { ref: 'feature', sha: 'b'.repeat(40), repo: { full_name: headRepository } },
    },
  },
  ref: 'refs/pull/7/merge',
  sha: 'a'.repeat(40),
  repository: REPOSITORY,
})

const FORK = pullRequest('mallory/shop')

describe('code from a fork', () => {
  test.each([
    { name: 'without an identity', event: FORK, idToken: false, named: 'mallory/shop' },
    { name: 'that was given one', event: FORK, idToken: true, named: 'mallory/shop' },
    {
      name: 'in pull_request_target',
      event: pullRequest('mallory/shop', 'pull_request_target'),
      idToken: true,
      named: 'pull_request_target',
    },
  ])('$name ends green, and nobody is asked for anything', async ({ named, ...step }) => {
    const result = await bench.attest({ ...step, inputs: { images: UNREACHABLE } })
    expect(result).toMatchObject({
      exitCode: 0,
      outputs: { skipped: 'fork', verified: 'false', 'bundle-path': '', results: '[]' },
    })
    expect(result.commands).toContainEqual(
      expect.objectContaining({ name: 'notice', message: expect.stringContaining(named) }),
    )
    expect(requests()).toEqual([])
  })

  test('is red with on-fork: fail', async () => {
    const inputs = { images: UNREACHABLE, 'on-fork': 'fail' }
    const result = await bench.attest({ event: FORK, idToken: false, inputs })
    expect(result).toMatchObject({ exitCode: 1, outputs: { verified: 'false' } })
    expect(errorsOf(result)).toEqual([expect.stringContaining('mallory/shop')])
    expect(requests()).toEqual([])
  })
})

test('a run of Dependabot without an identity ends green', async () => {
  const event = { ...PUSH, payload: { ...PUSH.payload, sender: { login: 'dependabot[bot]' } } }
  const result = await bench.attest({ event, idToken: false, inputs: { images: UNREACHABLE } })
  expect(result).toMatchObject({ exitCode: 0, outputs: { skipped: 'dependabot' } })
})

test('a pull request of the same repository is signed, in the name of its merge ref', async () => {
  const image = await bench.pushIndex()
  const event = pullRequest(REPOSITORY)
  const result = await bench.attest({ event, inputs: { images: image.tagged } })
  expect(result).toMatchObject({ exitCode: 0, outputs: { skipped: '', verified: 'true' } })
  expect(result.summary).toContain('release.yml@refs/pull/7/merge')
})
