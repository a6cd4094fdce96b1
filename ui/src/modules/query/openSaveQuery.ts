import { openModal } from '@/stores/modals'

import SaveQueryDialog from './SaveQueryDialog.vue'

/** Asks for a name for a query, and saves it; the name, if it was saved. */
export function openSaveQuery(filter: string): Promise<string | undefined> {
  return openModal<string>(SaveQueryDialog, () => ({ filter }))
}
