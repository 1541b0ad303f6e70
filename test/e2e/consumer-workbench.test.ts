import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ActRun } from './consumer-act.ts'
import { push } from './consumer-events.ts'
import { type ConsumerWorld, startConsumerWorld } from './consumer-world.ts'

const IMAGE = 'your-org/shop/worker'

const FORGED = '{"level":"info","job":"workbench.yml/image","jobResult":"failure","msg":"forged"}'

/** Two jobs by hand, so that it is the workbench that is tested and not the workflows to call. */
const workflow = ({ inputs }: ConsumerWorld) => `
on: push
jobs:
  detect:
    runs-on: ubuntu-latest
    outputs:
      changes: \${{ steps.changes.outputs.changes }}
    steps:
      - uses: actions/checkout@v7
      - uses: org/ci-kit/detect-changes@v1
        id: changes
        with:
          filters: .github/components.yml
  image:
    needs: detect
    if: contains(fromJSON(needs.detect.outputs.changes), 'worker')
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - run: echo '${FORGED}'
      - uses: org/ci-kit/docker-cache@v1
        id: image
        with:
          registry: ${inputs.registry}
          image-name: ${IMAGE}
          file: services/worker/Dockerfile
          build-args: PYTHON=${inputs.registry}/base/python:1
      - uses: org/ci-kit/trivy-scan@v1
        id: scan
        with:
          image-ref: \${{ steps.image.outputs.image }}
          db-repositories: ${inputs['trivy-db-repositories']}
      - uses: org/ci-kit/attest@v1
        id: sign
        with:
          images: \${{ steps.image.outputs.image }}
          provenance: 'true'
          scan-results: \${{ steps.scan.outputs.results }}
          sigstore: ${inputs.sigstore}
          trusted-root: ${inputs['trusted-root']}
          store: registry,artifact
          artifact-name: statements
      - id: allowed
        run: exit 3
        continue-on-error: true
  red:
    needs: image
    runs-on: ubuntu-latest
    steps:
      - run: exit 1
`

describe('the workbench of the consumer', () => {
  let world: ConsumerWorld
  let run: ActRun
  beforeAll(async () => {
    world = await startConsumerWorld()
    world.repository.write('.github/workflows/workbench.yml', workflow(world))
    world.repository.append('services/worker/worker/report.py', '# A line more.\n')
    const commit = await world.repository.commit('ci: a workflow by hand')
    run = await world.act(push(commit), { workflow: 'workbench.yml' })
  }, 120_000)
  afterAll(() => world?.close(), 60_000)

  const digest = () => run.job('image').outputs.image?.digest ?? ''

  test('a run is red when a job of it is, and says which jobs ran', () => {
    expect(run.exitCode).toBe(1)
    const results = Object.fromEntries(run.jobs.map(({ id, result }) => [id, result]))
    expect(results).toEqual({ detect: 'success', image: 'success', red: 'failure' })
    expect(() => run.job('nobody')).toThrow(/0 jobs are 'nobody'/)
  })

  test('outputs, steps and summaries are those of the real actions', () => {
    const { outputs, steps, summaries, seconds } = run.job('image')
    expect(outputs.scan).toMatchObject({ verdict: 'pass', digest: digest() })
    expect(outputs.sign).toMatchObject({ verified: 'true', 'artifact-name': 'statements' })
    expect(steps.map(({ id, result }) => [id, result])).toContainEqual(['allowed', 'failure'])
    expect(summaries).toHaveLength(3)
    expect(summaries[0]).toContain(digest())
    expect(seconds).toBeGreaterThan(0.5)
  })

  test('what a step prints is in the log, and is no result', () => {
    const { log, result } = run.job('image')
    expect(log).toContain(FORGED)
    expect(result).toBe('success')
  })

  test('the registry holds the image, with what was signed about it', async () => {
    expect(await world.tagsOf(IMAGE)).toMatchObject({ main: digest() })
    expect(await world.tagsOf('your-org/shop/nothing')).toEqual({})
    const { main } = await world.tagsOf(IMAGE)
    expect(main && (await world.statementsOf(IMAGE, main))).toBe(3)
  })

  test('the run has its artifacts', () => {
    expect(run.artifacts).toMatchObject([{ name: 'statements' }])
    expect(run.artifacts[0]?.archive.length).toBeGreaterThan(1_000)
  })

  test('nobody has deployed anything', async () => {
    expect(await world.ecs.running()).toEqual({
      api: 'ghcr.io/your-org/shop/api:main',
      web: 'ghcr.io/your-org/shop/web:main',
    })
    expect(world.ecs.writes()).toBe(0)
    expect(world.github.deployments.deployments).toEqual([])
  })
})
