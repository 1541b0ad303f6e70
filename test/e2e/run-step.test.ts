import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep, type Step, type StepResult } from '@ci-kit/cli/run-step'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ci-kit-test-'))
  mkdirSync(join(root, 'workspace'))
})
afterEach(() => rmSync(root, { recursive: true }))

/** An action whose main and post are the given programs. */
const action = (main: string, more = '', post?: string, postIf = 'always()'): string => {
  const folder = join(root, 'action')
  mkdirSync(folder)
  const postLine = post === undefined ? '' : `\n  post: post.mjs\n  post-if: ${postIf}`
  writeFileSync(
    join(folder, 'action.yml'),
    `name: Sample\n${more}\nruns:\n  using: node24\n  main: ./main.mjs${postLine}\n`,
  )
  const head = "import { appendFileSync } from 'node:fs'\nconst { env } = process\n"
  writeFileSync(join(folder, 'main.mjs'), head + main)
  if (post !== undefined) writeFileSync(join(folder, 'post.mjs'), head + post)
  return folder
}

const run = (folder: string, step: Partial<Step> = {}): Promise<StepResult> =>
  runStep({ folder, workspace: join(root, 'workspace'), env: { PATH: '/bin' }, ...step })

describe('runStep', () => {
  test('hands over inputs, context and working directory, and nothing of this process', async () => {
    const inputs = 'inputs:\n  first name: { default: Ada }\n  rest: {}'
    const result = await run(action('console.log(JSON.stringify([process.cwd(), env]))', inputs), {
      inputs: { rest: 'x' },
    })
    const [cwd, env] = JSON.parse(result.log)
    expect(cwd).toBe(join(root, 'workspace'))
    expect(env).toMatchObject({ INPUT_FIRST_NAME: 'Ada', INPUT_REST: 'x', PATH: '/bin' })
    const foreign = /^(INPUT_|GITHUB_|RUNNER_|CI$|PATH$)/
    expect(Object.keys(env).filter((name) => !foreign.test(name))).toEqual([])
  })

  test('writes the event where the step finds it', async () => {
    const main =
      "process.stdout.write((await import('node:fs')).readFileSync(env.GITHUB_EVENT_PATH))"
    const payload = { before: 'b', after: 'a' }
    const event = { name: 'push', payload, ref: 'refs/heads/x', sha: 'a', repository: 'o/r' }
    expect(JSON.parse((await run(action(main), { event })).log)).toEqual(payload)
  })

  test('reads every file command', async () => {
    const result = await run(
      action(`
        appendFileSync(env.GITHUB_OUTPUT, 'plain=1\\nlong<<E\\na\\nb\\nE\\n')
        appendFileSync(env.GITHUB_ENV, 'NEXT=2\\n')
        appendFileSync(env.GITHUB_PATH, '/opt/tool\\n')
        appendFileSync(env.GITHUB_STEP_SUMMARY, '# Done\\n')
        console.log('::warning file=a.ts::careful')`),
    )
    expect({ ...result.outputs }).toEqual({ plain: '1', long: 'a\nb' })
    expect({ ...result.env }).toEqual({ NEXT: '2' })
    expect(result.path).toEqual(['/opt/tool'])
    expect(result.summary).toBe('# Done\n')
    expect(result.commands).toMatchObject([{ name: 'warning', message: 'careful' }])
    expect(result.exitCode).toBe(0)
  })

  test('runs post after a failed main, with its state, environment and path', async () => {
    const main = `
      appendFileSync(env.GITHUB_STATE, 'token=abc\\n')
      appendFileSync(env.GITHUB_ENV, 'FROM_MAIN=yes\\n')
      appendFileSync(env.GITHUB_PATH, '/opt/tool\\n')
      process.exitCode = 3`
    const post = 'console.log(env.STATE_token, env.FROM_MAIN, env.PATH)'
    const result = await run(action(main, '', post))
    expect(result.exitCode).toBe(3)
    expect(result.log).toBe('abc yes /opt/tool:/bin\n')
  })

  test.each([
    ["env.LEFT != ''", 'LEFT=x'],
    ["env[format('LEFT_{0}', github.action)] != ''", 'LEFT___local=x'],
  ])('runs post for %s only where main left something', async (condition, entry) => {
    const main = `appendFileSync(env.GITHUB_ENV, env.INPUT_ENTRIES); process.exitCode = 3`
    const inputs = 'inputs: { entries: {} }'
    const folder = action(main, inputs, "console.log('post')", `always() && ${condition}`)
    const log = async (entries: string) => (await run(folder, { inputs: { entries } })).log
    expect(await log(`${entry}\n`)).toBe('post\n')
    expect(await log('OTHER=x\n')).toBe('')
    expect(await log(`${entry}\n${entry.replace('=x', '=')}\n`)).toBe('')
  })

  test('refuses an input that the manifest does not know', async () => {
    await expect(run(action(''), { inputs: { contxt: '.' } })).rejects.toThrow(
      /Input 'contxt' is not declared by action 'Sample'/,
    )
  })

  test('takes the token of github.token from the environment', async () => {
    const folder = action(
      "console.log(env['INPUT_TOKEN'])",
      `inputs: { token: { default: '\${{ github.token }}' } }`,
    )
    const env = { GITHUB_TOKEN: 't0ken' }
    expect((await run(folder, { env })).log).toBe('t0ken\n')
  })

  test('streams lines and passes a cancellation on as SIGINT', async () => {
    const controller = new AbortController()
    const main = `
      process.on('SIGINT', () => { console.log('interrupted'); process.exit(130) })
      setInterval(() => {}, 1000)
      console.log('ready')`
    const result = await run(action(main, '', "console.log('cleaned up')"), {
      signal: controller.signal,
      onLine: (line) => line === 'ready' && controller.abort(),
    })
    expect(result.exitCode).toBe(130)
    expect(result.log).toBe('ready\ninterrupted\ncleaned up\n')
  })

  test('removes its temporary folder', async () => {
    const { log } = await run(action('console.log(env.RUNNER_TEMP)'))
    const { existsSync } = await import('node:fs')
    expect(log.trim()).not.toBe('')
    expect(existsSync(log.trim())).toBe(false)
  })
})
