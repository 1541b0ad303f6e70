import type { BuildPlan } from '../build/build-command.ts'
import { shortened } from '../shortened.ts'
import { explained, type KnownFailure } from './known-failure.ts'

const COMMAND_LIMIT = 200

/** What BuildKit 0.11 to 0.32 says when the Dockerfile or the context is at fault. */
const KNOWN: readonly KnownFailure<BuildPlan>[] = [
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
      `The Dockerfile requires the secret ${name}, and builds of this action get no secrets. Remove 'required' from its mount.`,
  },
  {
    sign: /unset ssh forward key (\S+)/,
    say: ([, name]) =>
      `The Dockerfile requires the SSH agent ${name}, and builds of this action get none. Remove 'required' from its mount.`,
  },
  {
    sign: /(network\.host|security\.insecure|device\S*) is not allowed/,
    say: ([, entitlement]) =>
      `The Dockerfile asks for ${entitlement}, an entitlement that this action never grants. Remove '--network=host', '--security=insecure' or '--device' from it.`,
  },
]

/** What a failure means that the author mends in the Dockerfile; undefined when it is another. */
export const dockerfileFailure = (text: string, plan: BuildPlan): string | undefined =>
  explained(KNOWN, text, plan)

const failedStep = (command: string, code: string, { platforms }: BuildPlan): string => {
  const step = `A step ended with exit code ${code}: ${shortened(command, COMMAND_LIMIT)}.`
  if (code === '137')
    return `${step} Its process was killed, most often because memory ran out. Use a larger runner, or let the step use less.`
  if (code === '255' && platforms.length > 0)
    return `${step} Its output is above. If it is an 'exec format error', set up QEMU before this step.`
  return `${step} Its output is above.`
}
