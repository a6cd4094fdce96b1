import type { Message } from './bindings'

/** What is to be chosen. */
export interface FileChoice {
  /** A file to be read, one to be written, or a folder. */
  kind: 'open' | 'save' | 'folder'
  /** What the dialog is called. */
  title?: string
  /** What a file that is written could be called. */
  name?: string
  /** What its name may end with, without the dot; empty: anything. */
  endings?: string[]
  /** What was said before. */
  current?: string
}

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
  /** Lets the person choose a file or a folder in the system's own dialog; null: none was. Absent where there is none. */
  chooseFile?(choice: FileChoice): Promise<string | null>
  /** Begins to tell which files are dropped on the window, by their whole paths; absent where they have none. */
  onFilesDropped?(tell: (files: string[]) => void): Promise<void>
  /** Tells the desktop of something, once for each id, unless a window is in front; absent where there is no desktop. */
  tell?(id: string, title: string, body: string): Promise<void>
  /** Ends the program, whatever runs. */
  quit?(): Promise<void>
}
