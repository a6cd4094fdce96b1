import type { Message } from './bindings'

/** What stands behind the window: the Tauri host, or `pooldeck-serve`. */
export interface Host {
  /** Carries one command to the engine; rejects with a `Problem`. */
  call<T>(command: string, args: Record<string, unknown>): Promise<T>
  /** Gives the engine the one place to which it sends messages, and the one for what was measured. */
  attach(receive: (message: Message) => void, receiveMetrics: (bytes: ArrayBuffer) => void): Promise<void>
  /** Opens another window on the same engine; absent where there is no such thing as a window. */
  openWindow?(): Promise<void>
  /** Opens a window with nothing but the console of what is at that place; absent where there are no windows. */
  openConsoleWindow?(place: string): Promise<void>
  /** Lets the window fill the screen, or not any more; absent where it cannot. */
  fillScreen?(on: boolean): Promise<void>
  /**
   * Starts the desktop's own program for a machine; false where there is none for it. Absent where there is no
   * desktop.
   */
  openClient?(way: 'ssh' | 'rdp', address: string): Promise<boolean>
  /** Keeps a file for the person, and says where it is. */
  saveFile?(name: string, bytes: Uint8Array): Promise<string>
  /** Tells the desktop of something, once for each id, unless a window is in front; absent where there is no desktop. */
  tell?(id: string, title: string, body: string): Promise<void>
  /** Ends the program, whatever runs. */
  quit?(): Promise<void>
}
