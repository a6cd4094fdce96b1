import './styles/tokens.css'
import './styles/base.css'
import './styles/menu.css'
import App from './App.vue'
import { createWindow } from './renderer'
import { i18n } from './locales'
import { preloadTabs } from './modules/objectTypes'
import { saveNow } from './stores/settings'
import { begin } from './stores/startup'

await begin()
createWindow(App).use(i18n).mount(document.getElementById('app')!)
window.addEventListener('pagehide', saveNow)
// What cannot be loaded now is asked for again when its tab is opened.
preloadTabs().catch(() => undefined)
