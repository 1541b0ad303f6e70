import { describe, expect, test } from '@jest/globals'
import { DOCKERFILE, problemOf } from './planned.ts'

/** What is said of a components file in a checkout that has the Dockerfile in `services/api`; none is selected. */
const file = (text: string) =>
  problemOf({ files: DOCKERFILE, inputs: { components: 'c.yml', 'file-text': text } })

describe('a component that is not selected', () => {
  test.each([
    ['a:\n  paths: x\n  path: services/apo\n', 3, 'path', "'services/apo' is no folder"],
    [
      'a:\n  paths: x\n  path: services/api/Dockerfile\n',
      3,
      'path',
      "'services/api/Dockerfile' is no folder",
    ],
    ['a:\n  needs: b\n  path: gone\nb: x', 3, 'path', "'gone' is no folder"],
    [
      'a:\n  paths: x\n  path: services/api\n  working-directory: gone\n',
      4,
      'working-directory',
      "'gone' is no folder",
    ],
    [
      'a:\n  paths: x\n  image:\n    name: a\n    context: gone\n',
      5,
      'image.context',
      "'gone' is no folder",
    ],
    [
      'a:\n  paths: x\n  image:\n    file: Dockerfile\n',
      4,
      'image.file',
      "'Dockerfile' is no file",
    ],
    ['a:\n  paths: x\n  image:\n    file: services/api\n', 4, 'image.file', 'no file'],
  ])('%j names what is not there', async (text, line, member, what) => {
    const message = await file(text)
    expect(message).toContain(`Components file c.yml, line ${line}, component 'a', '${member}': `)
    expect(message).toContain(`${what} of the checkout. No change would ever select`)
    expect(message).toContain('Correct what is written, or remove the component.')
  })

  test.each([
    'a: { paths: x }',
    'a: { paths: x, path: services/api }',
    'a: { paths: x, path: ./services//api/ }',
    'a: { paths: x, path: /services/api }',
    'a: { paths: x, path: . }',
    'a: { paths: x, path: / }',
    'a: { paths: x, path: services, working-directory: ./services/api/ }',
    'a: { paths: x, path: services/api, image: { context: ., file: services/api/Dockerfile } }',
    // The Dockerfile that it would have by default is looked for when it is built.
    'a: { paths: x, path: services, deploy: a }',
    'a: { paths: x, path: services, image: { target: b } }',
    'a: { paths: x, image: false, container: gone/image }',
    // Patterns by status, not a component with a folder.
    'a: { added: [gone/**] }',
  ])('%j names what is there', async (text) => {
    expect(await file(text)).toBe('')
  })
})

test('several are one error, up to ten of them', async () => {
  const text = Array.from(
    { length: 6 },
    (_, at) => `c${at}:
  paths: x
  path: gone-${at}
  working-directory: gone
`,
  ).join('')
  const message = await file(text)
  expect(message).toMatch(
    /^Components file c\.yml, line 3, component 'c0', 'path': 'gone-0' is no folder of the checkout; line 4, component 'c0', 'working-directory': 'gone' is no folder of the checkout; line 7, component 'c1', /,
  )
  expect(message).toContain(
    "component 'c4', 'working-directory': 'gone' is no folder of the checkout; and 2 more. ",
  )
  expect(message).not.toContain("component 'c5'")
})

test('what is written stays on its line', async () => {
  const message = await file('a: { paths: x, path: "gone\\n::error::x" }')
  expect(message).toContain("component 'a', 'path': 'gone")
  expect(message).not.toContain('\n')
})

test('the input is looked at as well, and no checkout at all is told apart', async () => {
  const components = 'a: { paths: x, path: services/api }'
  const message = await problemOf({ inputs: { components } })
  expect(message).toMatch(
    /^Input 'components', line 1, component 'a', 'path': 'services\/api' is no /,
  )
  expect(message).toMatch(/check out the whole repository before this step, with its submodules\.$/)
})
