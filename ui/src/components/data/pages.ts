import type { ObjectKey } from '@/platform/bindings'

/** The classes whose objects have a page of their own; the others are only ever rows. */
const WITH_PAGE = new Set(['pool', 'host', 'VM', 'SR', 'network', 'VM_appliance', 'VMSS'])

/** Whether there is a page to go to. */
export function hasPage(object: ObjectKey): boolean {
  return WITH_PAGE.has(object.class)
}
