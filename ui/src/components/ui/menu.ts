import type { Component } from 'vue'

/** One line of a menu. */
export interface MenuItem {
  id: string
  label: string
  icon?: Component
  /** A key or another short remark at the right edge. */
  hint?: string
  disabled?: boolean
  /** Why it is disabled. */
  reason?: string
  /** What it and those after it have in common, above it. */
  heading?: string
  danger?: boolean
  /** A line above it. */
  separator?: boolean
  /** Shows a tick. */
  checked?: boolean
  children?: MenuItem[]
}

/**
 * Opens the context menu of an element at a point, as a right click there would. Nobody can cancel it: unlike after a
 * click of a person, a listener further up would be heard before the menu has opened.
 */
export function openContextMenu(element: Element, at: { clientX: number; clientY: number }): void {
  element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: false, ...at }))
}

/** The same under a button, of what it stands in. */
export function openContextMenuUnder({ currentTarget }: Event): void {
  const button = currentTarget as HTMLElement
  const { left, bottom } = button.getBoundingClientRect()
  openContextMenu(button, { clientX: left, clientY: bottom })
}
