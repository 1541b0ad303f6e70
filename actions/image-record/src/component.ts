/** Name of a component that may have an image, as detect-changes has it, too. */
export const COMPONENT = /^[A-Za-z0-9_-]{1,200}$/

/** What a name may be, for messages. */
export const COMPONENT_RULE = "letters, digits, '_' and '-', up to 200 characters"
