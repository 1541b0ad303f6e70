import { checkSources, dockerfile, isRemote } from '@ci-kit/docker-cache/build/sources'
import { describe, expect, test } from '@jest/globals'
import { memoryWorkspace } from '../fake-ports.ts'
import { optionsWith } from './plans.ts'

test.each([
  ['https://github.com/org/app.git#main:docker', true],
  ['http://example.test/context.tar.gz', true],
  ['git://example.test/app.git', true],
  ['ssh://git@example.test/app.git', true],
  ['git@github.com:org/app.git', true],
  ['github.com/org/app', true],
  ['.', false],
  ['services/api', false],
  ['./https', false],
  ['github.community/app', false],
])('the context %s is remote: %s', (context, expected) => expect(isRemote(context)).toBe(expected))

test.each([
  ['.', undefined, 'Dockerfile'],
  ['./', undefined, 'Dockerfile'],
  ['./services/api/', undefined, 'services/api/Dockerfile'],
  ['services/api', undefined, 'services/api/Dockerfile'],
  ['.', './services/api/Dockerfile', 'services/api/Dockerfile'],
  ['https://github.com/org/app.git', undefined, undefined],
  ['https://github.com/org/app.git', 'docker/Dockerfile', undefined],
])('the Dockerfile of context %j and file %j is %j', (context, file, expected) => {
  expect(dockerfile({ context, file })).toBe(expected)
})

describe('sources', () => {
  const workspace = memoryWorkspace(
    'Dockerfile',
    'services/api/Dockerfile',
    'services/web/index.html',
  )

  test.each([
    ['.', undefined],
    ['services/api', undefined],
    ['services/web', 'Dockerfile'],
    ['https://github.com/org/app.git', undefined],
    ['https://github.com/org/app.git', 'nowhere'],
  ])('that are there are accepted: %j, %j', (context, file) => {
    expect(() => checkSources(optionsWith({ context, file }), workspace)).not.toThrow()
  })

  test.each([
    ['nowhere', undefined, ["Input 'context' is 'nowhere'", 'no such folder', 'actions/checkout']],
    ['a\n::error::x', undefined, ["'a\\n::error::x'"]],
    ['Dockerfile', undefined, ["Input 'context' is 'Dockerfile'", 'is a file', "input 'file'"]],
    ['services/web', undefined, ["no Dockerfile in 'services/web'", "input 'file'"]],
    ['.', 'nowhere', ["Input 'file' is 'nowhere'", 'no such file', 'starts at the workspace']],
    ['services/api', 'services', ["Input 'file' is 'services'", 'no such file']],
  ])('that are missing are refused: %j, %j', (context, file, words) => {
    for (const part of words)
      expect(() => checkSources(optionsWith({ context, file }), workspace)).toThrow(part)
  })
})
