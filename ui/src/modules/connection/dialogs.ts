import type { Component } from 'vue'

import type { ConnectionId } from '@/platform/bindings'
import { connectionOf } from '@/stores/connections'
import { openModal } from '@/stores/modals'

import AddServerDialog from './AddServerDialog.vue'
import AnswerDialog from './AnswerDialog.vue'
import EmergencyDialog from './EmergencyDialog.vue'

/** Opens a dialog about a connection, which goes with it. */
function openAbout(dialog: Component, id: ConnectionId): void {
  void openModal(dialog, () => {
    const connection = connectionOf(id)
    return connection && { connection }
  })
}

/** Asks for a server to add. */
export function openAddServer(): void {
  void openModal(AddServerDialog)
}

/** Shows what a saved server asks: a certificate to judge, or a password. */
export function openAnswer(id: ConnectionId): void {
  openAbout(AnswerDialog, id)
}

/** Shows what can be done at a supporter that has lost its coordinator. */
export function openEmergency(id: ConnectionId): void {
  openAbout(EmergencyDialog, id)
}
