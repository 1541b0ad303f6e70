import { objectAt, stringAt } from '@ci-kit/core/json'
import { readReusableWorkflows } from '@ci-kit/tooling/reusable-workflows'
import { describe, expect, test } from '@jest/globals'
import { jobsOf, stepsOf } from './workflow-calls.ts'
import { workflow } from './workflow-files.ts'

/* What a caller says reaches every job that it is for. */

const INPUTS = new Map(
  readReusableWorkflows('.').map(({ file, inputs }) => [file, inputs.map(({ name }) => name)]),
)
const FILES = [...INPUTS.keys()]

const jobs = (file: string) => jobsOf(workflow(file)).map(([, job]) => job)

describe('the login of the registry', () => {
  const logins = FILES.flatMap((file) =>
    jobs(file)
      .flatMap(stepsOf)
      .map((step) => ({ file, given: objectAt(step, 'with') ?? {} }))
      .filter(({ given }) => 'password' in given),
  )

  test('is in every reusable workflow, which takes its user as text too', () => {
    expect([...new Set(logins.map(({ file }) => file))]).toEqual(
      FILES.filter((file) => file !== 'pipeline.yml'),
    )
    expect(FILES.filter((file) => !INPUTS.get(file)?.includes('registry-user'))).toEqual([])
  })

  // A user without a password would be an error, and pull requests of forks get no secret.
  test.each(logins)('in $file names the user where there is a password', ({ given }) => {
    expect(given).toMatchObject({
      username: `\${{ secrets.registry-username || secrets.registry-password && inputs.registry-user || '' }}`,
      password: `\${{ secrets.registry-password }}`,
    })
  })
})

test('what a workflow and the one that it calls both take is handed on', () => {
  const calls = FILES.flatMap((file) =>
    jobs(file).flatMap((job) => {
      const called = stringAt(job, 'uses')?.split('/').at(-1)
      return called === undefined ? [] : [{ file, called, given: objectAt(job, 'with') ?? {} }]
    }),
  )
  expect(calls.map(({ file, called }) => `${file} calls ${called}`)).toEqual([
    'pipeline.yml calls build-push.yml',
    'pipeline.yml calls deploy.yml',
  ])
  for (const { file, called, given } of calls) {
    const taken = INPUTS.get(called) ?? []
    const shared = INPUTS.get(file)?.filter((name) => taken.includes(name)) ?? []
    expect(shared.length).toBeGreaterThan(3)
    expect(Object.keys(given)).toEqual(expect.arrayContaining(shared))
  }
})
