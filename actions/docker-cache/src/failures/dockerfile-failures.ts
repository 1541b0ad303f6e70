import type { BuildOptions } from '../build/build-options.ts'
import { shortened } from '../shortened.ts'
import { explained, type KnownFailure } from './known-failure.ts'

const COMMAND_LIMIT = 200

/** What BuildKit 0.11 to 0.32 says when the Dockerfile or the context is at fault. */
const KNOWN: readonly KnownFailure<BuildOptions>[] = [
  {
    sign: /process "(.+)" did not complete successfully: exit code: (\d+)/,
    say: ([, command = '', code = ''], plan) => failedStep(command, code, plan),
  },
  {
    sign: /dockerfile parse error(?: on line \d+)?: (.+)/,
    say: ([, reason]) => `The Dockerfile cannot be read: ${reason}. Correct this line.`,
  },
  {
    sign: /the Dockerfile cannot be empty|no build stage in current context/,
    say: () => 'The Dockerfile has no FROM before its first instruction. Start it with one.',
  },
  {
    sign: /base name \((.+)\) should not be blank/,
    say: ([, name]) =>
      `FROM names ${name}, which is empty. Give the argument a default above FROM, or set it in input 'build-args'.`,
  },
  {
    sign: /"(\/[^"]*)": not found/,
    say: ([, path]) =>
      `COPY or ADD names ${path}, which is not there. Check the path, .dockerignore and the stage of '--from'.`,
  },
  {
    sign: /invalid response status (\d+)/,
    say: ([, status]) => `The address of an ADD answered with status ${status}. Check it.`,
  },
  {
    sign: /target stage "([^"]*)" could not be found/,
    say: ([, stage]) =>
      `Input 'target' is '${stage}', and the Dockerfile has no such stage. Use one of its 'AS' names.`,
  },
  {
    sign: /failed to read dockerfile: open ([^:]+): no such file or directory/,
    say: ([, file]) => `There is no Dockerfile ${file} in the build context. Set input 'file'.`,
  },
  {
    sign: /no match for platform in manifest/,
    say: (_, { platforms }) =>
      `A base image does not exist for ${platforms.join(', ') || "the builder's platform"}. Use one that does, or change input 'platforms'.`,
  },
  {
    sign: /secret ([^\s:]+): not found/,
    say: ([, name]) =>
      `The Dockerfile requires the secret ${name}, which the build does not get. Name it in input 'secret-files' or 'secret-envs'.`,
  },
  {
    sign: /unset ssh forward key (\S+)/,
    say: ([, name]) =>
      `The Dockerfile requires the SSH agent ${name}, which the build does not get. Name it in input 'ssh'.`,
  },
  {
    sign: /(network\.host|security\.insecure|device\S*) is not allowed by build daemon/,
    say: ([, entitlement]) =>
      `The builder never grants ${entitlement}. Name one in input 'builder' that was made with '--buildkitd-flags "--allow-insecure-entitlement ${entitlement}"'.`,
  },
  {
    sign: /(network\.host|security\.insecure|device\S*) is not allowed/,
    say: ([, entitlement]) =>
      `The build asks for ${entitlement}, an entitlement that it was not granted. Name it in input 'allow' if you trust the Dockerfile with it.`,
  },
]

/** What a failure means that the author mends in the Dockerfile; undefined when it is another. */
export const dockerfileFailure = (text: string, plan: BuildOptions): string | undefined =>
  explained(KNOWN, text, plan)

const failedStep = (command: string, code: string, { platforms }: BuildOptions): string => {
  const step = `A step ended with exit code ${code}: ${shortened(command, COMMAND_LIMIT)}.`
  if (code === '137')
    return `${step} Its process was killed, most often because memory ran out. Use a larger runner, or let the step use less.`
  if (code === '255' && platforms.length > 0)
    return `${step} Its output is above. If it is an 'exec format error', set up QEMU before this step.`
  return `${step} Its output is above.`
}
