import { onBeforeUnmount, onMounted } from 'vue'
import { goHome, history } from '@/stores/selection'

const isMac = navigator.userAgent.includes('Mac')
/** The buttons at the side of a mouse. */
const BACK = 3
const FORWARD = 4

/** Whether a key belongs to whoever has the focus: a guest, a dialog, a text. */
function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[data-own-keys], [role="dialog"], [role="menu"], input, textarea, select') !== null
  )
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.shiftKey || isTaken(event.target)) return
  const command = isMac ? event.metaKey : event.ctrlKey
  const steps = isMac ? event.metaKey && !event.altKey : event.altKey && !event.ctrlKey
  if (steps && event.key === (isMac ? '[' : 'ArrowLeft')) history.back()
  else if (steps && event.key === (isMac ? ']' : 'ArrowRight')) history.forward()
  else if (command && !event.altKey && event.key === 'Home') goHome()
  else return
  event.preventDefault()
}

function onButton(event: MouseEvent): void {
  if (isTaken(event.target)) return
  if (event.button === BACK) history.back()
  else if (event.button === FORWARD) history.forward()
  else return
  event.preventDefault()
}

/** Back and forward through what was selected, as in a browser; and the way to the list of all pools. */
export function useHistoryKeys(): void {
  onMounted(() => {
    window.addEventListener('keydown', onKey)
    window.addEventListener('mouseup', onButton)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKey)
    window.removeEventListener('mouseup', onButton)
  })
}
