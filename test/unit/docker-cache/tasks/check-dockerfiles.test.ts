import { describe, expect, test } from '@jest/globals'
import { start, type World } from '../fake-run.ts'

const located = (line: number) => ({ location: { ranges: [{ start: { line }, end: { line } }] } })
const warning = (line: number, detail: string) => ({
  ruleName: 'JSONArgsRecommended',
  detail,
  url: 'https://docs.docker.com/x/',
  ...located(line),
})
const answer = (change: object = {}): string =>
  JSON.stringify({ warnings: null, sources: [], ...change })

const checking = (stdout: string, exitCode = 0, given = {}, around: World = {}) =>
  start(
    { call: 'check', ...given },
    { check: () => ({ exitCode, stdout, text: ['ERROR: no builder'] }), ...around },
  )

describe('a check', () => {
  test('without findings builds nothing, and asks no registry', async () => {
    const { outcome, plans, checked, registries, summaries } = checking(answer())
    expect(await outcome).toEqual({ 'duration-ms': 0 })
    expect(plans).toEqual([])
    expect(checked).toMatchObject([{ context: '.' }])
    expect(registries.requests).toEqual([])
    expect(summaries).toEqual(['### Dockerfile: no findings'])
  })

  test('of a private repository has the token that fetches it', async () => {
    const given = { context: 'https://github.com/org/shop.git', 'github-token': 'ghs_x' }
    const { outcome, checked } = checking(answer(), 0, given)
    await outcome
    expect(checked).toMatchObject([{ secrets: [{ id: 'GIT_AUTH_TOKEN.github.com' }] }])
  })

  test('with findings annotates each at its line, and fails', async () => {
    const warnings = [warning(2, 'one\n::error::x'), warning(5, 'two')]
    const { outcome, annotations, summaries } = checking(answer({ warnings }), 1)
    await expect(outcome).rejects.toMatchObject({
      name: 'FailedResult',
      message: expect.stringMatching(
        /^The check of the Dockerfile has 2 findings\. .*# check=skip=/,
      ),
      outputs: { 'duration-ms': 0 },
    })
    expect(annotations).toEqual([
      {
        level: 'warning',
        text: 'one\\n::error::x https://docs.docker.com/x/',
        at: { title: 'JSONArgsRecommended', file: 'Dockerfile', line: 2 },
      },
      {
        level: 'warning',
        text: 'two https://docs.docker.com/x/',
        at: { title: 'JSONArgsRecommended', file: 'Dockerfile', line: 5 },
      },
    ])
    expect(summaries.join()).toContain('2 findings')
  })

  test('of a Dockerfile that cannot be read fails at its line', async () => {
    const buildError = { message: 'unknown instruction: FORM', ...located(1) }
    const { outcome } = checking(answer({ buildError }), 1)
    await expect(outcome).rejects.toMatchObject({
      name: 'UserError',
      message: 'unknown instruction: FORM',
      at: { file: 'Dockerfile', line: 1 },
    })
  })

  test.each([0, 1])('without an answer fails, whatever its exit code (%s)', async (exitCode) => {
    await expect(checking(' \n', exitCode).outcome).rejects.toThrow('no builder')
  })

  test('that fails without a finding fails', async () => {
    await expect(checking(answer(), 1).outcome).rejects.toThrow('exit code 1')
  })

  test('of a Dockerfile that is not there does not reach the builder', async () => {
    const { outcome, checked } = checking(answer(), 0, { file: 'nowhere' })
    await expect(outcome).rejects.toThrow("Input 'file' is 'nowhere'")
    expect(checked).toEqual([])
  })

  test('of components is one of each, with those that are needed standing in', async () => {
    const files = { 'base/Dockerfile': 'FROM scratch\n', 'api/Dockerfile': 'FROM base\n' }
    const components = JSON.stringify([
      { name: 'base', 'image-name': 'org/base', context: 'base' },
      { name: 'api', 'image-name': 'org/api', context: 'api', needs: ['base'] },
    ])
    const given = { 'image-name': '', components }
    const { outcome, checked } = checking(answer({ warnings: [warning(1, 'x')] }), 1, given, {
      files,
    })
    await expect(outcome).rejects.toThrow('The check of the Dockerfiles has 2 findings')
    expect(checked).toMatchObject([
      { context: 'base', buildContexts: [] },
      { context: 'api', buildContexts: [{ name: 'base', value: 'docker-image://scratch' }] },
    ])
  })
})
