import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runStep } from '@ci-kit/cli/run-step'
import { describe, expect, test } from '@jest/globals'
import { folderWith } from '../../folders.ts'

const lib = fileURLToPath(new URL('../../../../../actions/docker-cache/lib/', import.meta.url))
const core = fileURLToPath(new URL('../../../../../packages/core/lib/', import.meta.url))

const CONDITION = "always() && env[format('CI_KIT_DOCKER_CACHE_CLEAN_UP_{0}', github.action)] != ''"

/** A step whose main makes a private folder as the action does, and whose post step is the action's own. */
const step = async (inFolder: string) => {
  const folder = folderWith()
  const temp = folderWith()
  const post = relative(folder, join(lib, 'post.js'))
  const manifest = `name: Sample\nruns:\n  using: node24\n  main: main.mjs\n  post: ${post}\n  post-if: ${CONDITION}\n`
  writeFileSync(join(folder, 'action.yml'), manifest)
  writeFileSync(
    join(folder, 'main.mjs'),
    `import { writeFileSync } from 'node:fs'
import { cleanUps } from '${lib}engine/clean-ups.js'
import { privateFolders } from '${lib}engine/private-folder.js'
import { fileStepState } from '${core}adapters/file-step-state.js'
const { env } = process
const folders = privateFolders(env.RUNNER_TEMP, cleanUps(fileStepState(env), env))
const folder = await folders.make()
writeFileSync(folder + '/config.json', '{}')
console.log(folder)
${inFolder}
await folders.remove()
`,
  )
  const workspace = join(folder, 'workspace')
  mkdirSync(workspace)
  const result = await runStep({
    folder,
    workspace,
    temp,
    env: { PATH: '/bin', RUNNER_DEBUG: '1' },
  })
  const [made = ''] = result.log.split('\n')
  return { ...result, made, temp }
}

describe('the post step', () => {
  test('removes what a killed main has left', async () => {
    const { made, temp, exitCode, env } = await step("process.kill(process.pid, 'SIGKILL')")
    expect(exitCode).toBe(137)
    expect(made.startsWith(temp)).toBe(true)
    expect(existsSync(made)).toBe(false)
    expect(readdirSync(temp)).toEqual([])
    expect(Object.values(env)).toEqual(['true'])
  })

  test('is not started when main has cleaned up itself', async () => {
    const { temp, exitCode, env, log, made } = await step('')
    expect(exitCode).toBe(0)
    expect(Object.values(env)).toEqual([''])
    expect(log).toBe(`${made}\n`)
    expect(readdirSync(temp)).toEqual([])
  })
})
