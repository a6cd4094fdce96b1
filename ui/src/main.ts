import './styles/tokens.css'
import './styles/base.css'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './locales'
import { saveNow } from './stores/settings'
import { begin } from './stores/startup'

await begin()
createApp(App).use(i18n).mount('#app')
window.addEventListener('pagehide', saveNow)
