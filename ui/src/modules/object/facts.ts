import { OBJECT_TYPES } from '@/modules/objectTypes'
import type { Field, Page } from '@/platform/bindings'

function has({ value }: Field): boolean {
  return value.is !== 'none' && !(value.is === 'list' && value.items.length === 0)
}

/** The facts at the top of a page: those of its type; what the page lacks, or has no value, is left out. */
export function factsOf(page: Page): Field[] {
  // What a guest told before it came to rest is no fact of now.
  const now = page.sections.filter(({ id }) => id !== 'guestBefore')
  const fields = now.flatMap((section) => section.fields).filter(has)
  return OBJECT_TYPES[page.kind].facts
    .map((ids) => ids.split('|').map((id) => fields.find((field) => field.id === id)).find((field) => field !== undefined))
    .filter((field) => field !== undefined)
}
