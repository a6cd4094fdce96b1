const isMac = navigator.userAgent.includes('Mac')

/** The key that commands are given with. */
export const COMMAND_KEY = isMac ? '⌘' : 'Ctrl'

/** What opens the console of the selection. */
export const OPEN_CONSOLE_KEYS = `${COMMAND_KEY} ↵`

/** What deletes or removes the selection. */
export const DELETE_KEY = isMac ? '⌫' : 'Del'

/** Whether that key was pressed: on a Mac's keyboard it is the one that others call Backspace. */
export function isDelete({ key, metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return (key === 'Delete' || (isMac && key === 'Backspace')) && !metaKey && !ctrlKey && !altKey && !shiftKey
}

/** What leads back and forward, and to the list of all pools. */
export const HISTORY_KEYS = isMac
  ? { back: '⌘ [', forward: '⌘ ]', home: '⌘ Home' }
  : { back: 'Alt ←', forward: 'Alt →', home: 'Ctrl Home' }

/** Whether that key is held, and no other. */
export function isCommand(event: KeyboardEvent): boolean {
  return holdsCommand(event) && !event.shiftKey
}

/** Whether that key and Shift are held, and no other. */
export function isCommandWithShift(event: KeyboardEvent): boolean {
  return holdsCommand(event) && event.shiftKey
}

function holdsCommand({ metaKey, ctrlKey, altKey }: KeyboardEvent): boolean {
  return (isMac ? metaKey : ctrlKey) && !altKey
}
