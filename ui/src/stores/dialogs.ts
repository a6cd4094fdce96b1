import { shallowRef } from 'vue'
import type { ConnectionId } from '@/platform/bindings'

/** The one dialog that may be open. */
export type OpenDialog =
  | { is: 'add' }
  | { is: 'answer'; connection: ConnectionId }
  | { is: 'remove'; connection: ConnectionId }
  | { is: 'emergency'; connection: ConnectionId }
  | { is: 'settings' }
  | { is: 'shortcuts' }
  | { is: 'palette' }

/** The dialog that is open, if one is. */
export const dialog = shallowRef<OpenDialog | null>(null)

/** Opens a dialog; another one that is open gives way. */
export function openDialog(next: OpenDialog): void {
  dialog.value = next
}

/** Closes it. */
export function closeDialog(): void {
  dialog.value = null
}
