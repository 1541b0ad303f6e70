import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { entriesOf } from '../unit/artifacts/zip-entries.ts'
import { COMPONENTS, type PipelineRuns, pipelineRuns, type Ran } from './consumer-pipeline-runs.ts'
import { digestsOf, jobFor, jobSeconds, jobsOf, outputsOf } from './consumer-pipeline-views.ts'
import { type ConsumerWorld, startConsumerWorld } from './consumer-world.ts'

let world: ConsumerWorld
let runs: PipelineRuns
beforeAll(async () => {
  world = await startConsumerWorld()
  runs = await pipelineRuns(world)
}, 480_000)
afterAll(() => world?.close(), 60_000)

const DIGEST = /^sha256:[0-9a-f]{64}$/

const imageOf = (component: string, digest = '') =>
  `${world.inputs.registry}/your-org/shop/${component}@${digest}`

/** What has to run once the digests of a run are deployed. */
const deployed = (ran: Ran) => {
  const { api, web } = digestsOf(ran)
  return { api: imageOf('api', api), web: imageOf('web', web) }
}

const ALL = { checks: 3, build: 3, publish: 3, detect: 1, collect: 1, deploy: 1, required: 1 }

test('the whole pipeline has its times', () => {
  const { first, byHand, docs } = runs
  const cold = (first.run.durationMs / 1000).toFixed(1)
  const warm = (byHand.run.durationMs / 1000).toFixed(1)
  const short = jobSeconds(docs.run)
  const wall = (docs.run.durationMs / 1000).toFixed(1)
  process.stderr.write(
    `consumer: cold ${cold} s, warm ${warm} s, docs only ${short.toFixed(1)} s job time (${wall} s)\n`,
  )
  expect(short).toBeLessThan(first.run.durationMs / 1000 / 3)
})

describe('the first push', () => {
  test('runs every job, all of them green', () => {
    expect(runs.first.run.exitCode).toBe(0)
    expect(jobsOf(runs.first.run)).toEqual(ALL)
  })

  test('leaves three images under tag main and no other, with three statements each', () => {
    const { first } = runs
    for (const component of COMPONENTS) {
      expect(first.tags[component]).toEqual({ main: expect.stringMatching(DIGEST) })
    }
    expect(first.statements).toEqual({ api: 3, web: 3, worker: 3 })
  })

  test.each(COMPONENTS)('%s is built, scanned, signed and only then tagged', (component) => {
    const { first } = runs
    const digest = first.tags[component]?.main
    expect(jobFor(first.run, 'build', component)?.outputs.image).toMatchObject({ digest, tags: '' })
    const { outputs, summaries } = jobFor(first.run, 'publish', component) ?? {}
    expect(outputs?.join).toMatchObject({ digest, tags: '' })
    expect(outputs?.scan).toMatchObject({ digest, verdict: 'pass', uploaded: 'true' })
    expect(outputs?.sign).toMatchObject({ verified: 'true' })
    expect(outputs?.tag).toMatchObject({ digest, tags: expect.stringMatching(/:main$/) })
    expect(summaries?.join('\n')).toContain('**3 statements signed.**')
  })

  test.each(COMPONENTS)('the record of %s is an artifact of the run', (component) => {
    const { run, tags } = runs.first
    const file = `image-${component}-1.json`
    const artifact = run.artifacts.find(({ name }) => name === file)
    const content = artifact && entriesOf(artifact.archive).get(file)
    expect(JSON.parse(content ?? '{}')).toMatchObject({
      image: imageOf(component, tags[component]?.main),
      facts: { scan: 'pass', signed: true, unchanged: false, platforms: 'linux/amd64' },
    })
    expect(run.artifacts).toHaveLength(3)
  })

  test('code scanning has the findings of each image, for this commit', () => {
    const { sarifs } = runs.first
    expect(sarifs).toHaveLength(3)
    for (const { commit, ref, errors } of sarifs) {
      expect([commit, ref, errors]).toEqual([runs.commits.first, 'refs/heads/main', []])
    }
  })

  test('exactly these digests run, each with a record', () => {
    const { first, commits } = runs
    expect(first.running).toEqual(deployed(first))
    expect(
      first.records.map(({ ref, task, environment, payload, statuses }) => [
        ...[ref, task, environment, statuses[0]?.state],
        payload,
      ]),
    ).toEqual(
      (['web', 'api'] as const).map((service) => [
        ...[commits.first, 'deploy', 'production', 'success'],
        expect.objectContaining({ digests: { [service]: deployed(first)[service] } }),
      ]),
    )
  })

  test('the caller gets the outputs', () => {
    const { first } = runs
    const { images, digests, components, 'deployment-id': ids, ...others } = outputsOf(first)
    expect(others).toEqual({ environment: 'production', outcome: 'succeeded', verdict: 'passed' })
    expect(JSON.parse(`${components}`)).toEqual(COMPONENTS)
    expect(JSON.parse(`${digests}`)).toEqual(digestsOf(first))
    expect(JSON.parse(`${images}`)).toEqual({
      ...deployed(first),
      worker: imageOf('worker', digestsOf(first).worker),
    })
    expect(ids?.split('\n').sort()).toEqual(first.records.map(({ id }) => `${id}`).sort())
  })

  test('the summaries tell what was selected, planned, collected, deployed and required', () => {
    const { run } = runs.first
    const summary = (job: string) => run.job(job).summaries.join('\n')
    expect(summary('detect')).toContain('3 of 3 components selected')
    expect(summary('detect')).toContain('Images are pushed, and deployed to production.')
    expect(summary('collect')).toMatch(
      /<code>worker<\/code> \|.*\| main \| linux\/amd64 \| 0 % \| no \| pass \| 0 \| yes \|/,
    )
    expect(summary('deploy')).toContain('### api: ✅ deployed')
    expect(summary('deploy')).toMatch(/shop\/web.*: verified, 3 accepted statements/)
    expect(summary('required')).toContain('Required jobs: passed')
  })
})

describe('a start by hand of the same commit', () => {
  test('runs everything, and finds that nothing has changed', () => {
    const { first, byHand } = runs
    expect(byHand.run.exitCode).toBe(0)
    expect(jobsOf(byHand.run)).toEqual(ALL)
    expect(byHand.tags).toEqual(first.tags)
    for (const component of COMPONENTS) {
      const { outputs } = jobFor(byHand.run, 'build', component) ?? {}
      const digest = first.tags[component]?.main
      // Side by side on one builder, api and web may share steps; then only their caches are found.
      expect(outputs?.image).toMatchObject({ digest, 'cache-hit-rate': '100' })
    }
    expect(jobFor(byHand.run, 'build', 'worker')?.outputs.image).toMatchObject({ skipped: 'true' })
  })

  test('leaves the services alone', () => {
    const { first, byHand } = runs
    expect(outputsOf(byHand)).toMatchObject({ outcome: 'unchanged', 'deployment-id': '' })
    expect(byHand.run.job('deploy').outputs.deploy).toMatchObject({ changed: 'false' })
    expect(byHand.writes).toBe(first.writes)
    expect(byHand.records).toEqual(first.records)
    expect(byHand.running).toEqual(first.running)
  })
})

test.each([
  ['an empty commit', 'empty', '0 changed files'],
  ['a change of documents only', 'docs', 'All of them are ignored'],
] as const)('%s is one short job', (_, name, said) => {
  const { byHand, [name]: ran } = runs
  expect(ran.run.exitCode).toBe(0)
  expect(jobsOf(ran.run)).toEqual({ detect: 1 })
  expect(ran.run.job('detect').summaries.join('\n')).toContain(said)
  expect(ran.run.artifacts).toEqual([])
  expect(outputsOf(ran)).toMatchObject({ components: '[]', images: '', outcome: '', verdict: '' })
  const { run: _run, ...left } = ran
  expect(byHand).toMatchObject(left)
})

describe('one line in the shared library', () => {
  test('rebuilds and deploys what contains it, and nothing else', () => {
    const { docs, line, commits } = runs
    expect(line.run.exitCode).toBe(0)
    expect(jobsOf(line.run)).toEqual({ ...ALL, checks: 2, build: 2, publish: 2 })
    expect(outputsOf(line)).toMatchObject({ components: '["api","web"]', outcome: 'succeeded' })
    expect(line.tags.worker).toEqual(docs.tags.worker)
    expect(line.tags.api?.main).not.toBe(docs.tags.api?.main)
    expect(line.tags.web?.main).not.toBe(docs.tags.web?.main)
    expect(line.running).toEqual(deployed(line))
    expect(line.records.map(({ ref, statuses }) => [ref, statuses[0]?.state])).toEqual([
      [commits.line, 'success'],
      [commits.line, 'success'],
      [commits.first, 'inactive'],
      [commits.first, 'inactive'],
    ])
  })

  test('the plan of the deployment names the images before and after', () => {
    const { outputs } = runs.line.run.job('deploy')
    expect(JSON.parse(outputs.deploy?.plan ?? '{}')).toMatchObject({
      web: { changes: [{ before: deployed(runs.docs).web, after: deployed(runs.line).web }] },
    })
  })
})

test('the scan by hand is of the images that run', () => {
  const { line, scan } = runs
  expect(scan.run.exitCode).toBe(0)
  const { deployed: found, scan: scanned } = scan.run.job('scan').outputs
  const { api, web } = deployed(line)
  expect(found).toMatchObject({ outcome: 'planned', changed: 'false', images: `${api}\n${web}` })
  expect(scanned).toMatchObject({ verdict: 'pass', image: `${api}\n${web}`, uploaded: 'true' })
  expect(scan.sarifs).toHaveLength(line.sarifs.length + 2)
  expect(scan.writes).toBe(line.writes)
})

describe('the rollback by hand', () => {
  test('as a dry run shows where to, and changes nothing', () => {
    const { line, dryRun } = runs
    expect(dryRun.run.exitCode).toBe(0)
    expect(jobsOf(dryRun.run)).toEqual({ preview: 1 })
    const { outputs, summaries } = dryRun.run.job('preview')
    expect(outputs.rollback).toMatchObject({ outcome: 'dry-run', to: TARGETS })
    expect(summaries.join('\n')).toContain(`shop-web:2 (commit ${runs.commits.first.slice(0, 12)})`)
    expect([dryRun.running, dryRun.writes]).toEqual([line.running, line.writes])
    expect(dryRun.records).toEqual(line.records)
  })

  test('further back than there are releases is red, and never goes to another one', () => {
    const { line, tooFar } = runs
    expect(tooFar.run.exitCode).toBe(1)
    const { result, outputs, errors } = tooFar.run.job('rollback')
    expect([result, outputs.rollback?.outcome]).toEqual(['failure', 'refused'])
    expect(errors.join('\n')).toContain('Nothing was changed, because a rollback was refused.')
    expect([tooFar.running, tooFar.writes]).toEqual([line.running, line.writes])
    expect(tooFar.records).toEqual(line.records)
  })

  test('does what its dry run has shown: the first images run again', () => {
    const { first, line, back } = runs
    expect(back.run.exitCode).toBe(0)
    expect(jobsOf(back.run)).toEqual({ preview: 1, rollback: 1 })
    expect(back.run.job('preview').outputs.rollback?.to).toBe(TARGETS)
    expect(back.run.job('rollback').outputs.rollback).toMatchObject({
      outcome: 'rolled-back',
      'task-definition-arn': TARGETS,
    })
    expect(back.running).toEqual(first.running)
    expect(back.tags).toEqual(line.tags)
  })

  test('is in the ledger with its reason and what it takes for bad', () => {
    const { line, back, commits } = runs
    expect(back.records).toHaveLength(line.records.length + 2)
    for (const { ref, task, payload, statuses } of back.records.slice(0, 2)) {
      expect([ref, task, statuses[0]?.state]).toEqual([commits.first, 'rollback', 'success'])
      expect(payload).toMatchObject({ reason: 'Amounts are wrong', commit: commits.first })
    }
    expect(back.records[1]?.payload).toMatchObject({
      bad: [{ digests: { web: deployed(line).web } }],
    })
  })

  test('a second one with nothing further back is red, and changes nothing', () => {
    const { back, backAgain } = runs
    expect(backAgain.run.exitCode).toBe(1)
    expect(backAgain.run.job('rollback').outputs.rollback?.outcome).toBe('refused')
    expect([backAgain.running, backAgain.writes]).toEqual([back.running, back.writes])
    expect(backAgain.records).toEqual(back.records)
  })
})

const TARGETS = ['web', 'api']
  .map((name) => `arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-${name}:2`)
  .join('\n')
