import { onBeforeUnmount, onMounted } from 'vue'
import { openDialog } from '@/stores/dialogs'
import { cyclePane, filterWanted, tasksOpen } from '@/stores/panes'

const isMac = navigator.userAgent.includes('Mac')

/** The key that commands are given with. */
export const COMMAND_KEY = isMac ? '⌘' : 'Ctrl'

/** Each shortcut as it is written, for the settings. */
export const SHORTCUTS = [
  { id: 'palette', keys: `${COMMAND_KEY} K` },
  { id: 'add', keys: `${COMMAND_KEY} N` },
  { id: 'settings', keys: `${COMMAND_KEY} ,` },
  { id: 'tasks', keys: `${COMMAND_KEY} J` },
  { id: 'filter', keys: '/' },
  { id: 'panes', keys: 'F6' },
  { id: 'menu', keys: '⇧ F10' },
] as const

const WITH_COMMAND: Record<string, () => void> = {
  k: () => openDialog({ is: 'palette' }),
  n: () => openDialog({ is: 'add' }),
  ',': () => openDialog({ is: 'settings' }),
  j: () => {
    tasksOpen.value = !tasksOpen.value
  },
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as Element | null
  // A console has all keys for its guest; a dialog is answered before anything else begins.
  if (event.defaultPrevented || target?.closest?.('[data-own-keys], [role="dialog"]')) return
  if (event.key === 'F6') {
    cyclePane(event.shiftKey ? -1 : 1)
  } else if (event.key === '/' && !takesText(target)) {
    filterWanted.value += 1
  } else if ((isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey) {
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
