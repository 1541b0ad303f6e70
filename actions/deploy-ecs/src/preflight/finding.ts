/**
 * What a check before the deployment found. `error`: the deployment would
 * certainly fail. `warning`: it may. `unknown`: it could not be checked, most
 * often for want of a permission, and says so instead of passing.
 */
export type Finding = { readonly level: 'error' | 'warning' | 'unknown'; readonly message: string }

export const error = (message: string): Finding => ({ level: 'error', message })

export const warning = (message: string): Finding => ({ level: 'warning', message })

export const unknown = (message: string): Finding => ({ level: 'unknown', message })

/**
 * One thing to ask AWS or a registry for. It rejects when the answer is
 * refused; {@link what} then says what was not checked: `execution role 'web'`.
 */
export type Check = { readonly what: string; run(): Promise<readonly Finding[]> }
