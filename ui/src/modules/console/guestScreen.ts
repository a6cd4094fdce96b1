import RFB from '@novnc/novnc'

import type { ConsoleKeys } from '@/platform/bindings'

import { SCAN_CODES } from './keys/codes'

/** What is known of a stream besides its picture. */
export interface StreamFigures {
  /** Bytes that came, since it was opened. */
  bytes: number
  /** Pictures, and parts of them, that were drawn. */
  frames: number
  /** RFB's number of the encoding in which the last one came. */
  encoding: number | null
  /** Milliseconds from the last question for a picture of one pixel to what came next. */
  answered: number | null
  width: number
  height: number
}

/** No desktop is larger. A canvas takes four bytes for each pixel: 128 MiB at the most. */
const MAX_SIDE = 16_384
const MAX_PIXELS = 32 * 1024 * 1024
/** No cursor is larger: QEMU's have 512 pixels at the most. */
const MAX_CURSOR = 512
/** QEMU and the clipboards of guests have the same bound. */
const MAX_CUT_TEXT = 1024 * 1024
/** A name is for a title bar. */
const MAX_NAME = 64 * 1024

const CURSORS = new Set([-239, 0x574d5664])
const DESKTOP_NAME = -307

/**
 * noVNC, which speaks to the servers that pools have. It is noVNC 1.7 by the letter (the version is
 * pinned): what is overridden here is not of its published interface.
 */
export class GuestScreen extends RFB {
  readonly #keys: ConsoleKeys
  readonly #figures = { bytes: 0, frames: 0, encoding: null as number | null, answered: null as number | null }
  #failed = false
  #asked: number | null = null
  #every = 0
  /** Whether the update that comes brings a picture: some only say what the server can do. */
  #pictured = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(target: HTMLElement, socket: WebSocket, keys: ConsoleKeys) {
    super(target, socket, { shared: true })
    this.#keys = keys
    socket.addEventListener('message', ({ data }) => {
      this.#figures.bytes += (data as ArrayBuffer).byteLength
      if (this.#asked === null) return
      this.#figures.answered = performance.now() - this.#asked
      this.#asked = null
    })
  }

  /** How the stream does. */
  figures(): StreamFigures {
    return { ...this.#figures, width: this._fbWidth, height: this._fbHeight }
  }

  /** Asks for the picture of one pixel; how long that takes is told by the figures. */
  probe(): void {
    if (this._rfbConnectionState !== 'connected' || this.#every > 0) return
    this.#asked = performance.now()
    RFB.messages.fbUpdateRequest(this._sock, false, 0, 0, 1, 1)
  }

  /**
   * How many milliseconds pass between what is drawn and the next question for more: none is the best
   * picture there is, `Infinity` lets the stream rest. A server sends only what it is asked for.
   */
  get every(): number {
    return this.#every
  }

  set every(ms: number) {
    const resting = this.#timer !== undefined || this._enabledContinuousUpdates
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#every = ms
    if (resting && ms !== Infinity) this.#ask(ms > 0)
  }

  #ask(incremental: boolean): void {
    this.#timer = undefined
    // With these on, noVNC asks for nothing by itself after it has drawn.
    this._enabledContinuousUpdates = false
    if (this._rfbConnectionState !== 'connected') return
    RFB.messages.fbUpdateRequest(this._sock, incremental, 0, 0, this._fbWidth, this._fbHeight)
  }

  override _framebufferUpdate(): boolean {
    const complete = super._framebufferUpdate()
    if (!complete) return false
    if (this.#pictured) {
      this.#pictured = false
      this.#figures.frames += 1
      if (this.#figures.frames === 1) this.dispatchEvent(new CustomEvent('drawn', { detail: {} }))
    }
    if (this.#every > 0) {
      this._enabledContinuousUpdates = true
      clearTimeout(this.#timer)
      if (this.#every !== Infinity) this.#timer = setTimeout(() => this.#ask(true), this.#every)
    }
    return true
  }

  /** Continuous updates as such are not asked for: none of these servers knows them, and it would hang up. */
  override _updateContinuousUpdates(): void {}

  override disconnect(): void {
    clearTimeout(this.#timer)
    super.disconnect()
  }

  override sendKey(keysym: number, code: string | null, down?: boolean): void {
    const scanCode = code === null ? undefined : SCAN_CODES[code]
    if (this.#keys !== 'scanCodes' || scanCode === undefined || down === undefined) {
      super.sendKey(keysym, code, down)
    } else if (this._rfbConnectionState === 'connected' && !this.viewOnly) {
      const { _sock: socket } = this
      socket.sQpush8(254)
      socket.sQpush8(down ? 1 : 0)
      socket.sQpush16(0)
      socket.sQpush32(scanCode)
      socket.flush()
    }
  }

  /**
   * What a server tells of the guest's lock keys is not used: XenServer's says once that all are off and
   * never speaks of them again, and noVNC would press CapsLock to put right what is right.
   */
  override _handleLedEvent(): boolean {
    const complete = super._handleLedEvent()
    this._remoteCapsLock = null
    this._remoteNumLock = null
    return complete
  }

  override _resize(width: number, height: number): void {
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      this._fail(`a screen of ${width} × ${height} pixels`)
      return
    }
    super._resize(width, height)
  }

  override _handleRect(): boolean {
    const { x, y, width, height, encoding } = this._FBU
    // What is no picture has a negative number, or one that says so in letters.
    const isPicture = encoding !== null && encoding >= 0 && !CURSORS.has(encoding)
    if (isPicture && (x + width > this._fbWidth || y + height > this._fbHeight)) {
      return this._fail(`a rectangle at ${x}, ${y} of ${width} × ${height} pixels, which is not on the screen`)
    }
    if (encoding !== null && CURSORS.has(encoding) && (width > MAX_CURSOR || height > MAX_CURSOR)) {
      return this._fail(`a pointer of ${width} × ${height} pixels`)
    }
    if (encoding === DESKTOP_NAME && this.#announces(0, MAX_NAME)) return this._fail('an endless name')
    if (isPicture) {
      this.#pictured = true
      this.#figures.encoding = encoding
    }
    return super._handleRect()
  }

  override _handleServerCutText(): boolean {
    if (this.#announces(3, MAX_CUT_TEXT)) return this._fail('an endless text for the clipboard')
    return super._handleServerCutText()
  }

  /** Whether a length that comes after so many bytes is greater than that; its sign has a meaning of its own. */
  #announces(after: number, most: number): boolean {
    // Looks and does not take: noVNC reads it again.
    if (this._sock.rQwait('length', after + 4)) return false
    const [a = 0, b = 0, c = 0, d = 0] = this._sock.rQpeekBytes(after + 4).slice(after)
    return Math.abs((a << 24) | (b << 16) | (c << 8) | d) > most
  }

  override _handleMessage(): void {
    try {
      super._handleMessage()
    } catch (error) {
      // A block that its own length says is longer than noVNC's buffer.
      this._fail(String(error))
    }
  }

  override _fail(details: string): false {
    // noVNC reads on for a moment, and finds more that it cannot read.
    if (!this.#failed) this.dispatchEvent(new CustomEvent('unreadable', { detail: { why: details } }))
    this.#failed = true
    return super._fail(details)
  }
}
