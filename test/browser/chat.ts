import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

/** The chat page, used as people do. */
export class Chat {
  /** What the page complained of; a request that is refused on purpose is no fault of the page. */
  readonly problems: string[] = [];
  readonly field: Locator;

  /** `home`: the only server that the page may ask. */
  private constructor(readonly page: Page, home: string) {
    page.on('console', (message) => { if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.problems.push(message.text()); });
    page.on('pageerror', (error) => { this.problems.push(String(error)); });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && origin !== home) this.problems.push(`It asked another server: ${request.url()}`);
    });
    this.field = page.getByRole('textbox', { name: 'Your message' });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Chat> {
    const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
    const chat = new Chat(await context.newPage(), new URL(url).origin);
    chat.page.setDefaultTimeout(30_000);
    await chat.page.goto(`${url}/chat`);
    await chat.page.locator('#message:focus').waitFor();
    return chat;
  }

  close(): Promise<void> { return this.page.context().close(); }

  /** Writes a message and sends it. */
  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  get turns(): Locator { return this.page.locator('.turn'); }

  /** The newest answer; `holds` narrows it to one with a text. */
  answer(holds: string | RegExp = ''): Locator { return this.turns.last().locator('.answer .text').filter({ hasText: holds }); }

  /** The line under the newest answer, once the answer is whole. */
  async receipt(): Promise<string> {
    const line = this.turns.last().locator('.receipt');
    await line.waitFor();
    return (await line.innerText()).replaceAll(/\s+/g, ' ');
  }

  /** Whether everything fits into the width of the window, as nobody likes to scroll sideways. */
  fits(): Promise<boolean> {
    return this.page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll("button, textarea, .question, .receipt, .code")].every((part) => part.getBoundingClientRect().right <= innerWidth)');
  }

  /** The contrast of a text with what is behind it, by WCAG 2: 4.5 is enough for text of this size. */
  contrast(selector: string): Promise<number> {
    return this.page.locator(selector).first().evaluate((element) => {
      type Part = { parentElement: Part | null };
      const styleOf = (globalThis as unknown as { getComputedStyle(part: Part): { color: string; backgroundColor: string } }).getComputedStyle;
      const light = (colour: string): number => {
        const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => Number(part) / 255)
          .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      let behind: Part | null = element as unknown as Part;
      while (behind && styleOf(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
      const [low = 0, high = 0] = [light(styleOf(element as unknown as Part).color), light(behind ? styleOf(behind).backgroundColor : 'rgb(255, 255, 255)')].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    });
  }
}
