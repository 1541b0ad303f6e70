import { expect, test } from '@jest/globals'
import { base, type Case, errorOf, explains, solve } from '../failures.ts'

const dockerfiles: Case[] = [
  [
    'an instruction that does not exist',
    solve('dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)'),
    ['The Dockerfile cannot be read', 'unknown instruction: RUNN (did you mean RUN?)', 'Correct'],
  ],
  ['an empty file', solve('the Dockerfile cannot be empty'), ['no FROM', 'Start it with one']],
  ['no FROM', solve('no build stage in current context'), ['no FROM', 'Start it with one']],
  [
    'an empty base name',
    solve('base name ($BASE) should not be blank'),
    ['$BASE', 'is empty', "'build-args'"],
  ],
  [
    'a step that fails',
    solve('process "/bin/sh -c echo before; exit 7" did not complete successfully: exit code: 7'),
    ['exit code 7', 'echo before; exit 7', 'output is above'],
  ],
  [
    'a step whose command speaks of other failures',
    solve(
      'process "/bin/sh -c echo failed to push x: denied: no space left on device" did not complete successfully: exit code: 1',
    ),
    ['A step ended with exit code 1'],
  ],
  [
    'a step that was killed',
    solve('process "/bin/sh -c npm ci" did not complete successfully: exit code: 137'),
    ['exit code 137', 'memory ran out', 'larger runner'],
  ],
  [
    'a path that is not in the context',
    solve(
      'failed to compute cache key: failed to calculate checksum of ref r86::aui: "/nothing.txt": not found',
    ),
    ['/nothing.txt', '.dockerignore', "'--from'"],
  ],
  [
    'an address of ADD',
    solve('failed to load cache key: invalid response status 404'),
    ['ADD', 'status 404', 'Check it'],
  ],
  [
    'a stage that is not there',
    solve('target stage "two" could not be found'),
    ["Input 'target' is 'two'", "'AS' names"],
  ],
  [
    'a Dockerfile that is not there',
    solve('failed to read dockerfile: open Other: no such file or directory'),
    ['no Dockerfile Other', "input 'file'"],
  ],
  [
    'a base image without the platform',
    base('docker.io/library/old:1', 'no match for platform in manifest sha256:ab: not found'),
    ["the builder's platform", "'platforms'"],
  ],
  ['a secret', solve('secret tok: not found'), ['secret tok', "'secret-files' or 'secret-envs'"]],
  ['an SSH agent', solve('unset ssh forward key default'), ['SSH agent default', "input 'ssh'"]],
  [
    'an entitlement that it was not given',
    solve('failed to load LLB: network.host is not allowed'),
    ['network.host', "input 'allow'"],
  ],
  [
    'an entitlement that the builder never gives',
    solve('granting entitlement security.insecure is not allowed by build daemon configuration'),
    ['security.insecure', "input 'builder'", '--allow-insecure-entitlement security.insecure'],
  ],
]

explains('the Dockerfile', dockerfiles)

test('a step for another platform that ends with 255 points to QEMU', () => {
  const text = solve('process "/bin/sh -c x" did not complete successfully: exit code: 255')
  expect(errorOf(text, { platforms: ['linux/arm64'] }).message).toContain('QEMU')
  expect(errorOf(text).message).not.toContain('QEMU')
})

test('a missing platform is named', () => {
  const text = base('x:1', 'no match for platform in manifest: not found')
  const { message } = errorOf(text, { platforms: ['linux/arm64', 'linux/s390x'] })
  expect(message).toContain('linux/arm64, linux/s390x')
})
