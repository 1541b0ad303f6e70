/** Why something cannot be known for certain. Whoever meets one builds: a doubt never leads to a skip. */
export type Doubt = { readonly doubt: string }

export const isDoubt = (value: object): value is Doubt => 'doubt' in value
