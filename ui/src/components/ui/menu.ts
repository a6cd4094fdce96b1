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
