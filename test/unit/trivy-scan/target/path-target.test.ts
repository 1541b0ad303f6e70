import { UserError } from '@ci-kit/core/errors'
import { scannablePath } from '@ci-kit/trivy-scan/target/path-target'
import { describe, expect, test } from '@jest/globals'
import { memoryWorkspace } from '../../docker-cache/fake-ports.ts'

const workspace = memoryWorkspace('app/package.json', 'sbom.json', '-x', '-', '--help/a')
const path = (given: string, command: 'fs' | 'rootfs' | 'config' | 'sbom') =>
  scannablePath('scan-ref', given, command, workspace)

describe('a path is given on', () => {
  test.each([
    ['.', 'fs', '.'],
    ['app', 'fs', 'app'],
    ['sbom.json', 'fs', 'sbom.json'],
    ['app', 'config', 'app'],
    ['app/package.json', 'config', 'app/package.json'],
    ['app', 'rootfs', 'app'],
    ['sbom.json', 'sbom', 'sbom.json'],
    ['-x', 'sbom', './-x'],
    ['-', 'sbom', './-'],
    ['--help', 'fs', './--help'],
  ] as const)('%j to %s as %j', (given, command, expected) => {
    expect(path(given, command)).toBe(expected)
  })
})

describe('refused with input, value and fix is', () => {
  test.each([
    ['nothing', '', 'fs', "Input 'scan-ref' is '', and there is nothing at that path"],
    [
      'what is not there',
      'nope',
      'fs',
      "is 'nope', and there is nothing at that path. Paths start",
    ],
    [
      'a folder as a bill of materials',
      'app',
      'sbom',
      "is 'app', which is a folder, and 'sbom' scans a file",
    ],
    ['a file as a root', 'sbom.json', 'rootfs', "which is a file, and 'rootfs' scans a folder"],
    ['a name with control characters', 'a\u001b', 'fs', "is 'a\\u{1b}', and"],
  ] as const)('%s', (_, given, command, message) => {
    expect(() => path(given, command)).toThrow(UserError)
    expect(() => path(given, command)).toThrow(message)
  })
})
