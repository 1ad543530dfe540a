import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { fromTestPackage } from '../kit/test-package';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Where Chromium is: by the variable CHROMIUM, else where a system's packages put it. */
const chromium = process.env.CHROMIUM ?? places.find((place) => existsSync(place));

/**
 * Tests that need a real browser. Where there is none they are left out, and say so; in CI that is a failure, as nobody would read it.
 */
export function describeInBrowser(title: string, body: (this: Mocha.Suite, browser: () => Browser) => void): void {
  if (chromium === undefined && process.env.CI !== 'true') {
    console.log(`Left out: "${title}". It needs Chromium: apt-get install chromium, or give its path in CHROMIUM.`);
    describe.skip(title, () => { it('needs Chromium'); });
    return;
  }
  describe(title, function () {
    // Each step waits for something to be seen; this is only the end of all patience.
    this.timeout(120_000);
    let browser: Browser | undefined;
    before(async () => { browser = await launch(); });
    after(() => browser?.close());
    body.call(this, () => {
      if (!browser) throw new Error('The browser is there only while tests run.');
      return browser;
    });
  });
}

function launch(): Promise<Browser> {
  if (chromium === undefined) throw new Error('There is no Chromium: apt-get install chromium, or give its path in CHROMIUM.');
  return fromTestPackage<typeof import('playwright-core')>('playwright-core').chromium.launch({
    executablePath: chromium,
    // Chromium has no sandbox for root, as whom containers run; /dev/shm is small there.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
