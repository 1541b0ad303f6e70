import { attributesOf, type Entry, entriesOf, refused } from './entry.ts'
import { GLOBAL, type GlobalExpression, parseTemplate, type Template } from './template.ts'

type Affix = {
  readonly template: Template<GlobalExpression>
  /** Whether the tag `latest` gets it too. */
  readonly onLatest: boolean
}

/** What holds for all rules that say nothing else. */
export type Flavor = {
  /** Whether there is a tag `latest`; `auto` leaves it to the first rule that makes a tag. */
  readonly latest: 'auto' | boolean
  readonly prefix: Affix
  readonly suffix: Affix
}

const NO_AFFIX: Affix = { template: [], onLatest: false }
const FORM =
  "Use 'latest=auto', 'latest=true', 'latest=false', 'prefix=…' or 'suffix=…', the last two with ',onlatest=true' behind them if wanted."

/** Reads the input `flavor`; throws a UserError for what it does not know. Later lines win. */
export const parseFlavor = (text: string): Flavor => {
  const parts = entriesOf('flavor', text).map(parseEntry)
  return {
    latest: parts.findLast(({ latest }) => latest !== undefined)?.latest ?? 'auto',
    prefix: parts.findLast(({ prefix }) => prefix !== undefined)?.prefix ?? NO_AFFIX,
    suffix: parts.findLast(({ suffix }) => suffix !== undefined)?.suffix ?? NO_AFFIX,
  }
}

const parseEntry = (entry: Entry): Partial<Flavor> => {
  let flavor: Partial<Flavor> = {}
  let affix: 'prefix' | 'suffix' | undefined
  for (const { name, value, named } of attributesOf(entry)) {
    if (named && name === 'latest') {
      flavor = { ...flavor, latest: latest(value, entry) }
    } else if (named && (name === 'prefix' || name === 'suffix')) {
      affix = name
      const template = parseTemplate(value, entry, GLOBAL)
      flavor = { ...flavor, [affix]: { template, onLatest: false } }
    } else if (named && name === 'onlatest' && affix !== undefined) {
      const template = flavor[affix]?.template ?? []
      flavor = { ...flavor, [affix]: { template, onLatest: flag(value, entry) } }
    } else {
      throw refused(entry, FORM)
    }
  }
  return flavor
}

const latest = (value: string, entry: Entry): Flavor['latest'] =>
  value === 'auto' ? value : flag(value, entry)

const flag = (value: string, entry: Entry): boolean => {
  if (value === 'true' || value === 'false') return value === 'true'
  throw refused(entry, FORM)
}
