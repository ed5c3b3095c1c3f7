import { chromium } from 'playwright-core'
import { chromiumPath } from '../loud-skips.ts'
const [out, zoom, ...files] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath: chromiumPath()!, args: ['--headless','--no-sandbox','--disable-gpu'] })
const page = await browser.newPage({ viewport: { width: 1960, height: 400 } })
await page.goto('file:///tmp/sheet/')
await page.setContent(`<body style="margin:8px;background:#888;display:flex;flex-wrap:wrap;gap:8px;align-items:flex-start;zoom:${zoom}">${files.map((f) => `<img src="file://${f}">`).join('')}`)
await page.waitForLoadState('networkidle')
await page.screenshot({ path: out!, fullPage: true })
await browser.close()
