import { onBeforeUnmount, onMounted } from 'vue'
import { openAddServer } from '@/modules/connection/dialogs'
import { openConsole, requestOnSelection, requestRemoval } from '@/modules/acting'
import { isCommand, isCommandWithShift, isDelete } from '@/modules/keys'
import { undoNewest } from './undoNewest'
import { cyclePane, filterWanted, tasksOpen } from '@/stores/panes'
import { openGuide } from './guide/openGuide'
import { openAnotherWindow } from './openAnotherWindow'
import { openPalette } from './openPalette'
import { openSettings, openShortcuts } from './settingsDialogs'

const WITH_COMMAND: Record<string, () => void> = {
  k: () => openPalette(),
  n: openAddServer,
  ',': openSettings,
  j: () => {
    tasksOpen.value = !tasksOpen.value
  },
  enter: openConsole,
  z: () => void undoNewest(),
  // Lists select all of theirs themselves; of a page, nobody wants every word in blue.
  a: () => undefined,
}

/** Those that work while a text is edited, too. */
const OVER_TEXT = new Set(['k', 'n', ',', 'j'])

/** F1 and nothing with it: it tells of a dialog, too. */
function isGuide({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key === 'F1' && !ctrlKey && !metaKey && !altKey && !shiftKey
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}

function onKey(event: KeyboardEvent): void {
  const target = event.target as Element | null
  // A console has all keys for its guest.
  if (event.defaultPrevented || target?.closest?.('[data-own-keys]')) return
  if (isGuide(event)) {
    openGuide()
    event.preventDefault()
    return
  }
  // A dialog is answered before anything else begins.
  if (target?.closest?.('[role="dialog"]')) return
  if (isCommandWithShift(event) && event.key.toLowerCase() === 'n') {
    openAnotherWindow()
  } else if (event.key === 'F6') {
    cyclePane(event.shiftKey ? -1 : 1)
  } else if (takesText(target)) {
    // What is typed there is text, save for commands.
    if (!isCommand(event) || !OVER_TEXT.has(event.key.toLowerCase())) return
    WITH_COMMAND[event.key.toLowerCase()]?.()
  } else if (event.key === 'F2') {
    void requestOnSelection('rename')
  } else if (isDelete(event)) {
    void requestRemoval()
  } else if (event.key === '/') {
    filterWanted.value += 1
  } else if (event.key === '?') {
    openShortcuts()
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
