import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { errorsOf } from './actions.ts'
import { OPENSSL, VULNERABLE } from './trivy-samples.ts'
import { outcomeOf, trivyScanWorkbench } from './trivy-scan-workbench.ts'
import { trivyWrapper } from './trivy-scan-wrapper.ts'

/* What the program is given: no token and no key of the job, and words that no shell reads. */

const bench = trivyScanWorkbench()
const { scan, push, file, workspace } = bench

const { folder, wrapped } = trivyWrapper()

/** Writes environment and arguments of each start into files of its own. */
const recording = () => {
  const records = join(folder(), 'records')
  mkdirSync(records)
  const path = wrapped(
    `env -0 > '${records}'/$$.env`,
    `printf '%s\\0' "$@" > '${records}'/$$.argv`,
    `tr '\\0' '\\n' < /proc/$PPID/comm > '${records}'/$$.parent`,
  )
  const read = (ending: string) =>
    readdirSync(records)
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(join(records, name), 'utf8').split('\0').slice(0, -1))
  const parents = () =>
    readdirSync(records)
      .filter((name) => name.endsWith('.parent'))
      .map((name) => readFileSync(join(records, name), 'utf8').trim())
  return { path, parents, envs: () => read('.env'), argvs: () => read('.argv') }
}

const JOB = {
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc-token',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/',
  ACTIONS_RUNTIME_TOKEN: 'runtime-token',
  AWS_ACCESS_KEY_ID: 'access-key',
  AWS_SECRET_ACCESS_KEY: 'secret-key',
  AWS_SESSION_TOKEN: 'session-token',
  GITHUB_TOKEN: 'github-token',
  NODE_OPTIONS: '--no-warnings',
  DOCKER_AUTH_CONFIG: '{"auths":{"other.example":{"auth":"b3RoZXI6c2VjcmV0"}}}',
  TRIVY_PASSWORD: 'registry-password',
  TRIVY_SEVERITY: 'LOW',
  TRIVY_IGNORE_UNFIXED: 'true',
  VAULT_TOKEN: 'vault-token',
  LD_PRELOAD: '',
}

test('trivy sees nothing of the job in its environment', async () => {
  const { path, envs, parents } = recording()
  const result = await scan({
    inputs: { 'image-ref': await push({ packages: VULNERABLE }), 'github-token': 'input-token' },
    env: { ...JOB, PATH: path },
  })
  expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'fail', total: '1' })
  // For its version, the scan and two bills of materials.
  expect(envs()).toHaveLength(4)
  const allowed =
    /^(?:PATH|HOME|USERPROFILE|LANG|TZ|TE?MP|TMPDIR|DOCKER_CONFIG|NO_COLOR|GOGC|AWS_EC2_METADATA_DISABLED|PWD|OLDPWD|SHLVL|_)=/
  expect(envs().flatMap((env) => env.filter((line) => !allowed.test(line)))).toEqual([])
  const all = envs().flat().join('\n')
  for (const value of [...Object.values(JOB), 'input-token'].filter((text) => text.length > 5))
    expect(all).not.toContain(value)
  // No shell stands between.
  expect(new Set(parents()).size).toBe(1)
  expect(parents()[0]).toMatch(/^(?:node|MainThread)/)
})

describe('what the workflow names', () => {
  test('reaches trivy as one word each', async () => {
    const { path, argvs } = recording()
    const odd = '$(touch pwned) `touch pwned`; touch pwned | "x" \'y\' & *'
    mkdirSync(join(workspace(), odd))
    file(`${odd}/Dockerfile`, 'FROM scratch\n')
    const result = await scan({
      inputs: {
        'scan-type': 'fs',
        'scan-ref': odd,
        'skip-dirs': odd,
        'skip-files': '--exit-code=7',
      },
      env: { PATH: path },
    })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    const [argv = []] = argvs().filter(([command]) => command === 'fs')
    expect(argv.slice(-2)).toEqual(['--', odd])
    expect(argv).toContain('--skip-files=--exit-code=7')
    expect(readdirSync(workspace())).not.toContain('pwned')
  })

  test('is no option where it looks like one', async () => {
    const { path, argvs } = recording()
    file('--help', '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1}')
    const result = await scan({
      inputs: { 'scan-type': 'sbom', 'scan-ref': '--help' },
      env: { PATH: path },
    })
    expect(outcomeOf(result)).toEqual({ exitCode: 0, verdict: 'pass', total: '0' })
    const [argv = []] = argvs().filter(([command]) => command === 'sbom')
    expect(argv.slice(-2)).toEqual(['--', './--help'])
  })

  test.each(['--config=x', '-', '--', '--help', 'app:1 --help', '$(id):1', 'a;b', '../up:1'])(
    'as image-ref %j is refused before a scan',
    async (ref) => {
      const { path, argvs } = recording()
      const result = await scan({ inputs: { 'image-ref': ref }, env: { PATH: path } })
      expect(result.exitCode).toBe(1)
      expect(errorsOf(result)).toHaveLength(1)
      expect(errorsOf(result)[0]).toContain("Input 'image-ref', line 1")
      expect(argvs()).toEqual([])
    },
  )
})

/** Shell that writes this where the report belongs, and is content. */
const writes = (report: string): string =>
  `for word; do case "$word" in --output=*) printf %s '${report}' > "$(echo "$word" | cut -c10-)"; exit 0;; esac; done`

describe('a trivy that misbehaves is never green:', () => {
  test.each([
    ['it ends without a report', 'case "$*" in *--version*) ;; *) exit 0;; esac'],
    ['its report is no JSON', writes('oops')],
    ['its report is cut off', writes('{"SchemaVersion":2,"Results":[')],
    ['its report is of another schema', writes('{"SchemaVersion":3,"ArtifactName":"x"}')],
    ['its report is empty', writes('')],
    ['it crashes', 'case "$*" in *--version*) ;; *) kill -SEGV $$;; esac'],
  ])('%s', async (_, line) => {
    const image = await push({ packages: VULNERABLE })
    const inputs = { 'image-ref': image, 'fail-on': 'none' }
    const result = await scan({ inputs, env: { PATH: wrapped(line) } })
    expect(result.exitCode).toBe(1)
    expect(result.outputs.verdict).toBe('error')
    expect(errorsOf(result)).toHaveLength(1)
    expect(errorsOf(result)[0]).toContain(image.replace(/:1$/, ''))
    expect(errorsOf(result)[0]).not.toContain('defect')
  })

  test('it makes no bill of materials: the other reports are there', async () => {
    const line = 'case "$1" in convert) echo "FATAL no" >&2; exit 1;; esac'
    const inputs = { 'image-ref': await push({ packages: VULNERABLE }), 'fail-on': 'none' }
    const result = await scan({ inputs, env: { PATH: wrapped(line) } })
    expect(outcomeOf(result)).toEqual({ exitCode: 1, verdict: 'error', total: '1' })
    expect(result.outputs).toMatchObject({ 'cyclonedx-path': '', 'spdx-path': '' })
    expect(result.outputs['sarif-path']).not.toBe('')
    expect(result.log).toContain(OPENSSL.id)
  })
})
