import { runStep } from '@ci-kit/cli/run-step'
import { isObject, objectAt } from '@ci-kit/core/json'
import { parseYaml } from '@ci-kit/core/yaml'
import type { GitHubClaims } from '@ci-kit/local-sigstore/github-claims'
import type { SigningConfigOptions } from '@ci-kit/local-sigstore/signing-config'
import type { RootOptions } from '@ci-kit/local-sigstore/trusted-root'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { actionFolder, errorsOf } from './actions.ts'
import { attestWorkbench } from './attest-workbench.ts'
import { type Cosign, cosign } from './cosign-workbench.ts'

/* What the summary says to copy is copied, and run. */

const bench = attestWorkbench()
let tool: Cosign
beforeAll(() => {
  tool = cosign()
})
afterAll(() => tool.remove())

const blockOf = (summary: string, language: string): string =>
  new RegExp(`\`\`\`${language}\\n(.*?)\\n\`\`\``, 's').exec(summary)?.[1] ?? ''

/** The `with:` of the step that the summary has. */
const gateInputs = (summary: string): Record<string, string> => {
  const steps: unknown = parseYaml(blockOf(summary, 'yaml'), 'the summary')
  const [step]: unknown[] = Array.isArray(steps) ? steps : []
  const inputs = objectAt(isObject(step) ? step : undefined, 'with') ?? {}
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]))
}

/** The words of the first command, which need no quotes here. */
const cosignWords = (summary: string): readonly string[] => {
  const [command = ''] = blockOf(summary, 'bash').split('\n\n')
  const [program, ...words] = command.split(/[\s\\]+/)
  expect(program).toBe('cosign')
  return words
}

type Job = {
  readonly name: string
  readonly claims?: Partial<GitHubClaims>
  readonly signing?: SigningConfigOptions
  readonly root?: RootOptions
}

const jobs: readonly Job[] = [
  { name: 'a push' },
  { name: 'a runner of your own', claims: { runner_environment: 'self-hosted' } },
  {
    name: 'a reusable workflow of another repository',
    claims: { job_workflow_ref: 'octo/workflows/.github/workflows/image.yml@refs/tags/v3' },
  },
  { name: 'a log of version 2', signing: { log: 2 } },
  { name: 'a timestamp alone', signing: { log: 'none' }, root: { log: false } },
]

describe.each(jobs)('the summary of $name', ({ name: _, ...job }) => {
  test('has a gate and a command that accept what was signed', async () => {
    const image = await bench.pushIndex()
    const { exitCode, summary } = await bench.attest({ ...job, inputs: { images: image.tagged } })
    expect(exitCode).toBe(0)
    const root = bench.file('trusted_root.json', bench.sigstore().trustedRoot(job.root))
    const gate = await runStep({
      folder: actionFolder('verify-attestation'),
      workspace: bench.workspace(),
      inputs: { 'github-token': '', ...gateInputs(summary) },
      env: { HOME: bench.workspace() },
    })
    expect([gate.exitCode, errorsOf(gate)]).toEqual([0, []])
    const words = cosignWords(summary).map((word) => (word === 'trusted_root.json' ? root : word))
    const ended = await tool.run([...words, '--allow-http-registry'])
    expect(ended.code === 0 ? '' : ended.output).toBe('')
  })
})
