/** What Pooldeck uses of noVNC 1.7 (its own package has no types). */
declare module '@novnc/novnc' {
  export interface RfbEvents {
    connect: CustomEvent<Record<string, never>>
    disconnect: CustomEvent<{ clean: boolean }>
    credentialsrequired: CustomEvent<{ types: string[] }>
    securityfailure: CustomEvent<{ status: number; reason?: string }>
    clipboard: CustomEvent<{ text: string }>
    /** Ours (`guestScreen.ts`): the first picture is there. */
    drawn: CustomEvent<Record<string, never>>
    /** Ours: what came is none of the protocol's. */
    unreadable: CustomEvent<{ why: string }>
  }

  interface Websock {
    sQpush8(value: number): void
    sQpush16(value: number): void
    sQpush32(value: number): void
    flush(): void
    rQwait(what: string, bytes: number, back?: number): boolean
    rQpeekBytes(bytes: number): Uint8Array
  }

  export default class RFB extends EventTarget {
    static messages: {
      fbUpdateRequest(socket: Websock, incremental: boolean, x: number, y: number, width: number, height: number): void
    }

    constructor(target: HTMLElement, channel: string | WebSocket, options?: { shared?: boolean })
    viewOnly: boolean
    focusOnClick: boolean
    scaleViewport: boolean
    clipViewport: boolean
    resizeSession: boolean
    showDotCursor: boolean
    background: string
    qualityLevel: number
    compressionLevel: number
    disconnect(): void
    sendKey(keysym: number, code: string | null, down?: boolean): void
    focus(options?: FocusOptions): void
    blur(): void
    clipboardPasteFrom(text: string): void
    toBlob(callback: (blob: Blob | null) => void, type?: string, quality?: number): void
    addEventListener<K extends keyof RfbEvents>(type: K, listener: (event: RfbEvents[K]) => void): void

    protected readonly _sock: Websock
    protected readonly _rfbConnectionState: string
    protected readonly _fbWidth: number
    protected readonly _fbHeight: number
    protected readonly _FBU: { x: number; y: number; width: number; height: number; encoding: number | null }
    protected _enabledContinuousUpdates: boolean
    protected _remoteCapsLock: boolean | null
    protected _remoteNumLock: boolean | null
    protected _framebufferUpdate(): boolean
    protected _updateContinuousUpdates(): void
    protected _handleLedEvent(): boolean
    protected _handleRect(): boolean
    protected _handleServerCutText(): boolean
    protected _handleMessage(): void
    protected _resize(width: number, height: number): void
    protected _fail(details: string): false
  }
}
