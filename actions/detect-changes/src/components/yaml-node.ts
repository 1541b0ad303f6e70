/** A value in a YAML text. Aliases are the very node that their anchor names, so that a node can hold itself. */
export type YamlNode = YamlScalar | YamlList | YamlMap

export type YamlScalar = {
  readonly kind: 'scalar'
  readonly line: number
  readonly value: string | number | boolean | null
  /** As written, without quotes: `3.10` is the number 3.1. */
  readonly text: string
}

export type YamlList = {
  readonly kind: 'list'
  readonly line: number
  readonly items: readonly YamlNode[]
}

export type YamlMap = {
  readonly kind: 'map'
  readonly line: number
  readonly pairs: readonly YamlPair[]
}

/** A member of a map, from the line of its key. */
export type YamlPair = {
  /** Undefined when the key is no text, number, boolean or null. */
  readonly key: string | undefined
  readonly line: number
  readonly value: YamlNode
}
