/** The checks, by the names that `lint-ignore` and comments use. */
export const RULES = [
  'missing-dockerignore',
  'copy-before-install',
  'root-user',
  'no-healthcheck',
  'unpinned-base',
  'secret-in-arg-or-env',
  'secret-file-copied',
  'package-cache',
  'apt-update-alone',
  'apt-upgrade',
  'sudo',
  'add-without-checksum',
  'run-without-effect',
] as const

export type RuleId = (typeof RULES)[number]

/** Something in a Dockerfile that is better done in another way. */
export type Finding = {
  readonly rule: RuleId
  /** From 1; undefined when it is about the file as a whole. */
  readonly line: number | undefined
  /** What is there, and why that matters. */
  readonly message: string
  /** What to write instead. */
  readonly fix: string
}
