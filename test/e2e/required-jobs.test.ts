import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import { runStep, type StepResult } from '@ci-kit/cli/run-step'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { explanation, needs } from '../unit/required-jobs/gate.ts'
import { actionFolder, errorsOf } from './actions.ts'

let workspace: string
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'required-jobs-test-'))
})
afterEach(() => rmSync(workspace, { recursive: true }))

const requiredJobs = (inputs: Readonly<Record<string, string>>): Promise<StepResult> =>
  runStep({ folder: actionFolder('required-jobs'), workspace, inputs })

const COMPONENTS = ['api', 'web']

test('is green when what was skipped was not selected', async () => {
  const result = await requiredJobs({
    needs: needs({ detect: 'success', api: 'success', web: 'skipped' }),
    explanation: explanation(COMPONENTS, ['api']),
  })
  expect(result.exitCode).toBe(0)
  expect(result.outputs).toEqual({ verdict: 'passed', failed: '[]', skipped: '["web"]' })
  expect(Object.keys(result.outputs)).toEqual(readManifest(actionFolder('required-jobs')).outputs)
  expect(result.summary).toContain('| <code>web</code> | skipped | no | ✅ | web is not selected |')
  expect(result.commands).toEqual([])
})

test('is red with one error, and has outputs and a summary all the same', async () => {
  const result = await requiredJobs({
    needs: needs({ detect: 'success', 'build-api': 'skipped', web: 'failure' }),
    explanation: explanation(COMPONENTS, COMPONENTS),
    jobs: 'build-api: api',
  })
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toEqual([
    'build-api was skipped, but api is selected (probably because it needs web, which did not succeed); web failed.',
  ])
  expect(result.outputs).toEqual({
    verdict: 'failed',
    failed: '["build-api","web"]',
    skipped: '[]',
  })
  expect(result.summary).toContain('### Required jobs: failed')
})

test('is red when the detect job failed, and names it', async () => {
  const result = await requiredJobs({
    needs: needs({ detect: 'failure', build: 'skipped' }),
    explanation: '',
  })
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toEqual([
    'detect failed, so nobody knows which jobs had to run. Look at detect first.',
  ])
})

test.each([
  ['Object', 'none', "Input 'needs' cannot be read as JSON"],
  [needs({ build: 'success' }), '{', 'The explanation cannot be read: '],
])('is red when an input cannot be read, without outputs', async (needed, explained, message) => {
  const result = await requiredJobs({ needs: needed, explanation: explained })
  expect(result.exitCode).toBe(1)
  expect(errorsOf(result)).toEqual([expect.stringContaining(message)])
  expect(result.outputs).toEqual({})
})
