import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { BuildPlan } from './build-command.ts'
import type { BuildFailure } from './builder.ts'
import { dockerfile } from './sources.ts'

/** An error message longer than this hides what matters. */
const QUOTE_LIMIT = 600

type Known = {
  readonly sign: RegExp
  readonly say: (match: RegExpExecArray, plan: BuildPlan) => string
}

/** What BuildKit and buildx say, and what it means for the author of a workflow; the first match wins. */
const KNOWN: readonly Known[] = [
  {
    sign: /dockerfile parse error(?: on line \d+)?: (.+)/,
    say: ([, reason]) => `The Dockerfile cannot be read: ${reason}. Correct this line.`,
  },
  {
    sign: /process "(.+)" did not complete successfully: exit code: (\d+)/s,
    say: ([, command, code]) =>
      `A step ended with exit code ${code}: ${shortened(command ?? '', 200)}. Its output is above.`,
  },
  {
    sign: /failed to compute cache key: .*"(\/[^"]*)": not found/,
    say: ([, path]) =>
      `COPY or ADD names ${path}, which is not in the build context. Check the path and .dockerignore.`,
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
    sign: /failed to push ([^\s:]+(?::\d+)?[^\s:]*(?::[^\s:]+)?): .*(connection refused|no such host|i\/o timeout|network is unreachable)/s,
    say: ([, reference, reason]) =>
      `The registry did not answer when ${reference} was pushed (${reason}). Check that it is up and that input 'registry' is right.`,
  },
  {
    sign: /failed to push (\S+): .*(denied|unauthorized|authorization failed|40[13] |insufficient_scope|no basic auth credentials|failed to authorize)/is,
    say: ([, reference, reason]) => pushDenied(reference ?? '', reason ?? ''),
  },
  {
    sign: /failed to resolve source metadata for (\S+): .*: not found/s,
    say: ([, image]) => `The base image ${image} does not exist. Check the name and tag in FROM.`,
  },
  {
    sign: /failed to resolve source metadata for (\S+): .*(connection refused|no such host|i\/o timeout|network is unreachable)/s,
    say: ([, image, reason]) =>
      `The registry of the base image ${image} did not answer (${reason}). Check that it is up and that FROM is right.`,
  },
  {
    sign: /failed to resolve source metadata for (\S+): .*(denied|unauthorized|40[13] |insufficient_scope|failed to authorize)/is,
    say: ([, image]) =>
      `The registry refused to hand out the base image ${image}. Check its name, and log in to its registry before this step.`,
  },
  {
    sign: /Cache export is not supported for the docker driver/i,
    say: () =>
      "The builder cannot write a registry cache. Create one that can before this step: 'docker buildx create --use'.",
  },
  {
    sign: /no builder "?([^"\s]+)"? found/,
    say: ([, name]) =>
      `There is no builder named ${name}. Create it before this step ('docker buildx create --name ${name}') or unset BUILDX_BUILDER.`,
  },
  {
    sign: /(Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect|listing workers|failed to list workers)/i,
    say: () =>
      "The builder does not answer: no BuildKit engine is running where buildx looks for one. Start Docker, or create a builder before this step ('docker buildx create --use').",
  },
  {
    sign: /unknown command: docker buildx|'buildx' is not a docker command/,
    say: () => 'The docker client has no buildx. Install the buildx plugin on the runner.',
  },
  {
    sign: /(no match for platform in manifest|exec format error)/,
    say: ([reason], { platforms }) =>
      `The build failed for platform ${platforms.join(', ') || 'of the builder'}: ${reason}. Use a base image for it, or set up QEMU before this step.`,
  },
]

/** The error of a failed build: what happened, what to do, and the line of the Dockerfile where there is one. */
export const buildError = ({ text, exitCode }: BuildFailure, plan: BuildPlan): UserError => {
  const reason = errorText(text) || `buildx ended with exit code ${exitCode} and said nothing`
  const at = dockerfileLine(text, plan)
  for (const { sign, say } of KNOWN) {
    const match = sign.exec(reason)
    if (match) return new UserError(visible(say(match, plan)), at)
  }
  return new UserError(`The build failed: ${shortened(visible(reason), QUOTE_LIMIT)}`, at)
}

/** From the last `ERROR:` on; buildx prefixes what BuildKit said with what it was doing. */
const errorText = (text: readonly string[]): string => {
  const start = text.findLastIndex((line) => /^ERROR: /.test(line))
  const lines = start < 0 ? text.slice(-5) : text.slice(start)
  return lines
    .join('\n')
    .replace(/^ERROR: /, '')
    .replace(/^failed to build: /, '')
    .replace(/^failed to solve: /, '')
    .trim()
}

/** buildx prints the place as `Dockerfile:12` on a line of its own, above a frame of source lines. */
const dockerfileLine = (text: readonly string[], plan: BuildPlan) => {
  const frame = text.findIndex((line) => /^-{10,}$/.test(line))
  const [, line] = /^.+:(\d+)$/.exec(text[frame - 1] ?? '') ?? []
  if (line === undefined) return {}
  const file = dockerfile(plan)
  return file === undefined ? {} : { file, line: Number(line) }
}

const pushDenied = (reference: string, reason: string): string => {
  const said = `The registry refused the push of ${reference} (${reason.trim()}).`
  return reference.startsWith('ghcr.io/')
    ? `${said} Give the job the permission to write packages, 'permissions: { contents: read, packages: write }', and the package access for this repository.`
    : `${said} Log in before this step with an account that may push there.`
}

const shortened = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}…`
