import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readManifest } from '@ci-kit/cli/manifest'
import { runStep } from '@ci-kit/cli/run-step'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { actionFolder, errorsOf } from './actions.ts'

/*
 * Every bundle starts with nothing but the defaults of its manifest. The one
 * thing that it may miss then is an input that its author has to give.
 */
let workspace: string
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'bundle-test-'))
})
afterEach(() => rmSync(workspace, { recursive: true }))

describe.each(readdirSync('dist'))('the bundle of %s', (name) => {
  const folder = actionFolder(name)

  test('with an empty environment names a required input that is missing', async () => {
    const result = await runStep({ folder, workspace })
    const [message, ...more] = errorsOf(result)
    const inputs = [...readManifest(folder).inputs.keys()]
    expect(inputs.some((input) => message?.includes(`'${input}' is not set`))).toBe(true)
    expect(more).toEqual([])
    expect(result.exitCode).toBe(1)
    // What judges says at least that it could not.
    const { verdict = 'error', ...others } = result.outputs
    expect([verdict, others]).toEqual(['error', {}])
    expect(result.log).not.toMatch(/^\s+at |node:internal/m)
  })
})
