/**
 * What may be missing: `kerberos`, native code that proxy-agent-negotiate loads
 * when a proxy demands Negotiate, and that it then says is missing.
 */
const optional = /\beval\("require"\)\("kerberos"\)/g

/**
 * Whether code of a bundle has signs of an import that the bundler could not resolve.
 * @param {string} code
 */
export const hasUnresolvedImport = (code) =>
  /\beval\("require"\)|webpackMissingModule/.test(code.replaceAll(optional, ''))
