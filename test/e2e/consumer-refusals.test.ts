import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseDigest } from '@ci-kit/oci/digest'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import type { ServedRun } from '../fakes/github-runs.ts'
import type { ActRun } from './consumer-act.ts'
import { push } from './consumer-events.ts'
import { type ConsumerState, stateOf } from './consumer-state.ts'
import { type ConsumerWorld, startConsumerWorld } from './consumer-world.ts'
import { BRANCH, HOSTILE_CHECK, HOSTILE_FILE, hostileComponents, MESSAGE } from './hostile-shop.ts'

/** A run with what was there before and after it. */
type Done = { readonly run: ActRun; readonly before: ConsumerState; readonly after: ConsumerState }

const API = 'your-org/shop/api'
const MALLORY = 'mallory/tools/.github/workflows/build-push.yml@refs/tags/v1'

describe('what the pipeline of a stranger refuses', () => {
  let world: ConsumerWorld
  let failing: Done
  let leftBehind: Done
  let unbuilt: Done
  let vulnerable: Done
  let unsigned: Done
  let byHand: Done
  let foreign: Done
  let hostile: Done

  const act = async (...[event, request]: Parameters<ConsumerWorld['act']>): Promise<Done> => {
    const before = await stateOf(world)
    const run = await world.act(event, request)
    return { run, before, after: await stateOf(world) }
  }

  beforeAll(async () => {
    world = await startConsumerWorld()
    const { repository } = world
    const pipeline = { workflow: 'pipeline.yml' }
    /** The push before it was green, so that each run is about its own change. */
    const committed = async (message: string) => {
      const commit = await repository.commit(message)
      world.github.ran(greenRun(commit.before))
      return commit
    }
    const pushed = async (message: string, branch = 'main') =>
      act(push(await committed(message), branch), pipeline)

    repository.replace('services/worker/tests/test_worker.py', '{"mug": 5, ', '{"mug": 6, ')
    repository.append('services/web/src/app.ts', '// A line more.\n')
    failing = await pushed('feat: a broken worker')
    repository.append('README.md', 'A line more.\n')
    leftBehind = await act(push(await repository.commit('docs: more')), pipeline)

    repository.append('services/web/Dockerfile', 'RUN exit 42\n')
    repository.append('services/api/src/orders.ts', '// A line more.\n')
    unbuilt = await pushed('feat: an image that cannot be built')

    repository.replace('services/web/Dockerfile', 'RUN exit 42\n', OLD_LODASH)
    vulnerable = await pushed('feat: an old library')

    repository.write('.github/workflows/unsigned.yml', unsignedPipeline(world))
    repository.write('.github/workflows/by-hand.yml', deploymentByHand(world))
    repository.append('services/api/src/orders.ts', '// Another line.\n')
    const commit = await committed('feat: nobody signs')
    unsigned = await act(push(commit), { workflow: 'unsigned.yml' })
    byHand = await act(push(commit), { workflow: 'by-hand.yml' })
    foreign = await act(push(commit), { ...pipeline, signer: MALLORY })

    repository.replace('services/worker/tests/test_worker.py', '{"mug": 6, ', '{"mug": 5, ')
    repository.write('.github/components.yml', hostileComponents(repository.folder))
    repository.write(HOSTILE_FILE, 'Nothing of interest.\n')
    hostile = await pushed(MESSAGE, BRANCH)
  }, 400_000)
  afterAll(() => world?.close(), 60_000)

  test('a check that fails keeps every image from being built', () => {
    const { run, before, after } = failing
    expect(run.exitCode).toBe(1)
    expect(idsOf(run)).toEqual(['checks', 'checks', 'detect', 'required'])
    expect(failedStepsOf(run)).toEqual(['checks of worker', 'required'])
    expect(run.log).toContain('FAILED (failures=1)')
    const { verdict, failed } = run.job('required').outputs.required ?? {}
    expect(verdict).toBe('failed')
    expect(failed).toContain('"checks"')
    expect(run.job('required').summaries.join('')).toContain('### Required jobs: failed')
    expect(after).toEqual(before)
  })

  test('what it left behind is not hidden by the next push, of documentation alone', () => {
    const { run, before, after } = leftBehind
    expect(JSON.parse(run.job('detect').outputs.changes?.changes ?? '')).toEqual(['web', 'worker'])
    expect(run.exitCode).toBe(1)
    expect(failedStepsOf(run)).toEqual(['checks of worker', 'required'])
    expect(after).toEqual(before)
  })

  test('an image that cannot be built keeps all others from being deployed', () => {
    const { run, before, after } = unbuilt
    expect(run.exitCode).toBe(1)
    expect(idsOf(run)).not.toContain('collect')
    expect(failedStepsOf(run)).toEqual(['build'])
    const errors = run.jobs.flatMap((job) => job.errors)
    expect(errors).toEqual([expect.stringContaining('exit code 42: /bin/sh -c exit 42')])
    // The other image is good, whatever becomes of its release.
    expect(Object.keys(after.tags.api)).toEqual(['main'])
    expect(after.tags.web).toEqual({})
    expect(deployedIn(after)).toEqual(deployedIn(before))
  })

  test('a vulnerable image gets no tag and no signature', async () => {
    const { run, before, after } = vulnerable
    expect(run.exitCode).toBe(1)
    expect(failedStepsOf(run)).toEqual(['publish'])
    const { outputs, steps, errors } = run.job('publish')
    expect(outputs.scan).toMatchObject({ verdict: 'fail', high: '1' })
    expect(errors.join('\n')).toMatch(/lodash|CVE-2026-0002/)
    expect(steps.find(({ result }) => result === 'failure')?.id).toBe('scan')
    expect(outputs.sign).toBeUndefined()
    const [, digest] = outputs.join?.image?.split('@') ?? []
    expect(await world.statementsOf('your-org/shop/web', parseDigest(digest ?? ''))).toBe(0)
    expect(after).toEqual(before)
  })

  test('an image that nobody signed is not deployed', () => {
    const { run, before, after } = unsigned
    expect(run.exitCode).toBe(1)
    expect(failedStepsOf(run)).toEqual(['deploy'])
    expect(run.job('publish').outputs.tag?.digest).toBe(after.tags.api.main)
    expect(after.tags.api).not.toEqual(before.tags.api)
    expect(run.job('deploy').errors).toEqual([
      expect.stringMatching(/^Nothing was deployed\. .* are missing\. .* No provenance of /),
    ])
    expect(run.job('deploy').outputs.deploy).toMatchObject({ verified: 'false', outcome: 'failed' })
    expect(deployedIn(after)).toEqual(deployedIn(before))
  })

  test('nor is it by a workflow of their own that names it', () => {
    const { run, before, after } = byHand
    expect(run.exitCode).toBe(1)
    expect(run.jobs.map(({ id, result }) => [id, result])).toEqual([['deploy', 'failure']])
    expect(run.job('deploy').errors).toEqual([
      expect.stringContaining(
        `No provenance of ${world.inputs.registry}/${API}@${after.tags.api.main}`,
      ),
    ])
    expect(after).toEqual(before)
  })

  test('what another workflow has signed is not deployed', () => {
    const { run, before, after } = foreign
    expect(run.exitCode).toBe(1)
    expect(failedStepsOf(run)).toEqual(['deploy'])
    expect(run.job('publish').outputs.sign?.verified).toBe('true')
    expect(run.job('deploy').errors).toEqual([
      expect.stringMatching(
        /are not accepted\. .*\(identity\).*It is signed by "https:\/\/github\.com\/mallory\/tools\//,
      ),
    ])
    expect(after).toEqual(before)
  })

  test('texts of the repository are texts: none is run, and none forges an output', () => {
    const { run, before, after } = hostile
    const home = join(dirname(world.repository.folder), 'home')
    expect(['checked', 'pwned'].map((name) => existsSync(join(home, name)))).toEqual([true, false])
    expect(run.exitCode).toBe(0)
    expect(run.job('detect').outputs.changes?.changes).toBe('["worker"]')
    expect(run.job('detect').outputs.plan).toMatchObject({
      push: 'true',
      'has-images': 'true',
      environment: '',
      deploy: 'none',
    })
    const [check] = run.jobs.filter(({ matrix }) => matrix.check === HOSTILE_CHECK)
    expect(check?.log).toContain(`literal: \${{ github.token }} "`)
    const [tag = '', ...more] = Object.keys(after.tags.worker)
    expect(more).toEqual([])
    expect(tag).toMatch(/^[\w.-]+$/)
    expect(after.tags.worker[tag]).toBe(run.job('publish').outputs.join?.digest)
    expect(JSON.parse(run.job('collect').outputs.images?.digests ?? '')).toEqual({
      worker: after.tags.worker[tag],
    })
    expect(deployedIn(after)).toEqual(deployedIn(before))
  })
})

const greenRun = (sha: string): ServedRun => ({
  id: 1_000,
  sha,
  event: 'push',
  workflow: 'pipeline.yml',
  branch: 'main',
  conclusion: 'success',
})

/** The one package of which the database knows a serious fault with a fix. */
const OLD_LODASH = `USER 0
RUN mkdir -p node_modules/lodash
RUN echo '{"name":"lodash","version":"4.17.20"}' > node_modules/lodash/package.json
USER 10001
`

const calling = (workflow: string, inputs: Readonly<Record<string, unknown>>): string => {
  const uses = `org/ci-kit/.github/workflows/${workflow}.yml@v1`
  return stringify({ name: workflow, on: 'push', jobs: { [workflow]: { uses, with: inputs } } })
}

const unsignedPipeline = ({ inputs }: ConsumerWorld): string =>
  calling('pipeline', { ...inputs, sign: false })

/** Names the image by the tag of the branch. */
const deploymentByHand = ({ inputs }: ConsumerWorld): string => {
  const { registry, cluster, 'trusted-root': root } = inputs
  const images = { api: `${registry}/${API}:main` }
  const services = stringify({ api: { 'task-definition': 'ecs/api.json', images } })
  return calling('deploy', { environment: 'production', cluster, 'trusted-root': root, services })
}

const idsOf = ({ jobs }: ActRun): readonly string[] => jobs.map(({ id }) => id).toSorted()

/** By their steps: one job of a matrix that fails counts for all of them with act. */
const failedStepsOf = ({ jobs }: ActRun): readonly string[] =>
  jobs
    .filter(({ steps }) => steps.some(({ result }) => result === 'failure'))
    .map(({ id, matrix }) => (id === 'checks' ? `${id} of ${matrix.component}` : id))

const deployedIn = ({ tags: _, ...rest }: ConsumerState) => rest
