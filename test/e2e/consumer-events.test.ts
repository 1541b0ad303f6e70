import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, jsonIn } from '@ci-kit/core/json'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import type { ActRun } from './consumer-act.ts'
import { pullRequest, push, pushTag } from './consumer-events.ts'
import { type ConsumerState, stateOf } from './consumer-state.ts'
import { type ConsumerAct, type ConsumerWorld, startConsumerWorld } from './consumer-world.ts'

const API = 'your-org/shop/api'
const NEW_REF = '0'.repeat(40)
const PIPELINE: ConsumerAct = { workflow: 'pipeline.yml' }
const WITH_READER: ConsumerAct = {
  ...PIPELINE,
  vars: { AWS_READ_ROLE: 'arn:aws:iam::123456789012:role/read' },
}

/** Each run with what was there when it had ended. */
type Done = { readonly run: ActRun; readonly state: ConsumerState }

describe('what a stranger pushes and proposes', () => {
  let world: ConsumerWorld
  let develop: Done
  let release: Done
  let planned: Done
  let unplanned: Done
  let fork: Done
  let branch: Done

  const act = async (...[event, request]: Parameters<ConsumerWorld['act']>): Promise<Done> => {
    const run = await world.act(event, request)
    return { run, state: await stateOf(world) }
  }

  beforeAll(async () => {
    world = await startConsumerWorld()
    const { repository, github } = world
    shrink(world)
    const first = await repository.commit('feat: a smaller shop')
    develop = await act(push({ ...first, before: NEW_REF }, 'develop'), PIPELINE)
    release = await act(pushTag(first, 'v1.2.3'), PIPELINE)
    repository.append('services/api/src/orders.ts', '// A line more.\n')
    repository.replace('ecs/api.json', '"memory": "512"', '"memory": "1024"')
    const second = await repository.commit('feat: a line more')
    const files = second.modified.map((filename) => ({ filename, status: 'modified' }))
    github.opened({ number: 7, headSha: second.sha, files })
    const proposals = await Promise.all([
      act(pullRequest(second), WITH_READER),
      act(pullRequest(second, 'your-org/shop', 8), PIPELINE),
      act(pullRequest(second, 'mallory/shop', 9), WITH_READER),
    ])
    ;[planned, unplanned, fork] = proposals
    branch = await act(push(second, 'feature/more'), PIPELINE)
  }, 400_000)
  afterAll(() => world?.close(), 60_000)

  test('a push to develop is deployed to staging, and recorded there', () => {
    const { run, state } = develop
    expect([run.exitCode, ...errorsOf(run)]).toEqual([0])
    expect(resultsOf(run)).toEqual(
      [
        ['detect success', 'api checks success', 'worker checks success'],
        ['build success', 'publish success', 'build success', 'publish success'],
        ['collect success', 'deploy success', 'required success'],
      ]
        .flat()
        .toSorted(),
    )
    const { develop: api } = state.tags.api
    expect(state.running.api).toBe(`${world.inputs.registry}/${API}@${api}`)
    expect(state.running.web).toBe('ghcr.io/your-org/shop/web:main')
    expect(world.github.deployments.deployments).toMatchObject([
      {
        environment: 'staging',
        production_environment: false,
        statuses: [{ state: 'success' }, {}],
      },
    ])
    expect(run.job('required').outputs.required?.verdict).toBe('passed')
  })

  test('a tag names the images of all components that are there, and deploys nothing', () => {
    const { run, state } = release
    expect([run.exitCode, ...errorsOf(run)]).toEqual([0])
    expect(jobsNamed(run, 'deploy')).toEqual([])
    for (const component of ['api', 'worker'] as const) {
      const { develop: built, ...others } = state.tags[component]
      const same = { '1': built, '1.2': built, '1.2.3': built, latest: built }
      expect([component, others]).toEqual([component, same])
    }
    const steps = jobsNamed(run, 'build').map(({ outputs }) => outputs.image)
    expect(steps).toHaveLength(2)
    for (const image of steps) expect(image?.['cached-steps']).toBe(image?.['total-steps'])
    expect(undeployed(state)).toEqual(undeployed(develop.state))
  })

  test('a pull request is built and scanned, and has a plan where a role may read', () => {
    const { run } = planned
    expect([run.exitCode, ...errorsOf(run)]).toEqual([0])
    expect(jobIds(run)).toEqual(['build', 'checks', 'detect', 'plan', 'required'])
    expect(run.job('build').steps.map(({ name }) => name)).toContainEqual(
      expect.stringContaining('trivy-scan'),
    )
    // Only what it adds to the image of its target branch fails.
    expect(run.job('build').outputs.image?.baseline).toBe(`${world.inputs.registry}/${API}:main`)
    expect(run.job('build').log).toContain(`${API}:main`)
    const { plan = {} } = run.job('plan').outputs
    expect(plan).toMatchObject({ outcome: 'planned', changed: 'true', 'deployment-id': '' })
    expect(jsonIn(plan.plan ?? '')).toMatchObject({ api: {} })
    expect(run.job('plan').summaries.join('\n')).toContain('memory')
    expect(run.job('required').outputs.required?.verdict).toBe('passed')
  })

  test('without such a role it has no plan, and passes', () => {
    const { run } = unplanned
    expect([run.exitCode, ...errorsOf(run)]).toEqual([0])
    expect(jobIds(run)).toEqual(['build', 'checks', 'detect', 'required'])
    expect(run.job('required').outputs.required?.verdict).toBe('passed')
  })

  test('a pull request from a fork has none even with the role, and writes no cache', async () => {
    const { run } = fork
    expect([run.exitCode, ...errorsOf(run)]).toEqual([0])
    expect(jobIds(run)).toEqual(['build', 'checks', 'detect', 'required'])
    expect(run.job('build').outputs.image).toMatchObject({ 'cache-written': 'false', image: '' })
    const tags = await allTags(world)
    expect(tags).toContainEqual(expect.stringMatching(/^cache-pr-7\b/))
    expect(tags.filter((tag) => /pr-9\b/.test(tag))).toEqual([])
  })

  test('no pull request pushes, deploys or records anything', () => {
    for (const { run, state } of [planned, unplanned, fork]) {
      const { image, digest } = run.job('build').outputs.image ?? {}
      expect({ image, digest }).toEqual({ image: '', digest: branch.state.tags.api[FEATURE] })
      expect(run.artifacts).toEqual([])
      expect(state).toEqual(release.state)
    }
  })

  test('a push to another branch gives the image its name, and deploys nothing', () => {
    const { run, state } = branch
    expect([run.exitCode, ...errorsOf(run)]).toEqual([0])
    expect(jobIds(run)).toEqual(['build', 'checks', 'collect', 'detect', 'publish', 'required'])
    const { [FEATURE]: pushed, ...others } = state.tags.api
    expect(others).toEqual(release.state.tags.api)
    expect(pushed).toBe(run.job('publish').outputs.tag?.digest)
    expect(undeployed(state)).toEqual(undeployed(develop.state))
  })
})

/** The branch's name as a tag; the end of it is a digest of the whole name. */
const FEATURE = 'feature-more-a4aa983a'

/** Two components tell as much as three; its task definition names an image that a registry here holds. */
const shrink = ({ repository, inputs }: ConsumerWorld): void => {
  const file = '.github/components.yml'
  const components: unknown = parse(readFileSync(join(repository.folder, file), 'utf8'))
  if (!isObject(components)) throw new Error(`${file} holds no mapping.`)
  const { web: _, ...others } = components
  repository.write(file, stringify(others))
  repository.replace('ecs/api.json', `ghcr.io/${API}:main`, `${inputs.registry}/${API}:develop`)
}

const resultsOf = ({ jobs }: ActRun): readonly string[] =>
  jobs
    .map(({ id, matrix, result }) => [matrix.component ?? '', id, result].join(' ').trim())
    .toSorted()

const errorsOf = ({ jobs }: ActRun) => jobs.flatMap(({ errors }) => errors)

const jobIds = ({ jobs }: ActRun): readonly string[] => jobs.map(({ id }) => id).toSorted()

const jobsNamed = ({ jobs }: ActRun, name: string) => jobs.filter(({ id }) => id === name)

const undeployed = ({ tags: _, ...rest }: ConsumerState) => rest

/** Also those of caches. */
const allTags = async ({ inputs }: ConsumerWorld): Promise<readonly string[]> => {
  const response = await fetch(`http://${inputs.registry}/v2/${API}/tags/list?n=1000`)
  const listed: unknown = await response.json()
  return isObject(listed) && Array.isArray(listed.tags) ? listed.tags.map(String) : []
}
