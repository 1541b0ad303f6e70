import { type CleanUp, cleanUps, leftOver } from '@ci-kit/docker-cache/engine/clean-ups'
import { describe, expect, test } from '@jest/globals'

const FOLDER: CleanUp = { kind: 'folder', path: '/t/a' }
const BUILDER: CleanUp = { kind: 'builder', name: 'b', config: '/t/b' }

/** The state of one step and the variables of the job, the last value of each name. */
const step = (env: Record<string, string> = {}) => {
  const saved: Record<string, string> = {}
  const variables: Record<string, string> = {}
  const state = {
    save: (name: string, value: string) => void Object.assign(saved, { [name]: value }),
    read: (name: string) => saved[name] ?? '',
    exportVariable: (name: string, value: string) =>
      void Object.assign(variables, { [name]: value }),
  }
  return { state, variables, items: cleanUps(state, env) }
}

describe('what is to be cleaned up', () => {
  test('is noted when it is expected, and no more when it is settled', () => {
    const { items, state } = step()
    items.expect(FOLDER)
    items.expect(BUILDER)
    items.settle({ ...FOLDER })
    expect(leftOver(state)).toEqual([BUILDER])
  })

  test('sets the variable of its step while there is something', () => {
    const { items, variables } = step({ GITHUB_ACTION: 'build-api' })
    const name = 'CI_KIT_DOCKER_CACHE_CLEAN_UP_build-api'
    expect(variables).toEqual({})
    items.expect(BUILDER)
    items.expect(FOLDER)
    items.settle(FOLDER)
    expect(variables).toEqual({ [name]: 'true' })
    items.settle(BUILDER)
    expect(variables).toEqual({ [name]: '' })
  })

  test('never hides what an earlier step with the same id has left', () => {
    const env = { GITHUB_ACTION: '__self', CI_KIT_DOCKER_CACHE_CLEAN_UP___self: 'true' }
    const { items, variables } = step(env)
    items.expect(FOLDER)
    items.settle(FOLDER)
    expect(variables).toEqual({ CI_KIT_DOCKER_CACHE_CLEAN_UP___self: 'true' })
  })
})

describe('the post step', () => {
  test('has nothing to do when nothing was saved', () => {
    expect(leftOver(step().state)).toEqual([])
  })

  test.each([
    ['[]', []],
    ['{}', []],
    ['[null,1,"x",[]]', []],
    ['[{"kind":"folder"},{"kind":"builder","name":"b"},{"kind":"x","path":"/"}]', []],
    ['[{"kind":"folder","path":"/t/a","more":1}]', [FOLDER]],
  ])('takes from %s only what it knows', (text, expected) => {
    const { state } = step()
    state.save('clean-up', text)
    expect(leftOver(state)).toEqual(expected)
  })
})
