const isMac = navigator.userAgent.includes('Mac')

/** The key that commands are given with. */
export const COMMAND_KEY = isMac ? '⌘' : 'Ctrl'

/** What opens the console of the selection. */
export const OPEN_CONSOLE_KEYS = `${COMMAND_KEY} ↵`

/** Whether that key is held, and no other. */
export function isCommand({ metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return (isMac ? metaKey : ctrlKey) && !altKey && !shiftKey
}
