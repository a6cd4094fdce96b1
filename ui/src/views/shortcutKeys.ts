import { COMMAND_KEY, DELETE_KEY, HISTORY_KEYS, OPEN_CONSOLE_KEYS } from '@/modules/keys'

/** Each shortcut as it is written. */
export const SHORTCUTS = [
  { id: 'palette', keys: `${COMMAND_KEY} K` },
  { id: 'add', keys: `${COMMAND_KEY} N` },
  { id: 'window', keys: `${COMMAND_KEY} ⇧ N` },
  { id: 'settings', keys: `${COMMAND_KEY} ,` },
  { id: 'tasks', keys: `${COMMAND_KEY} J` },
  { id: 'back', keys: HISTORY_KEYS.back },
  { id: 'forward', keys: HISTORY_KEYS.forward },
  { id: 'home', keys: HISTORY_KEYS.home },
  { id: 'filter', keys: '/' },
  { id: 'panes', keys: 'F6' },
  { id: 'menu', keys: '⇧ F10' },
  { id: 'console', keys: OPEN_CONSOLE_KEYS },
  { id: 'rename', keys: 'F2' },
  { id: 'remove', keys: DELETE_KEY },
  { id: 'undo', keys: `${COMMAND_KEY} Z` },
  { id: 'guide', keys: 'F1' },
  { id: 'shortcuts', keys: '?' },
] as const

/** How one of them is written. */
export function keysOf(id: (typeof SHORTCUTS)[number]['id']): string | undefined {
  return SHORTCUTS.find((shortcut) => shortcut.id === id)?.keys
}
