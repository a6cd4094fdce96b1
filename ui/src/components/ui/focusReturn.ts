import { defineComponent, onUnmounted } from 'vue'

/** What comes and goes above the window, and takes the focus only meanwhile. */
const PASSING = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'

/** Where the focus was last, in the window itself. */
let last: HTMLElement | null = null

function remember({ target }: FocusEvent): void {
  if (target instanceof HTMLElement && !target.closest(PASSING)) last = target
}

/** Keeps note of where the focus is, so that it can come back there. */
export function rememberFocus(): () => void {
  document.addEventListener('focusin', remember)
  return () => document.removeEventListener('focusin', remember)
}

/**
 * Gives the focus back, if it is nowhere: to where it was last in the window; where that has gone, to the tree,
 * or the details.
 */
export function returnFocus(): void {
  if (document.activeElement && document.activeElement !== document.body) return
  if (last?.isConnected) last.focus()
  if (document.activeElement !== document.body) return
  const tree = document.querySelector<HTMLElement>('[data-pane="navigation"] [data-pane-focus]')
  ;(tree ?? document.querySelector<HTMLElement>('[data-pane="content"]'))?.focus()
}

/**
 * Stands inside of a dialog and gives the focus back when that goes. The library's own way knows only the element
 * that opened it: an item of a menu, say, that is gone by then.
 */
export const FocusReturn = defineComponent({
  name: 'FocusReturn',
  setup() {
    onUnmounted(() => setTimeout(returnFocus))
    return () => null
  },
})
