import { explanationText, requireExplanation } from '@ci-kit/cli/commands/explain'
import { runCommand } from '@ci-kit/cli/commands/run-command'
import { manifestOf } from '@ci-kit/cli/manifest'
import { describe, expect, test } from '@jest/globals'

const COMPARED = {
  base: 'a'.repeat(40),
  head: 'b'.repeat(40),
  'base-reason': 'the tip before the push',
  reliable: true,
  'changed-files': 2,
}
const COMPONENTS = [
  { component: 'web', selected: true, because: 'dependency', path: ['web', 'core'] },
  {
    component: 'core',
    selected: true,
    because: 'file',
    file: 'core/\u001b[2Ja',
    status: 'added',
    pattern: 'core/**',
    source: '.github/filters.yml',
    line: 4,
    'files-count': 2,
  },
  { component: 'docs', selected: false, because: 'no-change' },
]

describe('the explanation in the terminal', () => {
  test('is what was compared, and the tree of reasons without control characters', () => {
    const explanation = JSON.stringify({ ...COMPARED, components: COMPONENTS })
    expect(explanationText({ explanation }).split('\n')).toEqual([
      '2 changed files, compared: aaaaaaaaaaaa..bbbbbbbbbbbb, the tip before the push.',
      String.raw`✓ core: added core/\u{1b}[2Ja matches core/** (.github/filters.yml:4), and 1 more`,
      '  ✓ web: needs core',
      '– docs: no changed file matches',
    ])
  })

  test('is an error when the step set none', () => {
    expect(() => explanationText({ changes: '[]' })).toThrow(
      "The step set no output 'explanation': it was too long",
    )
  })

  test('is an error when it is something else', () => {
    expect(() => explanationText({ explanation: 'because' })).toThrow(
      'The explanation cannot be read',
    )
  })
})

describe('--explain', () => {
  const manifest = (outputs: object) =>
    manifestOf({ name: 'Sample', outputs, runs: { using: 'node24', main: 'main.js' } })

  test('is fine for an action with that output', () => {
    expect(() => requireExplanation('sample', manifest({ explanation: {} }))).not.toThrow()
  })

  test('is refused for any other before it runs', async () => {
    expect(() => requireExplanation('sample', manifest({ image: {} }))).toThrow(
      "Action sample has no output 'explanation', so there is nothing to explain. Leave out --explain.",
    )
    const printed: string[] = []
    const running = runCommand.run(['docker-cache', '--explain'], {
      exec: () => Promise.reject(new Error('nothing is started')),
      signal: new AbortController().signal,
      print: (line) => void printed.push(line),
      note: () => {},
    })
    await expect(running).rejects.toThrow('Action docker-cache has no output')
    expect(printed).toEqual([])
  })
})
