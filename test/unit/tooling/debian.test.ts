import { closure, parseDependencies } from '@ci-kit/tooling/debian-graph'
import { parseUris } from '@ci-kit/tooling/debian-rootfs'
import { describe, expect, test } from '@jest/globals'

// the form of apt-cache 2.6
const graph = parseDependencies(`python3-minimal
  PreDepends: python3.11-minimal
  Depends: dpkg
python3.11-minimal
  PreDepends: libc6
 |Depends: libssl3
  Depends: libressl
  Depends: <media-types>
    mime-support
    other-types
dpkg
  Depends: tar
libc6
  Depends: libgcc-s1
libgcc-s1
  Depends: libc6
tar
`)

test('alternatives and providers belong to one dependency', () => {
  expect(graph.get('python3.11-minimal')).toEqual([
    ['libc6'],
    ['libssl3', 'libressl'],
    ['mime-support', 'other-types'],
  ])
})

describe('closure', () => {
  test('follows dependencies, also in a circle, and not what is excluded', () => {
    expect(closure(graph, ['python3-minimal'], ['dpkg'])).toEqual([
      'libc6',
      'libgcc-s1',
      'libssl3',
      'mime-support',
      'python3-minimal',
      'python3.11-minimal',
    ])
  })

  test('takes an alternative that is wanted anyway', () => {
    expect(closure(graph, ['python3.11-minimal', 'libressl'], [])).not.toContain('libssl3')
  })

  test('an exclusion settles its dependency', () => {
    expect(closure(graph, ['python3.11-minimal'], ['mime-support'])).not.toContain('other-types')
  })
})

test('the list of downloads is sorted and keeps its hashes', () => {
  const lines = `Reading package lists...
'http://example.test/z_1%3a1.2_amd64.deb' z_1%3a1.2_amd64.deb 86684 SHA256:d7dd
'http://example.test/a_3_amd64.deb' a_3_amd64.deb 26312 SHA256:30f9
`
  expect(parseUris(lines)).toEqual([
    { file: 'a_3_amd64.deb', hash: 'SHA256:30f9' },
    { file: 'z_1%3a1.2_amd64.deb', hash: 'SHA256:d7dd' },
  ])
})
