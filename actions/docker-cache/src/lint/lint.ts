import type { Dockerfile } from '../dockerfile/dockerfile.ts'
import type { Finding, RuleId } from './finding.ts'
import type { Rule } from './rule.ts'
import { unpinnedBase } from './rules/base-image.ts'
import { copyBeforeInstall, missingDockerignore } from './rules/context.ts'
import { noHealthcheck } from './rules/healthcheck.ts'
import { packageCache } from './rules/package-cache.ts'
import { addWithoutChecksum } from './rules/remote-add.ts'
import { secretFileCopied, secretInArgOrEnv, secretValue } from './rules/secrets.ts'
import { aptUpdateAlone, aptUpgrade, runWithoutEffect, sudo } from './rules/shell.ts'
import { rootUser } from './rules/user.ts'
import { type LintFacts, subjectOf } from './subject.ts'
import { suppressedAt } from './suppressed.ts'

export type LintOptions = {
  /** The stage that is built; the last one when left out. */
  readonly target?: string | undefined
  readonly ignore: readonly RuleId[]
  /** Names of BuildKit's checks that it has reported, such as `SecretsUsedInArgOrEnv`. */
  readonly reported: readonly string[]
}

const CHECKS: readonly Rule[] = [
  missingDockerignore,
  copyBeforeInstall,
  rootUser,
  noHealthcheck,
  unpinnedBase,
  secretInArgOrEnv,
  secretValue,
  secretFileCopied,
  packageCache,
  aptUpdateAlone,
  aptUpgrade,
  sudo,
  addWithoutChecksum,
  runWithoutEffect,
]

/**
 * What is better done in another way, in the order of the lines. Says nothing
 * where it is not certain, and nothing about stages that the target does not
 * need. A comment `# ci-kit: ignore=<rule>` above an instruction silences it.
 */
export const lint = (
  dockerfile: Dockerfile,
  facts: LintFacts,
  { target, ignore, reported }: LintOptions,
): Finding[] => {
  const subject = subjectOf(dockerfile, facts, target)
  const suppressed = suppressedAt(dockerfile.comments)
  return CHECKS.filter(
    ({ id, buildkit }) => !ignore.includes(id) && !reported.includes(buildkit ?? ''),
  )
    .flatMap(({ id, check }) => check(subject).map((found) => ({ rule: id, ...found })))
    .filter(({ rule, line }) => !suppressed(line).has(rule))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}
