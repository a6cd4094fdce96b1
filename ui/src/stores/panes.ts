import { ref } from 'vue'
import { layout } from './settings'

/** The width of the navigation pane in pixels. */
export const navigationWidth = layout<number>('navigationWidth', 300)

/** The height of the task centre in pixels. */
export const tasksHeight = layout<number>('tasksHeight', 260)

/** Whether the task centre is open. */
export const tasksOpen = layout<boolean>('tasksOpen', false)

/** Grows by one each time the filter box of the tree is asked to take the focus. */
export const filterWanted = ref(0)

const PANES = '[data-pane]'

/** Puts the focus on the next pane (or the one before), as F6 does everywhere. */
export function cyclePane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>(PANES)]
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  if (next) focusPane(next)
}

/** Puts the focus on the details. */
export function focusContent(): void {
  const pane = document.querySelector<HTMLElement>('[data-pane="content"]')
  if (pane) focusPane(pane)
}

/** A pane says which of its elements takes the focus; else it does so itself. */
function focusPane(pane: HTMLElement): void {
  const inside = pane.querySelector<HTMLElement>('[data-pane-focus]')
  ;(inside ?? pane).focus()
}
