import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StepResult } from '@ci-kit/cli/run-step'
import type { GitHubClaims } from '@ci-kit/local-sigstore/github-claims'
import { describe, expect, test } from '@jest/globals'
import { faultsWorkbench, green, red } from './attest-faults-workbench.ts'

/* Texts that strangers choose: they stay text in the log, the summary and the outputs. */

const { attest, attached, file, sigstore, spoil, workspace } = faultsWorkbench()

const INJECTION = '::error::owned%0A::set-output name=verified::true]]|`<img src=x>`[a](b)'
const BIDI = '\u202Egnp.exe\u2066🙂'
const COMMANDS = ['error', 'warning', 'notice', 'add-mask', 'debug', 'group', 'endgroup']

/** Nothing in the log is a command but what the action itself says, and nothing in it hides. */
const harmless = (result: StepResult, errors: number): void => {
  const names = result.commands.map(({ name }) => name)
  expect(names.filter((name) => !COMMANDS.includes(name))).toEqual([])
  expect(names.filter((name) => name === 'error')).toHaveLength(errors)
  const text = result.log + result.summary
  expect(text.replaceAll('\n', '').match(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu)).toBeNull()
  expect(result.summary).not.toContain('<img')
}

const claiming = (claims: Partial<GitHubClaims>) =>
  attest({ env: sigstore().environment({ claims }) })

describe('claims of the run', () => {
  test.each<[string, Partial<GitHubClaims>]>([
    ['a branch', { ref: `refs/heads/${INJECTION.replace(/[ ()]/g, '-')}${BIDI}` }],
    ['an environment', { environment: `prod ${INJECTION} 🙂` }],
    ['a workflow', { workflow: `${INJECTION}\n::warning::x${BIDI}`, actor: `x\n${INJECTION}` }],
    [
      'a file name',
      { workflow_ref: `org/app/.github/workflows/${BIDI}::error::.yml@refs/heads/main` },
    ],
  ])('%s with every trick', async (_, claims) => {
    const result = await claiming(claims)
    harmless(green(result), 0)
    // The same run finds it again.
    expect(green(await claiming(claims)).outputs.reused).toBe('1')
  })

  test.each<[string, Partial<GitHubClaims>]>([
    ['a branch of 4 KB', { ref: `refs/heads/${'x'.repeat(4_096)}` }],
    ['a branch with a new line', { ref: `refs/heads/a\n::error::${'x'}` }],
    ['an environment with a new line', { environment: `a\n${INJECTION}` }],
    ['a repository that is a path', { repository: '../../etc' }],
  ])('%s is refused in one line', async (_, claims) => {
    const result = await claiming(claims)
    red(result)
    harmless(result, 1)
    expect(await attached()).toBe(0)
  })
})

test('the words of a registry', async () => {
  const errors = [{ code: 'DENIED', message: `no\n${INJECTION}\r\u001b[2K${BIDI}` }]
  const body = JSON.stringify({ errors })
  const headers = { 'content-type': 'application/json' }
  await spoil([{ method: 'PUT', path: /\/manifests\//, status: 403, headers, body }])
  const result = await attest()
  red(result)
  harmless(result, 1)
})

test.each(['fulcio', 'rekor', 'timestamp', 'oidc'] as const)('the words of %s', async (service) => {
  const body = JSON.stringify({ code: 400, message: `no\n${INJECTION}\r\u001b[2K${BIDI}` })
  sigstore().faults.set(service, { kind: 'status', status: 400, body })
  const result = await attest()
  red(result)
  harmless(result, 1)
})

test('names of files', async () => {
  mkdirSync(join(workspace(), 'dist'))
  for (const name of ['a\n::error::x', '::set-output name=a::b', BIDI, '|`<img>`|', '-rf', '%0A::'])
    file(join('dist', name), name)
  const inputs = { 'subject-path': 'dist/*', store: 'artifact' }
  const result = await attest({ inputs })
  // There is no artifact service here, which is told after the files were read.
  expect(red(result)).toContain('ACTIONS_RESULTS_URL')
  harmless(result, 1)
})

test('members of a predicate that JavaScript has a meaning for', async () => {
  const predicate =
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}},"toString":"x","a":1}'
  const inputs = { 'predicate-type': 'https://example.com/odd/v1', predicate }
  const { outputs } = green(await attest({ inputs }))
  const [line = ''] = readFileSync(outputs['bundle-path'] ?? '', 'utf8').split('\n')
  const payload = Buffer.from(/"payload":"([^"]+)"/.exec(line)?.[1] ?? '', 'base64').toString()
  expect(payload).toContain('"__proto__":{"polluted":true}')
  expect(payload).toContain('"constructor":{"prototype":{"polluted":1}}')
  expect(green(await attest({ inputs })).outputs.reused).toBe('1')
  const without = { ...inputs, predicate: predicate.replace('"polluted":true', '"polluted":false') }
  expect(green(await attest({ inputs: without })).outputs.reused).toBe('0')
})
