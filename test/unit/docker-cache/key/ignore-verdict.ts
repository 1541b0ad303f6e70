import { type IgnoreRules, ignoreRules, type Verdict } from '@ci-kit/docker-cache/key/dockerignore'

/** The rules of a text that holds no doubt. */
export const rulesOf = (text: string): IgnoreRules => {
  const rules = ignoreRules(text)
  if ('doubt' in rules) throw new Error(rules.doubt)
  return rules
}

/** The verdict about a path, its folders asked first as a walk does. */
export const verdict = (rules: IgnoreRules, path: string): Verdict => {
  const slash = path.lastIndexOf('/')
  return rules.verdict(path, slash < 0 ? undefined : verdict(rules, path.slice(0, slash)))
}
