import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStepState } from '@ci-kit/core/adapters/file-step-state'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { pairsIn } from './runner-pairs.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'step-state-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const files = () => {
  const env = { GITHUB_STATE: join(folder, 'state'), GITHUB_ENV: join(folder, 'env') }
  const pairs = (path: string) => pairsIn(readFileSync(path, 'utf8'))
  return { env, state: () => pairs(env.GITHUB_STATE), variables: () => pairs(env.GITHUB_ENV) }
}

describe('fileStepState', () => {
  test('saves for the post step, the last value last', () => {
    const { env, state } = files()
    const { save } = fileStepState(env)
    save('clean-up', 'a\nb=c')
    save('clean-up', '')
    expect(state()).toEqual([
      ['clean-up', 'a\nb=c'],
      ['clean-up', ''],
    ])
  })

  test('adds to what is in the file of variables', () => {
    const { env, variables } = files()
    writeFileSync(env.GITHUB_ENV, 'A=1\n')
    fileStepState(env).exportVariable('CI_KIT', 'B=2\nC=3')
    expect(variables()).toEqual([
      ['A', '1'],
      ['CI_KIT', 'B=2\nC=3'],
    ])
  })

  test('reads what main has saved', () => {
    const { read } = fileStepState({ 'STATE_clean-up': 'x' })
    expect(read('clean-up')).toBe('x')
    expect(read('other')).toBe('')
  })

  test.each([{}, { GITHUB_STATE: '', GITHUB_ENV: '' }])(
    'outside a runner nothing is kept: %j',
    (env) => {
      const state = fileStepState(env)
      expect(() => {
        state.save('a', 'b')
        state.exportVariable('a', 'b')
      }).not.toThrow()
    },
  )

  test.each([
    ['GITHUB_STATE', 'save'],
    ['GITHUB_ENV', 'exportVariable'],
  ] as const)('%s that cannot be written is named', (variable, verb) => {
    const state = fileStepState({ [variable]: folder })
    expect(() => state[verb]('a', 'b')).toThrow(
      new RegExp(`cannot be noted: .*EISDIR.*${variable} has to name a file`),
    )
  })
})
