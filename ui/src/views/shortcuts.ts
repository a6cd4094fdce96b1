import { onBeforeUnmount, onMounted } from 'vue'
import { openDialog } from '@/stores/dialogs'
import { openConsole, requestOnSelection } from '@/modules/acting'
import { COMMAND_KEY, isCommand, OPEN_CONSOLE_KEYS } from '@/modules/keys'
import { cyclePane, filterWanted, tasksOpen } from '@/stores/panes'

/** Each shortcut as it is written. */
export const SHORTCUTS = [
  { id: 'palette', keys: `${COMMAND_KEY} K` },
  { id: 'add', keys: `${COMMAND_KEY} N` },
  { id: 'settings', keys: `${COMMAND_KEY} ,` },
  { id: 'tasks', keys: `${COMMAND_KEY} J` },
  { id: 'filter', keys: '/' },
  { id: 'panes', keys: 'F6' },
  { id: 'menu', keys: '⇧ F10' },
  { id: 'console', keys: OPEN_CONSOLE_KEYS },
  { id: 'rename', keys: 'F2' },
  { id: 'shortcuts', keys: '?' },
] as const

/** How one of them is written. */
export function keysOf(id: (typeof SHORTCUTS)[number]['id']): string | undefined {
  return SHORTCUTS.find((shortcut) => shortcut.id === id)?.keys
}

const WITH_COMMAND: Record<string, () => void> = {
  k: () => openDialog({ is: 'palette' }),
  n: () => openDialog({ is: 'add' }),
  ',': () => openDialog({ is: 'settings' }),
  j: () => {
    tasksOpen.value = !tasksOpen.value
  },
  enter: openConsole,
  // Lists select all of theirs themselves; of a page, nobody wants every word in blue.
  a: () => undefined,
}

/** Those that work while a text is edited, too. */
const OVER_TEXT = new Set(['k', 'n', ',', 'j'])

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as Element | null
  // A console has all keys for its guest; a dialog is answered before anything else begins.
  if (event.defaultPrevented || target?.closest?.('[data-own-keys], [role="dialog"]')) return
  if (event.key === 'F6') {
    cyclePane(event.shiftKey ? -1 : 1)
  } else if (takesText(target)) {
    // What is typed there is text, save for commands.
    if (!isCommand(event) || !OVER_TEXT.has(event.key.toLowerCase())) return
    WITH_COMMAND[event.key.toLowerCase()]?.()
  } else if (event.key === 'F2') {
    void requestOnSelection('rename')
  } else if (event.key === '/') {
    filterWanted.value += 1
  } else if (event.key === '?') {
    openDialog({ is: 'shortcuts' })
  } else if (isCommand(event)) {
    const act = WITH_COMMAND[event.key.toLowerCase()]
    if (!act) return
    act()
  } else {
    return
  }
  event.preventDefault()
}

/** The keys of the whole window. */
export function useShortcuts(): void {
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
