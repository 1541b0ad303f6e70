import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { root } from '../contract/detect-changes/folders.ts'
import { commit, repository } from '../contract/detect-changes/repository.ts'
import { errorsOf } from './actions.ts'
import { detectChanges, push } from './detect-changes-step.ts'

const ODD = ['-rf', '--config=evil.cjs', 'a b', "it's", '$(id)', 'ü', 'x"y', '日本', 'a;b', '`w`']

const listed = (names: readonly string[], format: string) => {
  const workspace = repository(root)
  const before = commit(workspace, {})
  const after = commit(workspace, Object.fromEntries(names.map((name) => [name, '1'])))
  return detectChanges({
    workspace,
    event: push(before, after),
    inputs: { filters: "all: '**'", 'list-files': format },
    temp: root,
  })
}

describe('the list of files', () => {
  test('is not set by default', async () => {
    const workspace = repository(root)
    const before = commit(workspace, {})
    const after = commit(workspace, { a: '1' })
    const result = await detectChanges({ workspace, event: push(before, after) })
    expect(Object.keys(result.outputs).filter((name) => /_files/.test(name))).toEqual([])
  })

  test('as a file for xargs -0 holds every name as it is', async () => {
    const names = [...ODD, 'new\nline', '\u0001']
    const result = await listed(names, 'nul-file')
    const path = result.outputs.all_files ?? ''
    expect(readFileSync(path, 'utf8').split('\0').slice(0, -1).toSorted()).toEqual(names.toSorted())
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('as words of a shell runs nothing and is no option', async () => {
    const result = await listed(ODD, 'shell')
    const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${result.outputs.all_files}`])
    const words = printed.toString().split('\0').slice(0, -1)
    const expected = ODD.map((name) => (name.startsWith('-') ? `./${name}` : name))
    expect(words.toSorted()).toEqual(expected.toSorted())
  })

  test.each(['shell', 'csv', 'escape'])('as %s refuses control characters', async (format) => {
    const result = await listed(['x\n$(cmd).md'], format)
    expect(result.exitCode).toBe(1)
    expect(errorsOf(result)).toEqual([expect.stringContaining('control character')])
  })

  test('goes to a file when it is longer than the outputs of a job may be', async () => {
    const names = Array.from({ length: 2_500 }, (_, at) => `${'d'.repeat(200)}/${at}`)
    const result = await listed(names, 'json')
    expect(result.outputs.all_files ?? '').toBe('')
    const path = result.outputs.all_files_path ?? ''
    expect(JSON.parse(readFileSync(path, 'utf8')).toSorted()).toEqual(names.toSorted())
    const notices = result.commands.filter(({ name }) => name === 'notice')
    expect(notices).toEqual([expect.objectContaining({ message: expect.stringContaining('all') })])
    const sizes = Object.values(result.outputs).map((text) => text?.length ?? 0)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000)
  })
})
