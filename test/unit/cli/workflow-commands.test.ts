import { commandsIn, parseCommand } from '@ci-kit/cli/step/workflow-commands'
import { command } from '@ci-kit/core/adapters/runner-commands'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codePoint } from '../../fakes/code-point.ts'

describe('parseCommand', () => {
  test.each([
    ['::error::no such file', 'error', {}, 'no such file'],
    ['  ::Warning::x', 'warning', {}, 'x'],
    ['::error file=a.ts,line=3::x::y', 'error', { file: 'a.ts', line: '3' }, 'x::y'],
    ['::group::build%0Aall', 'group', {}, 'build\nall'],
    ['text ##[error]bad', 'error', {}, 'bad'],
    ['##[error file=a%3Bb]bad', 'error', { file: 'a;b' }, 'bad'],
  ])('reads %s', (line, name, properties, message) => {
    const read = parseCommand(line)
    expect(read).toMatchObject({ name, message })
    expect({ ...read?.properties }).toEqual(properties)
  })

  test.each(['error: x', 'text ::error::x', '::error', '#[error]x', ''])('%s is text', (line) => {
    expect(parseCommand(line)).toBeUndefined()
  })

  test('undoes the escapes of any message and property', () => {
    const text = fc.string({ unit: codePoint, minLength: 1 })
    fc.assert(
      fc.property(text, text, (message, title) => {
        const read = parseCommand(command('error', message, { title }))
        expect([read?.message, read?.properties.title]).toEqual([message, title])
      }),
    )
  })
})

test('nothing counts between stop-commands and its token', () => {
  const lines = ['::stop-commands::tOk', '::error::inside', '::tok::', '::error::outside']
  expect(commandsIn(lines).map(({ message }) => message)).toEqual(['tOk', 'outside'])
})
