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
  openConsoleWindow: (place) => invoke('open_console_window', { place }),
  fillScreen: (on) => invoke('fill_screen', { on }),
  openClient: (way, address) => invoke('open_client', { way, address }),
  chooseFile: (choice) => invoke('choose_file', { choice }),
  onFilesDropped: (tell) => {
    const channel = new Channel<string[]>()
    channel.onmessage = tell
    return invoke('listen_to_drops', { channel })
  },
  saveFile: (name, bytes) => invoke('save_file', bytes, { headers: { 'file-name': encodeURIComponent(name) } }),
  tell: (id, title, body) => invoke('tell', { id, title, body }),
  quit: () => invoke('quit'),
}
