import { expect, type Locator, type Page } from "@playwright/test";

/** Files for the form of one's own images. */
export interface OwnImages {
  readonly kernel: Uint8Array;
  readonly initrd?: Uint8Array;
  readonly dtb?: Uint8Array;
}

const FILE_LABELS: Record<keyof OwnImages, string> = {
  kernel: "Kernel",
  initrd: "Initial RAM disk",
  dtb: "Device tree",
};

/** The page as a visitor uses it: choose a machine, read its console, type into it. */
export class MachinePage {
  constructor(readonly page: Page) {}

  /** Opens the page. The browser of the tests has no WebGL, so the console's rows are in the document. */
  async open(query = ""): Promise<void> {
    await this.page.goto(`/${query}`);
    await expect(this.page.getByRole("heading", { name: "sel4vm-web" })).toBeVisible({ timeout: 60_000 });
  }

  /** Starts the guest whose card has this name. */
  async start(name: string): Promise<void> {
    await this.page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await expect(this.page.getByRole("toolbar", { name: new RegExp(name) })).toBeVisible();
  }

  /** Starts images of one's own by the form; the machine's name is that of the kernel file. */
  async startOwn(images: OwnImages): Promise<void> {
    for (const [part, label] of Object.entries(FILE_LABELS)) {
      const bytes = images[part as keyof OwnImages];
      const files = bytes ? [{ name: part, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) }] : [];
      await this.page.locator("form:visible").getByLabel(label).setInputFiles(files);
    }
    await this.page.getByRole("button", { name: "Start this image" }).click();
    await expect(this.page.getByRole("toolbar").locator("visible=true")).toBeVisible();
  }

  async closeMachine(): Promise<void> {
    await this.page.getByRole("button", { name: "Close this machine" }).click();
  }

  /** What went wrong with the machine in front. */
  get alert(): Locator {
    return this.page.getByRole("alert").locator("visible=true");
  }

  /** Comes back to the chooser; machines go on. */
  async chooseAnother(): Promise<void> {
    await this.page.getByRole("tab", { name: "New machine" }).click();
  }

  get console(): Locator {
    return this.page.locator("section:visible .xterm-rows");
  }

  /** Waits until the visible rows of the console contain `text`. */
  async expectConsole(text: string | RegExp, timeout = 60_000): Promise<void> {
    await expect(this.console).toContainText(text, { timeout });
  }

  /** Presses the mouse on the beginning of the row of the console that has this text. */
  async clickRow(text: string): Promise<void> {
    const box = await this.console.locator("> div").filter({ hasText: text }).boundingBox();
    if (box === null) throw new Error(`no row with ${text}`);
    await this.page.mouse.move(box.x + 20, box.y + box.height / 2);
    await this.page.mouse.click(box.x + 24, box.y + box.height / 2);
  }

  async type(line: string): Promise<void> {
    await this.page.locator("section:visible .xterm-helper-textarea").focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press("Enter");
  }

  /** Waits for the state of the machine in front, in words. */
  async expectState(words: string | RegExp, timeout = 60_000): Promise<void> {
    await expect(this.state).toContainText(words, { timeout });
  }

  /** The state of the machine in front, in words. */
  get state(): Locator {
    return this.page.getByRole("toolbar").locator("visible=true").getByRole("status");
  }

  /** The machine in front in figures: what each vCPU does, the speed. */
  get figures(): Locator {
    return this.page.getByLabel("Live status").locator("visible=true");
  }

  /** The whole scroll-back, as the page's own button saves it. */
  async savedConsole(): Promise<string> {
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.page.locator("section:visible").getByRole("button", { name: "Save text" }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return Buffer.concat(chunks).toString("utf8");
  }

  control(name: "Pause" | "Resume" | "Reset" | "Power off"): Locator {
    return this.page.locator("[role=toolbar]:visible").getByRole("button", { name });
  }

  /** Whether this server has that guest of Debian's. */
  async hasDebian(id = "debian-arm64-fast"): Promise<boolean> {
    const answer = await this.page.request.get("/guests/cache/manifest.json");
    return answer.ok() && (await answer.json()).guests.some((guest: { id: string }) => guest.id === id);
  }
}
