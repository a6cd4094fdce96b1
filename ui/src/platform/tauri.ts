import { Channel, invoke } from '@tauri-apps/api/core'
import type { Message } from './bindings'
import type { Host } from './host'

/** The real host: one Tauri command for every call, one channel for every message. */
export const tauriHost: Host = {
  call: (command, args) => invoke('call', { command, args }),
  attach: (receive, receiveMetrics) => {
    const channel = new Channel<Message | ArrayBuffer>()
    channel.onmessage = (message) =>
      message instanceof ArrayBuffer ? receiveMetrics(message) : receive(message)
    return invoke('attach', { channel })
  },
  openWindow: () => invoke('open_window'),
  tell: (id, title, body) => invoke('tell', { id, title, body }),
  quit: () => invoke('quit'),
}
