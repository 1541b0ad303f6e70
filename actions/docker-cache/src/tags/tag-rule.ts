import type { Entry } from './entry.ts'
import type { DateExpression, GlobalExpression, Template, VersionExpression } from './template.ts'

/** When a rule counts: always, never, or depending on the branch of the run. */
export type Enable = boolean | 'is_default_branch' | 'is_not_default_branch'

/** What rules of every type share. */
export type RuleBase = {
  /** The line that the rule was read from. */
  readonly entry: Entry
  readonly enable: Enable
  /** Higher comes first. */
  readonly priority: number
  /** Undefined for the prefix of the flavor, and the same for the suffix. */
  readonly prefix: Template<GlobalExpression> | undefined
  readonly suffix: Template<GlobalExpression> | undefined
}

/** What makes the tag; as docker/metadata-action names and defines it, and `default` for no rules at all. */
export type RuleKind =
  | { readonly type: 'default' }
  | { readonly type: 'schedule'; readonly pattern: Template<DateExpression> }
  | {
      readonly type: 'semver' | 'pep440'
      readonly pattern: Template<VersionExpression>
      /** Undefined for the git tag. */
      readonly value: Template<GlobalExpression> | undefined
      /** Takes a part of the value: its first group, or all that matches. */
      readonly match: RegExp | undefined
    }
  | {
      readonly type: 'match'
      readonly pattern: RegExp
      readonly group: number
      readonly value: Template<GlobalExpression> | undefined
    }
  /** Undefined for the default branch. */
  | { readonly type: 'edge'; readonly branch: string | undefined }
  | { readonly type: 'ref'; readonly event: 'branch' | 'tag' | 'pr' }
  | { readonly type: 'raw'; readonly value: Template<GlobalExpression> }
  | { readonly type: 'sha'; readonly format: 'short' | 'long' }

export type TagRule = RuleBase & RuleKind

/** What counts when the author gives no rules: the name of the ref. */
export const DEFAULT_RULE: TagRule = {
  type: 'default',
  entry: { input: 'tags', text: '' },
  enable: true,
  priority: 0,
  prefix: undefined,
  suffix: undefined,
}
