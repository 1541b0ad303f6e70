/** Components of one run; the matrix has four outputs of 256 rows. */
export const MAX_COMPONENTS = 1_000

/** Patterns of all components together: an alias can repeat a long list many times. */
export const MAX_RULES = 20_000

/** Patterns of one list. */
export const MAX_PATTERNS = 10_000

/** Lists within lists, or members within members, of one entry. */
export const MAX_DEPTH = 10

/** Values in the metadata of one text, each as often as aliases repeat it. */
export const MAX_METADATA = 10_000
