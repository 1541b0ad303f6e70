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

/** What judges says at least that it could not, and what deploys that it did not. */
const NOT_GOOD = {
  verdict: ['error'],
  verified: ['false'],
  outcome: ['unknown', 'failed', 'refused'],
}

describe.each(readdirSync('dist'))('the bundle of %s', (name) => {
  const folder = actionFolder(name)

  test('with an empty environment names a required input that is missing', async () => {
    const result = await runStep({ folder, workspace })
    const [message, ...more] = errorsOf(result)
    const inputs = [...readManifest(folder).inputs.keys()]
    // Where one of several inputs is enough, each of them is named.
    const told = inputs.filter((input) =>
      [`'${input}' is not set`, `Add '${input}: `].some((words) => message?.includes(words)),
    )
    expect(told).toHaveLength(1)
    expect(more).toEqual([])
    expect(result.exitCode).toBe(1)
    for (const [output, values] of Object.entries(NOT_GOOD))
      expect([undefined, ...values]).toContain(result.outputs[output])
    expect(result.log).not.toMatch(/^\s+at |node:internal/m)
  })
})
