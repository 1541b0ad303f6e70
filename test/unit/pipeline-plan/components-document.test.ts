import { describe, expect, test } from '@jest/globals'
import { problemOf } from './planned.ts'

const file = (text: string) => problemOf({ inputs: { components: 'c.yml', 'file-text': text } })

describe('the components', () => {
  test.each([
    [
      "api:\n  paths: [x]\n  checks:\n    test: |\n      a\n  image:\n    target: 'a b'\n",
      7,
      'image.target',
    ],
    ['a: x\nb:\n  needs: a\n  runer: x\n', 4, 'runer'],
    ['a: { paths: x, image: { platform: y } }', 1, 'image.platform'],
    ['a:\n  paths: x\n  image: &i\n    name: A\nb: { paths: x }', 4, 'image.name'],
    ['x: &x { paths: y }\na:\n  paths: x\n  services:\n    db: {}\n', 5, 'services.db'],
    ['k:\n- x\na:\n  paths: x\n  image: &i { name: A }\n', 5, 'image.name'],
  ])('%j is refused with its line', async (text, line, member) => {
    expect(await file(text)).toMatch(
      new RegExp(`^Components file c\\.yml, line ${line}, component '\\w+', '${member}': `),
    )
  })

  test('behind an alias have the line of what stands there', async () => {
    const text =
      'a:\n  paths: x\n  image: false\nb:\n  paths: x\n  image: &i { name: a }\nc:\n  paths: x\n  checks: *i\n'
    expect(await file(text)).toBe('')
    const wrong = 'a: &a\n  paths: x\n  timeout-minutes: 5\nb:\n  paths: x\n  image: *a\n'
    expect(await file(wrong)).toMatch(
      /^Components file c\.yml, line 6, component 'b', 'image\.paths': /,
    )
  })

  test.each([
    'a: services/**',
    'a: [x, y]',
    'a:\n  - added|modified: x',
    'a:\n  added: x',
    'a: { paths: x }',
  ])('%j says nothing that could be wrong', async (text) => {
    expect(await file(text)).toBe('')
  })

  test('may stand in the input', async () => {
    const components = 'a:\n  paths: x\n  image: 7\n'
    expect(await problemOf({ inputs: { components } })).toMatch(
      /^Input 'components', line 3, component 'a', 'image': /,
    )
  })

  test.each(['a: [', '- x', 'x'])('%j is no document', async (text) => {
    expect(await file(text)).toMatch(/^Components file c\.yml(, line 1)?[: ]/)
  })
})
