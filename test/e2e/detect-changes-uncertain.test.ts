import { describe, expect, test } from '@jest/globals'
import { root } from '../contract/detect-changes/folders.ts'
import { checkout, commit, repository } from '../contract/detect-changes/repository.ts'
import { errorsOf } from './actions.ts'
import { detectChanges, push, warningsOf } from './detect-changes-step.ts'

/** A push whose old tip is nowhere. */
const lost = (onUncertain: string) => {
  const origin = repository(root)
  const after = commit(origin, { 'docs/a.md': '1' })
  return detectChanges({
    workspace: checkout(root, origin),
    event: push('a'.repeat(40), after),
    inputs: { 'on-uncertain': onUncertain },
  })
}

describe('when the changes are not known', () => {
  test('every component is selected, with a warning', async () => {
    const result = await lost('all')
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({
      changes: '["api","docs","constructor"]',
      reliable: 'false',
    })
    expect(result.outputs.reason).not.toBe('')
    expect(warningsOf(result)).toHaveLength(1)
  })

  test('none is selected when the workflow says so, with a warning', async () => {
    const result = await lost('none')
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({
      changes: '[]',
      'has-changes': 'false',
      reliable: 'false',
    })
    expect(warningsOf(result)).toHaveLength(1)
  })

  test('the step fails when the workflow says so', async () => {
    const result = await lost('fail')
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toEqual([expect.stringContaining('on-uncertain')])
    expect(Object.keys(result.outputs)).toEqual([])
  })
})

test.each(['schedule', 'workflow_dispatch', 'repository_dispatch', 'deployment'])(
  '%s selects everything by nature, also without on-uncertain: all',
  async (name) => {
    const workspace = repository(root)
    const sha = commit(workspace, { 'docs/a.md': '1' })
    const result = await detectChanges({
      workspace,
      event: { name, payload: {}, ref: 'refs/heads/main', sha, repository: 'octo/shop' },
      inputs: { 'on-uncertain': 'fail' },
    })
    expect(result.exitCode).toBe(0)
    expect(result.outputs).toMatchObject({
      changes: '["api","docs","constructor"]',
      reliable: 'false',
    })
    expect(result.outputs['base-reason']).not.toBe('')
    expect(warningsOf(result)).toEqual([])
  },
)

test.each(['nowhere', 'docs/a.md'])(
  "a working-directory '%s', which is no folder, is an error",
  async (folder) => {
    const workspace = repository(root)
    const before = commit(workspace, { 'docs/a.md': '1' })
    const result = await detectChanges({
      workspace,
      event: push(before, commit(workspace, { 'docs/a.md': '2' })),
      inputs: { 'working-directory': folder },
    })
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toEqual([expect.stringContaining(`'${folder}', which is no folder`)])
  },
)
