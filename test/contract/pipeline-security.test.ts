import { readdirSync } from 'node:fs'
import { isObject, type Json, objectAt, stringAt } from '@ci-kit/core/json'
import { expect, test } from '@jest/globals'
import { givenTo, workflow } from './workflow-files.ts'

/* What the workflows of this repository promise about rights and order, read from the workflows. */

const FILES = readdirSync('.github/workflows').filter((name) => name.endsWith('.yml'))
const REUSABLE = ['pipeline.yml', 'build-push.yml', 'scan.yml', 'deploy.yml', 'rollback.yml']

type Job = { readonly name: string; readonly job: Json; readonly steps: readonly Json[] }

const jobsOf = (file: string): readonly Job[] =>
  Object.entries(objectAt(workflow(file), 'jobs') ?? {}).map(([name, job]) => {
    if (!isObject(job)) throw new Error(`${file}: ${name} is no job`)
    const steps = Array.isArray(job.steps) ? job.steps.filter(isObject) : []
    return { name, job, steps }
  })

const usedBy = (file: string): readonly string[] =>
  jobsOf(file)
    .flatMap(({ job, steps }) => [job, ...steps])
    .flatMap((one) => stringAt(one, 'uses') ?? [])

const isOfAction = (step: Json, action: string): boolean =>
  stringAt(step, 'uses') === `$/actions/${action}`

test('there are workflows to look at', () => {
  expect(FILES).toEqual(expect.arrayContaining(REUSABLE))
})

test.each(REUSABLE)('%s gives nothing to all of its jobs, and each names what it needs', (file) => {
  expect(workflow(file).permissions).toEqual({})
  const nameless = jobsOf(file).filter(({ job }) => !isObject(job.permissions))
  expect(nameless.map(({ name }) => name)).toEqual([])
})

test.each(FILES)('%s names actions of others by their commit', (file) => {
  const others = usedBy(file).filter((name) => !/^(\$|\.)\//.test(name))
  expect(others.filter((name) => !/^[\w./-]+@[0-9a-f]{40}$/.test(name))).toEqual([])
})

test.each(FILES)('%s leaves no token in a checkout', (file) => {
  const checkouts = jobsOf(file)
    .flatMap(({ steps }) => steps)
    .filter((step) => stringAt(step, 'uses')?.startsWith('actions/checkout@'))
  const kept = checkouts.filter((step) => objectAt(step, 'with')?.['persist-credentials'] !== false)
  expect(kept).toEqual([])
})

test.each(FILES)('%s puts no expression into a script', (file) => {
  const scripts = jobsOf(file)
    .flatMap(({ steps }) => steps)
    .flatMap((step) => stringAt(step, 'run') ?? [])
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
})

test('a job that runs a Dockerfile has no identity, unless Amazon ECR takes one to push', () => {
  const building = jobsOf('build-push.yml').filter(({ steps }) =>
    steps.some((step) => isOfAction(step, 'docker-cache') && givenTo(step, 'mode') !== 'merge'),
  )
  const rights = building.map(({ name, job }) => [name, objectAt(job, 'permissions')])
  expect(rights).toEqual([
    ['build', { contents: 'read', packages: 'write', 'security-events': 'write' }],
    // ECR is logged in to by an identity, so there has to be one; it is asked for only there.
    ['build-for-ecr', { contents: 'read', 'id-token': 'write' }],
  ])
  const [, ecr] = building
  expect(stringAt(ecr?.job, 'if')).toContain("inputs.aws-role != '' && inputs.push")
})

test.each([
  ['pipeline.yml', 'images', 'needs.checks.result'],
  ['pipeline.yml', 'images', 'needs.detect.result'],
  ['pipeline.yml', 'collect', 'needs.images.result'],
  ['pipeline.yml', 'deploy', 'needs.collect.result'],
  ['build-push.yml', 'publish', 'needs.build.result'],
  ['build-push.yml', 'publish', 'needs.build-for-ecr.result'],
  ['rollback.yml', 'rollback', 'needs.preview.result'],
])('%s: %s runs only after success of what it stands on: %s', (file, name, result) => {
  // !failure() alone lets a job pass that ran out of time: it counts as cancelled.
  const { job } = jobsOf(file).find((each) => each.name === name) ?? {}
  expect(stringAt(job, 'if')).toContain(`${result} == 'success'`)
})

test('the required check is told of every job before it', () => {
  const [required] = jobsOf('pipeline.yml').filter(({ name }) => name === 'required')
  const [step] = required?.steps ?? []
  if (!step) throw new Error('pipeline.yml has no step for the required check')
  const told: unknown = JSON.parse(
    givenTo(step, 'needs').replace(/\$\{\{ toJSON\((needs\.[\w-]+\.result)\) \}\}/g, '"$1"'),
  )
  const others = jobsOf('pipeline.yml')
    .map(({ name }) => name)
    .filter((name) => name !== 'required')
  expect(required?.job.needs).toEqual(others)
  expect(told).toEqual(
    Object.fromEntries(others.map((name) => [name, { result: `needs.${name}.result` }])),
  )
})

test('a plan for a fork never runs next to credentials', () => {
  const { job } = jobsOf('deploy.yml').find(({ name }) => name === 'plan') ?? {}
  expect(stringAt(job, 'if')).toMatch(
    /&& \(!github\.event\.pull_request \|\| github\.event\.pull_request\.head\.repo\.full_name == github\.repository\) \}\}$/,
  )
})

test('a merge queue deploys nothing', () => {
  const { job } = jobsOf('deploy.yml').find(({ name }) => name === 'deploy') ?? {}
  expect(stringAt(job, 'if')).toContain("github.event_name != 'merge_group'")
})

test('a rollback of several services, or of none that was found, gets what was asked for', () => {
  const [step] = jobsOf('rollback.yml')
    .filter(({ name }) => name === 'rollback')
    .flatMap(({ steps }) => steps.filter((each) => isOfAction(each, 'rollback')))
  expect(step && givenTo(step, 'to')).toBe(
    `\${{ !contains(inputs.service, ',') && !contains(toJSON(needs.preview.outputs.to), '\\n') && needs.preview.outputs.to || inputs.to }}`,
  )
})

test('an image gets its tags only after the scan and the signature', () => {
  const steps = jobsOf('build-push.yml').flatMap((job) => job.steps)
  const pushes = steps.filter((step) => isOfAction(step, 'docker-cache'))
  // Only one of them may set a tag, and it is the last one.
  const tagging = pushes.filter((step) => !givenTo(step, 'push').includes('by-digest'))
  expect(tagging).toEqual(pushes.slice(-1))
  const places = ['trivy-scan', 'attest'].map((action) =>
    steps.findLastIndex((step) => isOfAction(step, action)),
  )
  const tagged = steps.findIndex((step) => tagging.includes(step))
  expect(Math.min(...places)).toBeGreaterThan(0)
  expect(tagged).toBeGreaterThan(Math.max(...places))
  // A step that failed ends the job before.
  const lenient = steps.filter(
    (step) => 'continue-on-error' in step || /always|failure/.test(stringAt(step, 'if') ?? ''),
  )
  expect(lenient).toEqual([])
})
