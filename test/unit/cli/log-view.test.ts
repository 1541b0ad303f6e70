import { logView } from '@ci-kit/cli/step/log-view'
import { describe, expect, test } from '@jest/globals'

const view = (lines: readonly string[]): (string | undefined)[] => lines.map(logView())

describe('logView', () => {
  test.each([
    ['plain text', 'plain text'],
    ['::group::Build api', '▸ Build api'],
    ['::error::No Dockerfile', 'Error: No Dockerfile'],
    ['::warning file=a/Dockerfile,line=3,title=Lint::x', 'Warning: Lint: x (a/Dockerfile:3)'],
    ['::notice file=a::x', 'Notice: x (a)'],
    ['::nonsense::x', '::nonsense::x'],
  ])('shows %s', (line, shown) => {
    expect(view([line])).toEqual([shown])
  })

  test.each(['::debug::x', '::endgroup::', '::add-mask::x'])('leaves out %s', (line) => {
    expect(view([line])).toEqual([undefined])
  })

  test('hides a secret in all that follows, whole and line by line', () => {
    const lines = ['::add-mask::one%0Atwo', 'a one b', '::error::two', 'three']
    expect(view(lines)).toEqual([undefined, 'a *** b', 'Error: ***', 'three'])
  })
})
