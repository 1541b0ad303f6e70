import { UserError } from '@ci-kit/core/errors'
import { parseCommand } from '@ci-kit/deploy-ecs/edits/command'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const parse = (text: string) => parseCommand('command', text)

describe('parseCommand', () => {
  test.each<[string, readonly string[]]>([
    ['node server.js', ['node', 'server.js']],
    ['  node\t server.js\n--port  80 ', ['node', 'server.js', '--port', '80']],
    ['sh -c "echo $HOME | cat *"', ['sh', '-c', 'echo $HOME | cat *']],
    ["echo 'a \\ b' ''", ['echo', 'a \\ b', '']],
    ['echo "a \\"b\\" \\\\ \\n"', ['echo', 'a "b" \\ \\n']],
    ['a\\ b --x="y z"w', ['a b', '--x=y zw']],
    ['["node", "a b", ""]', ['node', 'a b', '']],
    [' [ "a" ]\n', ['a']],
  ])('%j', (text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  test.each(['', ' \n'])('%j is none', (text) => {
    expect(parse(text)).toBeUndefined()
  })

  test.each([
    ['[node]', "Input 'command' starts with '[' and is no list of texts in JSON. Write [\"node\""],
    ['["a", 1]', 'is no list of texts'],
    ['[]', 'is no list of texts'],
    ["say 'hunter2", "Input 'command' does not close the ' at character 5."],
    ['say "hunter2', 'does not close the " at character 5.'],
    ['say "hunter2\\"', 'does not close the " at character 5.'],
    ['say \\', 'ends with a \\ at character 5.'],
  ])('%j is refused', (text, said) => {
    expect(() => parse(text)).toThrow(UserError)
    expect(() => parse(text)).toThrow(said)
    expect(() => parse(text)).toThrow(/^(?!.*hunter2)/)
  })

  const word = fc.string({ unit: fc.constantFrom(...'ab \t\n\'"\\[$') })

  test('what is quoted comes out as it went in', () => {
    const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(parse(words.map(quoted).join(' '))).toEqual(words)
        expect(parse(JSON.stringify(words))).toEqual(words)
      }),
    )
  })

  test('anything is read or refused', () => {
    fc.assert(
      fc.property(word, (text) => {
        try {
          parse(text)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(UserError)
        }
      }),
    )
  })
})
