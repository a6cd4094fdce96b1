import { watch } from 'vue'
import { openModal } from '@/stores/modals'
import { leaving } from '@/stores/startup'
import LeavingDialog from './LeavingDialog.vue'

/** Asks, when the last window is to be closed while jobs run. */
export function useLeaving(): void {
  watch(leaving, (asked) => {
    if (asked) void openModal(LeavingDialog, () => ({ jobs: asked.jobs }))
  })
}
